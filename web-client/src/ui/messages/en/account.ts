export const accountMessages = {
  'account.button': 'Account',
  'account.profile': 'Profile',
  'account.devices': 'Devices',
  'account.password': 'Change password',
  'account.recovery': 'No recovery phrase yet',
  'account.settings': 'Settings',
  'account.lock': 'Lock',
  'account.sign-out': 'Sign out',

  'settings.unblock': 'Unblock',

  'sign-out.title': 'Sign out?',
  'sign-out.text':
    'Your messages stay sealed in this browser. Sign in again with your password to read them.',
  'sign-out.erase': 'Also erase my messages and keys from this browser',
  'sign-out.erase-text':
    'Your keys, all messages and whatever was not sent yet are deleted from this browser and cannot be brought back. Your account stays.',
  'sign-out.unsent': 'Not sent yet, and lost then, among others: what you wrote to {people}.',
  'sign-out.back-phrase': 'You come back into it with your recovery phrase.',
  'sign-out.back-browser': 'You come back into it with another browser that is linked to it.',
  'sign-out.back-both':
    'You come back into it with your recovery phrase, or with another browser that is linked to it.',
  'sign-out.back-none': 'You have no recovery phrase and no other browser: you will have to start over.',
  'sign-out.back-unknown':
    'You come back into it with your recovery phrase, or with another browser that is linked to it. Without either you will have to start over.',
  'sign-out.gone-text':
    'This account was deleted and cannot be signed in to again. Once erased, the messages in this browser cannot be brought back.',
  'sign-out.confirm': 'Sign out',
  'sign-out.confirm-erase': 'Erase and sign out',
} as const;
