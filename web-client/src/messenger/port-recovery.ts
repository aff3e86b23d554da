/** The part of the port that is about the recovery phrase (`docs/spec/recovery.md`). */

/** Whether the account has a recovery phrase, as far as the service has said. */
export type RecoveryView = 'set' | 'missing' | 'unknown';

/** Why a recovery did not succeed. Its sentences come with the screens. */
export type RecoveryFailure =
  /** What was typed is no phrase, or not the words that were asked for. */
  | 'phrase-invalid'
  /** A phrase, but not this account's. */
  | 'phrase-wrong'
  /** Nobody answered when it was confirmed: it may count already. The same words can be confirmed again. */
  | 'phrase-unanswered'
  /** The account has none. */
  | 'no-recovery-phrase'
  /** The account got another identity after the phrase was made. */
  | 'phrase-outdated'
  /** What the service keeps, or its device lists, do not hold: damaged, or tampered with. */
  | 'recovery-not-genuine';

export interface RecoveryCommands {
  /**
   * Makes a phrase and keeps it in memory: it counts once `confirmRecoveryPhrase` succeeded.
   *
   * @param password null for the first phrase right after the sign-up, which asked for it; else `wrong-password`
   * @returns twelve words, and which of them (counted from 0, ascending) to ask the user for
   */
  createRecoveryPhrase(input: { password: string | null }): {
    words: readonly string[];
    ask: readonly number[];
  };
  /**
   * The user named the words that were asked for: `phrase-invalid` if they differ, else the phrase is set. Without an answer
   * (`phrase-unanswered`) the view is `unknown` until the service says whether it is.
   */
  confirmRecoveryPhrase(input: { words: readonly (readonly [index: number, word: string])[] }): void;
  /** The user wants none now: a phrase that was made and not confirmed is forgotten. */
  putOffRecoveryPhrase(input: Record<string, never>): void;
  recoveryState(input: Record<string, never>): { exists: boolean; sinceMs: number | null };
  /** In a browser without the account's keys: the account under its own identity, with this device alone. */
  recoverAccount(input: { username: string; password: string; phrase: string }): void;
}
