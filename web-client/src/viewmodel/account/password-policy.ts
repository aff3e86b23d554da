import { normaliseUsername } from './username.ts';

/** Characters, not bytes: the rule people can count. */
export const MIN_PASSWORD_LENGTH = 12;
/** zxcvbn score: 3 means more than 10^8 guesses. */
export const MIN_PASSWORD_SCORE = 3;

/** What an attacker would try first. */
export type Weakness = 'common' | 'names' | 'words' | 'keyboard' | 'repeats' | 'sequence' | 'date';

/** What the estimator says about one password. */
export interface StrengthEstimate {
  /** 0 (first guesses) to 4 (out of reach), as zxcvbn counts. */
  readonly score: number;
  readonly weakness: Weakness | null;
}

/** `known` are words an attacker would try for this very person. */
export type StrengthEstimator = (password: string, known: readonly string[]) => StrengthEstimate;

/** The one sentence the person reads. */
export type Advice =
  | { readonly say: 'too-short'; readonly missing: number }
  | { readonly say: 'contains-username' }
  | { readonly say: 'weak'; readonly because: Weakness | null }
  | { readonly say: 'good' }
  | { readonly say: 'strong' };

export interface Verdict {
  readonly acceptable: boolean;
  /** 0 to 4; what the meter shows. Never above what the policy lets pass. */
  readonly level: number;
  readonly advice: Advice;
}

/** The policy of `protocol.md`, Password; enforced here because the server never sees the password. */
export function judgePassword(
  password: string,
  username: string,
  known: readonly string[],
  estimate: StrengthEstimator,
): Verdict {
  const name = normaliseUsername(username);
  const length = Array.from(password).length;
  const { score, weakness } = estimate(password, [name, ...known].filter(Boolean));
  if (length < MIN_PASSWORD_LENGTH) {
    const advice = { say: 'too-short', missing: MIN_PASSWORD_LENGTH - length } as const;
    return { acceptable: false, level: Math.min(score, 1), advice };
  }
  if (name !== '' && password.normalize('NFKC').toLowerCase().includes(name)) {
    return { acceptable: false, level: 1, advice: { say: 'contains-username' } };
  }
  if (score < MIN_PASSWORD_SCORE) {
    return { acceptable: false, level: score, advice: { say: 'weak', because: weakness } };
  }
  return { acceptable: true, level: score, advice: { say: score > MIN_PASSWORD_SCORE ? 'strong' : 'good' } };
}
