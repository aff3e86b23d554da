import type { GroupNotice, MessageState, MessageView } from '../../../messenger/port.ts';

/** A discarded message keeps its place and shows nothing; those of groups stand in `groups.ts`. */
type ShownNotice = Exclude<NonNullable<MessageView['notice']>, 'discarded' | GroupNotice>;

const states = {
  'state.sending': 'Sending',
  'state.sent': 'Sent',
  'state.delivered': 'Delivered',
  'state.read': 'Read',
  'state.failed': 'Not sent',
  'state.repairing': 'Being repaired',
  'state.lost': 'Could not be recovered',
} as const satisfies Record<`state.${Exclude<MessageState, 'received'>}`, string>;

const notices = {
  'notice.identity-changed':
    '{name} has new keys. This happens after starting over. Compare the safety number to be sure it is {name}.',
  'notice.conversation-started': 'Messages here are sealed. Only you and {name} can read them.',
  'notice.friend-removed': 'You are no longer friends. Messages stay readable.',
  'notice.messages-missing':
    'Some messages from {name} could not be recovered. Ask {name} to send them again.',
  'notice.security-alarm':
    'The keys the server gave for this conversation could not be verified. Nothing was sent. Ask {name} in person or over a call whether something changed, and tell whoever runs this server.',
  'notice.security-restored':
    'For a while the keys the server gave for this conversation could not be verified. Now they can be again, and messages are sent.',
  'notice.username-alarm':
    'The server now gives {name} the username “{told}”. Usernames never change: the name you know is kept, and what you write goes to the same person as before. Ask {name} in person or over a call, and tell whoever runs this server.',
  'notice.username-restored':
    'For a while the server gave {name} the username “{told}”. Now it gives the one you know again.',
  'notice.username-gone':
    'For a while the server gave {name} the username “{told}”. It tells no more of that account here.',
  'notice.username-shared':
    'The server gives {name} the username “{told}”, and a friend of yours, too. A username belongs to one person: somebody may be posing as your friend. Compare the safety number before you write here, or invite {name}, and tell whoever runs this server.',
  'notice.username-single':
    'For a while the server gave the username “{told}” to {name} and to a friend of yours. Now it is that of one person again.',
  'notice.name-changed': '{former} is now called {name}.',
  'notice.verified': 'You verified {name}: the safety numbers are the same.',
  'notice.verified-elsewhere':
    'You verified {name} in another browser of yours. Was that not you? Sign that browser out.',
  'notice.unverified': '{name} is no longer verified.',
  'notice.repaired': 'The secure connection to {name} was renewed. Nothing to do.',
} as const satisfies Record<`notice.${ShownNotice}`, string>;

export const conversationMessages = {
  ...states,
  ...notices,
  'notice.messages-missing.repairing': 'Some messages from {name} have not arrived. Getting them again…',
  'conversation.messages': 'Messages',
  'conversation.message': 'Message',
  'conversation.placeholder': 'Write a message',
  'conversation.send': 'Send',
  'conversation.details': 'Details',
  'conversation.back': 'Back to conversations',
  'conversation.online': 'Online',
  'conversation.last-seen': 'Last seen {date}',
  'conversation.typing': '{name} is typing…',
  'conversation.you': 'You',
  'conversation.jump': 'Jump to latest',
  'conversation.jump-new': { one: '{count} new message', other: '{count} new messages' },
  'conversation.unread': 'Unread messages',
  'conversation.empty-title': 'No messages yet',
  'conversation.empty-text': 'Say hello to {name}. Only the two of you can read what you write here.',
  'conversation.closed':
    'You are not friends with {name} any more, so you cannot write here. Earlier messages stay.',
  'conversation.blocked': 'You have blocked {name}. Earlier messages stay.',
  'conversation.asked': 'You have asked {name} to be friends again. Earlier messages stay.',
  'conversation.load-failed': 'Earlier messages could not be read just now.',
  'conversation.not-sent': 'Not sent',
  'conversation.waits': 'Not sent yet',
  'not-sent.identity-changed':
    '{name} got new keys after you wrote this. Make sure that it is {name}, then try again.',
  'not-sent.not-a-member': 'You could not write here any more when this was to be sent.',
  'not-sent.mailboxes-full':
    'More messages wait here than the server keeps. Try again once somebody has read some.',
  'not-sent.refused': 'The server refused this message.',
  'conversation.retry': 'Try again',
  'conversation.discard': 'Delete',
  'conversation.discard-title': 'Delete this message?',
  'conversation.discard-text': 'It was not sent, and it cannot be brought back.',
  'conversation.unknown-kind': 'This message needs a newer Tacet. Reload the page to update.',
  'conversation.repairing': 'This message is being repaired…',
  'conversation.lost': 'This message could not be recovered. Ask {name} to send it again.',
  'conversation.announce': '{name}: {text}',
  'conversation.announce-more': { one: 'And {count} more message', other: 'And {count} more messages' },

  'day.today': 'Today',
  'day.yesterday': 'Yesterday',

  'details.title': 'Details',
  'trust.verified': 'Verified',
  'trust.changed': 'New keys since verified',
} as const;
