import type { GroupNotice } from '../../../messenger/port.ts';

/** `mine`: the reader did it, or it happened to the reader's own account. */
type NoticeKey = `notice.${GroupNotice}${'' | '.mine'}`;

const notices = {
  'notice.group-created': '{actor} made this group and named it “{name}”.',
  'notice.group-created.mine': 'You made this group and named it “{name}”.',
  'notice.member-invited': '{actor} invited {people}.',
  'notice.member-invited.mine': 'You invited {people}.',
  'notice.member-joined': '{actor} joined.',
  'notice.member-joined.mine': 'You joined.',
  'notice.invitation-declined': '{actor} declined the invitation.',
  'notice.invitation-declined.mine': 'You declined the invitation.',
  'notice.invitation-withdrawn': '{actor} took the invitation of {people} back.',
  'notice.invitation-withdrawn.mine': 'You took the invitation of {people} back.',
  'notice.member-left': '{actor} left.',
  'notice.member-left.mine': 'You left.',
  'notice.member-removed': '{actor} removed {people}.',
  'notice.member-removed.mine': 'You removed {people}.',
  'notice.group-renamed': '{actor} named the group “{name}”.',
  'notice.group-renamed.mine': 'You named the group “{name}”.',
  'notice.owner-changed': '{people} is the owner of the group now.',
  'notice.owner-changed.mine': 'You are the owner of the group now.',
  'notice.member-gone':
    '{people} gets no more messages here: that account was closed, or started over with new keys. Who started over can be invited again.',
  'notice.member-gone.mine':
    'You are out of the group, because you started over with new keys. Ask the owner to invite you again.',
} as const satisfies Record<NoticeKey, string>;

export const groupMessages = {
  ...notices,
  'group-notice.created': '{actor} made this group.',
  'group-notice.created.mine': 'You made this group.',
  'group-notice.renamed': '{actor} changed the name or the description of the group.',
  'group-notice.renamed.mine': 'You changed the name or the description of the group.',
  'group-notice.started': 'Messages here are sealed. Only the people in this group can read them.',
  'group-notice.alarm':
    'What the server says about this group and its people could not be verified. Nothing is sent before it can be. Ask the others in person or over a call whether something changed, and tell whoever runs this server.',
  'group-notice.restored':
    'For a while, what the server said about this group could not be verified. Now it can be again, and messages are sent.',

  'group.unnamed': 'Group without a name',
  'group.somebody': 'Somebody',
  'group.you-object': 'you',
  'group.members': { one: '{count} member', other: '{count} members' },
  'group.members-online': '{members}, {online} online',
  'group.typing-two': '{first} and {second} are typing…',
  'group.typing-many': { one: '{count} person is typing…', other: '{count} people are typing…' },
  'group.empty-text': 'Say hello. Everybody in this group can read what you write here.',
  'group.alone': 'Nobody else is here yet. People who join later cannot read what was written before.',
  'group.former': 'You are not in this group any more. Earlier messages stay.',
  'group.not-sent-identity':
    'Somebody in this group got new keys after you wrote this. Make sure that it is them, then try again.',
  'group.over': 'This group has ended. Earlier messages stay.',
  'group.reach-read': 'Read by {count} of {of}',
  'group.reach-read-all': 'Read by everybody',
  'group.reach-delivered': 'Delivered to {count} of {of}',
  'group.reach-delivered-all': 'Delivered to everybody',

  'invitation.invites': '{name} (@{username}) invites you',
  'invitation.with': 'with {people}',
  'invitation.with-others': {
    one: 'with {name} and {count} other',
    other: 'with {name} and {count} others',
  },
} as const;
