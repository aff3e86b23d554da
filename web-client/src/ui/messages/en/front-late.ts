/** Comes with the code that shows it: `welcome/late.ts`. */
export const frontMessages = {
  'elsewhere.title': 'Your messages live in another browser',
  'elsewhere.text':
    'The password is right. But the keys to your messages are only in the browsers that belong to your account, and this one does not yet.',
  'elsewhere.ways': 'How to go on',
  'elsewhere.link': 'Link with a browser where you are signed in',
  'elsewhere.link-text': 'It takes a minute, and your messages come along.',
  'elsewhere.start-over': 'Start over',
  'elsewhere.start-over-text':
    'Have you lost them all? You can begin again here with the same name and the same friends, without your earlier messages.',

  'start-over.title': 'Start over here?',
  'start-over.loses-messages': 'Earlier messages do not come along. Nobody can bring them here.',
  'start-over.loses-other': 'Your other browsers will be signed out and can no longer receive messages.',
  'start-over.tells-contacts':
    'Every friend sees that your keys are new and may want to make sure it is you.',
  'start-over.keeps': 'You keep your username, your profile and your friends.',
  'start-over.confirm': 'Start over',

  'join.title': 'Link this browser',
  'join.text':
    'In the browser where you are signed in, open Account, then Devices, and choose “Link a device”. It shows a code.',
  'join.code': 'Code',
  'join.code-hint': 'Capital or small letters, with or without dashes.',
  'join.code-foreign-letter': 'A code has only digits and letters, and never a U.',
  'join.code-too-long': 'This is longer than a code. Look for what was typed twice.',
  'join.count': '{count} of {of}',
  'join.link': 'Link this browser',
  'join.scan': 'Scan code',
  'join.other-code': 'This is another kind of code. Scan the one that “Link a device” shows.',
  'join.waiting-title': 'Reaching the other browser…',
  'join.waiting-text': 'Keep Tacet open there.',
  'join.check-account': 'Account',
  'join.check-began': 'Linking began',
  'join.again': 'Enter a new code',

  'toast.browser-linked': 'This browser is linked.',

  'removed.title': 'This browser was signed out',
  'removed.text':
    'It was signed out from another of your devices. No more messages come here, and none can be sent from here.',
  'removed.here': 'What came before is still in this browser. It is sealed, and stays so until you erase it.',
  'removed.not-you': 'Was it not you? Change your password in a browser where you are signed in.',
  'removed.erase': 'Erase and start again',
  'removed.erase-title': 'Erase what is here?',
  'removed.erase-text':
    'The sealed messages and keys in this browser are deleted and cannot be brought back. Your account and your other browsers stay as they are.',
  'removed.erase-then': 'Then you can sign in and link this browser again.',
  'removed.erase-confirm': 'Erase',
} as const;
