/** The recovery phrase, `docs/spec/recovery.md`. Loaded when somebody sets or uses one. */
export {
  createRecoveryPhrase,
  isPhraseWord,
  PHRASE_WORDS,
  readRecoveryPhrase,
  typedWords,
  wordsOfPhrase,
  type RecoveryPhrase,
} from './phrase.ts';
export { deriveRecoveryKeys, type RecoveryKeys } from './keys.ts';
export { openRecovery, sealRecovery, type Recoverable } from './record.ts';
export { recoverIdentity, type ChainedList, type RecoveredIdentity } from './identity.ts';
export { onlyDevice } from '../identity/device-list-change.ts';
