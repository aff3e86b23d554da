/** Comes with the code that shows it: `account/AccountDialogs.tsx`. */
export const programsMessages = {
  'programs.title': 'Programs',
  'programs.about':
    'Let a program of yours use this account, with a token that you can take back at any time.',
  'programs.open': 'Tokens for programs',
  'programs.text':
    'Whoever has a token can do what it allows until it ends or you revoke it. It never opens messages: the keys to them stay in your browsers. It cannot change your password or your devices.',
  'programs.none': 'No program has a token.',
  'programs.list': 'Tokens',
  'programs.until': 'Until {date}',
  'programs.over': 'Ended on {date}',
  'programs.last-used': 'Last used on {date}',
  'programs.never-used': 'Not used yet',
  'programs.revoke': 'Revoke',
  'programs.revoke-name': 'Revoke {name}',
  'programs.revoke-title': 'Revoke {name}?',
  'programs.revoke-text':
    'The program can do nothing more within a few seconds. To let it in again, make a new token.',
  'programs.new': 'New token',
  'programs.name': 'Name',
  'programs.name-hint': 'For you, so that you recognise it',
  'programs.may': 'What the program may do',
  'programs.scope-social:read': 'See your profile, friends, requests and groups',
  'programs.scope-social:write': 'Change them: ask and answer friends, block, edit your profile',
  'programs.scope-mail:read':
    'Collect sealed messages for this browser. What it deletes does not arrive here.',
  'programs.scope-mail:send': 'Send sealed messages from this browser',
  'programs.lasts': 'Good for',
  'programs.days': { one: '{count} day', other: '{count} days' },
  'programs.password': 'Your password',
  'programs.make': 'Make token',
  'programs.made-title': 'Your new token',
  'programs.made-text': 'Copy it now and keep it like a password. It is shown this once.',
  'programs.copy': 'Copy',
  'programs.copied': 'Copied.',
  'programs.done': 'Done',
} as const;
