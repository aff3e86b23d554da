/** What one needs only to set or use a recovery phrase: one file, fetched when it is first asked for. */
export { confirmPhrase, createPhrase } from './phrase.ts';
export { recoverAccount } from './recover-account.ts';
export { settle } from './settle.ts';
