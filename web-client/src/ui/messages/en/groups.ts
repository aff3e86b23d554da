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

  'new-group.title': 'New group',
  'new-group.name': 'Group name',
  'new-group.name-missing': 'Give the group a name.',
  'new-group.create': 'Create group',
  'new-group.hint': 'They are asked first. Who says yes can read what is written from then on.',
  'new-group.no-friends-title': 'Friends come first',
  'new-group.no-friends-text':
    'A group is made of friends. Add somebody by username; once they accept, you can invite them.',

  'picker.add-people': 'Add people',
  'picker.friends': 'Your friends',
  'picker.placeholder': 'Search your friends',
  'picker.take-off': 'Take {name} off the list',
  'picker.chosen': { one: '{count} chosen', other: '{count} chosen' },
  'picker.none-chosen': 'Choose at least one friend.',
  'picker.nothing-found': 'No friend of yours is called “{search}”.',
  'picker.nobody': 'No friend of yours is called that. Clear the field to see them all.',
  'picker.here': 'Who is in the group already, or invited, needs no invitation. Name somebody else.',
  'picker.several': 'Several friends are called that. Choose from the list.',
  'picker.full': 'That is as many as can be invited at once. You can add more later.',

  'invitation.invites': '{name} (@{username}) invites you',
  'invitation.with': 'with {people}',
  'invitation.with-others': {
    one: 'with {name} and {count} other',
    other: 'with {name} and {count} others',
  },

  'members.owner': 'Owner',
  'members.online': 'Online',
  'members.gone': 'Account closed',
  'members.invited': 'Invited',
  'members.remove': 'Remove',
  'members.remove-label': 'Remove {username}',
  'members.make-owner': 'Make owner',
  'members.make-owner-label': 'Make owner: {username}',
  'members.take-back': 'Take back',
  'members.take-back-label': 'Take back invitation of {username}',
  'members.owner-invites': '{name} is the owner and can add people.',
  'members.edit': 'Edit name',
  'members.leave': 'Leave group',

  'add-people.title': 'Invite to {name}',
  'add-people.hint': 'They see nothing of what was written before they join.',
  'add-people.none-left-title': 'Everybody is here',
  'add-people.none-left-text':
    'All your friends are in this group or invited. Add a new friend first to invite them.',

  'edit-group.title': 'Name and description',
  'edit-group.description': 'Description',
  'edit-group.optional': 'optional',
  'edit-group.hint': 'Everybody in the group sees it. The server does not.',

  'group-security.sealed':
    'Messages are sealed for exactly the people listed here as members. Nobody else can read them, not even the server.',
  'group-security.invited': 'People who are only invited can read nothing before they join.',
  'group-security.later':
    'Whoever joins sees nothing from before, and whoever leaves gets nothing from then on.',
  'group-security.verify':
    'To be sure who somebody is, open your own conversation with them and compare the safety number.',

  'remove-member.title': 'Remove {name}?',
  'remove-member.text':
    'They get nothing that is written from now on. What they have already received stays with them. You can invite them again.',
  'make-owner.title': 'Make {name} the owner?',
  'make-owner.text':
    'From then on only they can add and remove people, change the name and make somebody else the owner. You stay a member.',
  'leave.title': 'Leave {name}?',
  'leave.text': 'You get nothing that is written from now on. Earlier messages stay readable for you.',
  'leave.again': 'Only an invitation can bring you back.',
  'leave.heir':
    '{name} becomes the owner, because nobody else has been here longer. If it should be somebody else, make them the owner first.',
  'leave.last': 'You are the last one here. The group ends, and nobody can join it any more.',
} as const;
