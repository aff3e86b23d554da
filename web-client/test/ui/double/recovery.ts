import type { Person } from '../../../src/messenger/port.ts';
import { fail, succeed, type ScriptedMessenger } from './scripted-messenger.ts';

/** What stands on Alice's paper. */
export const PAPER: readonly string[] =
  'ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic'.split(' ');
const ASK = [2, 8];

/** Setting a phrase and coming back with it; the password is `right`. */
export function recoveryAnswers(messenger: ScriptedMessenger, me: Person): void {
  const home = () => {
    messenger.change({ phase: { at: 'ready', me }, recovery: 'missing' });
    return succeed(undefined);
  };
  Object.assign(messenger.answers, {
    signUp: home,
    createRecoveryPhrase: ({ password }) => {
      // Right after the sign-up, and only then, nobody is asked.
      const proven = password === null && messenger.called('signUp').length > 0;
      return proven || password === 'right' ? succeed({ words: PAPER, ask: ASK }) : fail('wrong-password');
    },
    confirmRecoveryPhrase: ({ words }) => {
      if (!words.every(([index, word]) => PAPER[index] === word)) return fail('phrase-invalid');
      messenger.change({ recovery: 'set' });
      return succeed(undefined);
    },
    switchArchiveOn: () => {
      messenger.change({ archive: { state: 'saved', saved: 5_012, of: 5_012, size: 1_240_000 } });
      return succeed(undefined);
    },
    deleteArchive: () => {
      messenger.change({ archive: { state: 'off', saved: 0, of: 0, size: 0 } });
      return succeed(undefined);
    },
    recoverAccount: ({ phrase }) => (/ozone/i.test(phrase) ? home() : fail('phrase-wrong')),
  } satisfies ScriptedMessenger['answers']);
}
