/** What is wrong with a username, by the rules of `contracts/rest.md`. */
export type UsernameProblem = 'too-short' | 'too-long' | 'characters' | 'start' | 'end' | 'separators';

const MIN_LENGTH = 3;
const MAX_LENGTH = 32;

/** The form that is unique on the server: NFKC, lower case. */
export function normaliseUsername(typed: string): string {
  return typed.trim().normalize('NFKC').toLowerCase();
}

/** Null when the name may be asked for. */
export function usernameProblem(typed: string): UsernameProblem | null {
  const name = normaliseUsername(typed);
  if (!/^[a-z0-9_.-]*$/.test(name)) return 'characters';
  if (name.length < MIN_LENGTH) return 'too-short';
  if (name.length > MAX_LENGTH) return 'too-long';
  if (!/^[a-z]/.test(name)) return 'start';
  if (/[.-]$/.test(name)) return 'end';
  if (/[_.-]{2}/.test(name)) return 'separators';
  return null;
}
