/** Comes with the code that shows it: `account/AccountDialogs.tsx`. */
export const lateAccountMessages = {
  'profile.text': 'This is what your friends and people you ask see.',
  'profile.about-left': { one: '{count} character left', other: '{count} characters left' },

  'password.text': 'Other devices are signed out and need the new password. Nobody can reset it for you.',
  'password.current': 'Current password',
  'password.new': 'New password',
  'password.change': 'Change password',

  'settings.appearance': 'Appearance',
  'settings.appearance-system': 'System',
  'settings.appearance-light': 'Light',
  'settings.appearance-dark': 'Dark',
  'settings.privacy': 'Privacy',
  'settings.receipts': 'Read receipts',
  'settings.receipts-text': 'Friends see when you have read their messages, and you see it of theirs.',
  'settings.presence': 'Show when I am online',
  'settings.presence-text': 'Friends see when you are here, and you see it of them.',
  'settings.auto-lock': 'Lock when idle',
  'settings.auto-lock-text': 'After this time without a key or a click, the password is needed again.',
  'settings.minutes': { one: '{count} minute', other: '{count} minutes' },
  'settings.never': 'Never',
  'settings.blocked': 'Blocked people',
  'settings.nobody-blocked': 'You have blocked nobody.',
  'settings.unblock-person': 'Unblock {name}',
  'settings.storage': 'Storage',
  'settings.storage-used': '{used} of {quota} used in this browser.',
  'settings.storage-unknown': 'The browser does not tell how much is used.',
  'settings.shortcuts': 'Keyboard',
  'settings.shortcut-search': 'Search',
  'settings.shortcut-next': 'Next conversation',
  'settings.shortcut-previous': 'Previous conversation',
  'settings.shortcut-back': 'Close or go back',
  'settings.shortcut-line': 'New line in a message',
  'settings.leaving': 'Leaving',
  'settings.delete-account': 'Delete account…',

  'delete.title': 'Delete account',
  'delete.text':
    'Your account, your friendships and all messages in this browser are deleted. This cannot be undone.',
  'delete.friends': 'Friends keep the messages you sent them. Your username becomes free.',
  'delete.groups':
    'You leave your groups first. Where you are the owner, the member who has been there longest takes over.',
  'delete.heir-gone':
    'In {groups}, the account of that member was deleted, and nobody could invite or remove people any more. Make somebody else the owner there first.',
  'delete.leaving': { one: 'Leaving your groups… {count} left', other: 'Leaving your groups… {count} left' },
  'delete.stuck':
    'Your account was not deleted: Tacet could not leave {groups}. Try again, or delete your account anyway; where you are the owner, nobody can invite or remove people then.',
  'delete.again': 'Try again',
  'delete.anyway': 'Delete anyway',
  'delete.password': 'Password',
  'delete.confirm': 'Delete account',
} as const;
