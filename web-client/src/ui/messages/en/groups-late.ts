/** Comes with the code that shows it: `groups/late.ts`. */
export const lateGroupMessages = {
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

  'members.verify-label': 'Verify {username}',
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
  'members.owner-gone':
    'The owner’s account was deleted, so nobody can invite or remove people here. To go on with others, make a new group.',
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
    'To be sure who somebody is, verify them: it shows how to compare the safety number.',

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
  'leave.heir-gone':
    '{name} has been here longest, but that account was deleted: nobody could invite or remove people any more. Make somebody else the owner first.',
  'leave.last': 'You are the last one here. The group ends, and nobody can join it any more.',

  'details.members': 'Members',
  'details.you': 'You',
  'details.security': 'Security',
  'details.sealed': 'Messages are sealed on your devices. Nobody in between can read them.',
  'details.post-quantum': 'Future quantum computers cannot open it either. This renews itself as you write.',
  'details.post-quantum-renewed': 'Future quantum computers cannot open it either. Last renewed {date}.',
  'details.repairs': {
    one: 'The secure connection was repaired {count} time.',
    other: 'The secure connection was repaired {count} times.',
  },
  'details.verify': 'Verify',
  'details.verified': 'You compared the safety number. If it changes, nothing is sent before you are asked.',
  'details.remove-friend': 'Remove friend',
  'details.block': 'Block',
  'remove-friend.title': 'Remove {name}?',
  'remove-friend.text':
    'You will not be able to write to each other. The messages stay readable for both of you. You can add each other again later.',
  'remove-friend.confirm': 'Remove friend',
  'block.title': 'Block {name}?',
  'block.text':
    'They can no longer write to you, see you online or ask to be your friend, and they are not told. You can unblock them in Settings.',
  'block.confirm': 'Block',
} as const;
