import { normaliseUsername } from '../../protocol/index.ts';
import { MessengerFailure } from '../failures.ts';
import { characters } from '../kernel/characters.ts';

/** protocol.md, Password. */
const MIN_CHARACTERS = 12;

/**
 * The part of the password policy that needs no dictionary; the strength meter where the password is typed
 * does the rest.
 *
 * @throws MessengerFailure `weak-password`
 */
export function requireStrongPassword(password: string, username: string): void {
  const tooShort = characters(password) < MIN_CHARACTERS;
  if (tooShort || normaliseUsername(password).includes(normaliseUsername(username))) {
    throw new MessengerFailure('weak-password');
  }
}
