import type { RecoveryFailure } from '../../../messenger/port.ts';

const failures = {
  'failure.phrase-invalid': 'These are not the words that were asked for. Look at your paper and try again.',
  'failure.phrase-wrong':
    'These words do not belong to this account. Nothing was changed: check the words and the username.',
  'failure.phrase-unanswered':
    'No answer came, so these words may count already. Keep the paper, and an earlier one too. Once there is a connection, press Confirm again.',
  'failure.no-recovery-phrase':
    'This account has no recovery phrase. Link this browser with another one, or start over.',
  'failure.phrase-outdated':
    'The account was started over, or a device was reported lost, after these words were written down. They cannot bring it back any more. Was it not you? Then somebody else had your password, or the server is not honest.',
  'failure.recovery-not-genuine':
    'What the server keeps for these words does not hold. It was damaged, or somebody tampers with it. Nothing was changed here.',
} as const satisfies Record<`failure.${RecoveryFailure}`, string>;

/** Comes with the code that shows it: `account/AccountDialogs.tsx`, `welcome/late.ts`. */
export const recoveryMessages = {
  ...failures,
  'elsewhere.recover': 'Use your recovery phrase',
  'elsewhere.recover-text':
    'Twelve words on paper. Your friends see no change; earlier messages come back if you kept an archive.',

  'recovery.title': 'Recovery phrase',
  'recovery.set-up': 'Set up recovery phrase',
  'recovery.replace': 'Replace recovery phrase',
  'recovery.state-set':
    'Twelve words on paper bring your account back if you lose all your browsers, together with your password.',
  'recovery.state-missing':
    'No recovery phrase yet. If you lose all your browsers, you will have to start over, and every friend is told.',
  'recovery.state-unknown':
    'Twelve words on paper bring your account back if you lose all your browsers. Whether you have set them shows here once there is a connection.',

  'recovery.making': 'Making your words…',
  'recovery.password-text': 'Your password is needed to set a recovery phrase.',
  'recovery.password-replaces':
    'The new words take the place of the old ones, which then no longer work. What cannot be changed: a server that kept a copy could still open it for somebody who has the old words and your password. If somebody has seen them, use “Lost or stolen?” under Devices.',
  'recovery.password': 'Password',
  'recovery.go-on': 'Show the words',

  'recovery.words-text':
    'If you lose this browser, these twelve words and your password bring your account back. Write them down on paper, in this order. They are shown only now.',
  'recovery.words': 'The twelve words',
  'recovery.words-note':
    'Keep the paper where you keep what matters. Your messages are not part of it: they stay in your browsers, and in the archive if you keep one (Settings).',
  'recovery.copy': 'Copy',
  'recovery.print': 'Print',
  'recovery.copied': 'Copied. Other programs can read what is copied: empty it when the words are on paper.',
  'recovery.not-copied': 'The browser did not allow it. Please write the words down.',
  'recovery.written': 'I wrote them down',
  'recovery.later': 'Later',

  'recovery.check-text': 'Are they on paper? Please enter two of them.',
  'recovery.word': 'Word {number}',
  'recovery.look-again': 'Show the words again',
  'recovery.confirm': 'Confirm',

  'recovery.done-title': 'Your recovery phrase is set',
  'recovery.done-text':
    'Keep the paper in a safe place. With it and your password you come back, and no friend sees a change.',
  'recovery.done': 'Done',

  'archive.title': 'Keep an encrypted archive on this server',
  'archive.text':
    'If you lose all your browsers, your recovery phrase and your password bring your messages back, too, except those with people whose accounts are gone. The server sees how much is added and when, and cannot read it. What it has copied it can keep: neither another phrase nor deleting takes that back.',
  'archive.needs-phrase':
    'Set up a recovery phrase first: without one nobody could open the archive when all your browsers are gone.',
  'archive.no-phrase':
    'There is no recovery phrase now, so nobody could open the archive when all your browsers are gone. Set one up.',
  'archive.restoring':
    'Messages are still being brought back. If you delete the archive now, those that have not come yet are lost.',
  'archive.state-saving': 'Saving {count} of {of}',
  'archive.state-saved': 'Up to date: {size} on the server. New messages follow within a minute.',
  'archive.state-waiting': '{size} on the server. The rest follows as soon as the server can be reached.',
  'archive.state-full':
    'The server takes no more: {size} are there, newer messages are not. Delete the archive and switch it on again, which saves room, or ask whoever runs this server for more.',
  'archive.state-none':
    'This server has no room for an archive, so nothing of yours is kept there. Ask whoever runs this server.',
  'archive.state-changed':
    'What the server keeps is not what was saved: it was damaged, or somebody tampers with it. Nothing more is saved there. Delete the archive, then switch it on again.',
  'archive.state-deleting': 'Off. What the server has is deleted as soon as it can be reached.',
  'archive.state-gone': 'Off: another browser deleted the archive, or the server has lost it.',
  'archive.delete': 'Delete the archive…',
  'archive.delete-title': 'Delete the archive?',
  'archive.delete-text':
    'Your messages stay in your browsers. If you lose all of those, nothing brings the messages back any more.',
  'archive.delete-confirm': 'Delete',

  'recover.title': 'Use your recovery phrase',
  'recover.text': 'Enter the twelve words from your paper, in their order.',
  'recover.phrase': 'Recovery phrase',
  'recover.count': '{count} of {of}',
  'recover.hint': 'Capital or small letters, with or without numbers and commas.',
  'recover.foreign': 'No phrase has this: {words}. Check how it is written.',
  'recover.many': 'These are more than twelve words. Look for what was typed twice.',
  'recover.wrong': 'The twelve words do not fit together. One is wrong, or two have changed places.',
  'recover.read': 'The words as they were read',
  'recover.not-back': 'Earlier messages come back only out of an archive, if you kept one on this server.',
  'recover.others': 'Your other browsers will be signed out.',
  'recover.no-change': 'You stay who you are: no friend sees a change.',
  'recover.confirm': 'Bring my account back',
} as const;
