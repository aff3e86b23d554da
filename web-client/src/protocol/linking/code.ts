import { concat, equal, fixed, Secret, ValidationError, type Fixed } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { label } from '../suite.ts';

/** [D-1] What the user carries from a device of the account to the new one. */
export type LinkCode = Secret<'LinkCode', 16>;

const CODE_BYTES = 16;
/** Of 5 bits: 128 bits, and two that are zero. */
const CODE_LETTERS = 26;
const CHECK_LETTERS = 2;
const GROUP_LETTERS = 4;
/** Crockford's base32: no I, L, O and U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** What is read for each letter as it may be typed. */
const VALUES = new Map<string, number>([
  ...Array.from(ALPHABET, (letter, value) => [letter, value] as const),
  ...Array.from(ALPHABET.toLowerCase(), (letter, value) => [letter, value] as const),
  ...Array.from('Oo', (letter) => [letter, 0] as const),
  ...Array.from('IiLl', (letter) => [letter, 1] as const),
]);
const SEPARATORS = /[\s\p{Pd}]/gu;
const CHECK_LABEL = label('tacet/link/code-check/v1');

/** [D-1] A fresh code, for one linking. */
export function createLinkCode(crypto: CryptoProvider): LinkCode {
  return Secret.of('LinkCode', CODE_BYTES, crypto.random(CODE_BYTES));
}

/** [D-1] The code as it is shown: `XXXX-XXXX-…`, 26 letters and 2 of check. */
export async function linkCodeText(crypto: CryptoProvider, code: LinkCode): Promise<string> {
  const letters = toLetters(await checked(crypto, code.expose()));
  const groups = Array.from({ length: letters.length / GROUP_LETTERS }, (_, group) =>
    letters.slice(group * GROUP_LETTERS, (group + 1) * GROUP_LETTERS),
  );
  return groups.join('-');
}

/**
 * [D-1] The code of a text as it was typed or scanned.
 * @throws ValidationError `link-code-letter`: something that no code has; `link-code-length`: a letter is missing or too
 *   many; `link-code-check`: one is wrong
 */
export async function parseLinkCode(crypto: CryptoProvider, text: string): Promise<LinkCode> {
  const letters = Array.from(text.replaceAll(SEPARATORS, ''));
  if (letters.length !== CODE_LETTERS + CHECK_LETTERS) {
    const isForeign = letters.some((letter) => !VALUES.has(letter));
    throw new ValidationError(isForeign ? 'link-code-letter' : 'link-code-length');
  }
  const values = letters.map((letter) => {
    const value = VALUES.get(letter);
    if (value === undefined) {
      throw new ValidationError('link-code-letter');
    }
    return value;
  });
  const code = toBytes(values.slice(0, CODE_LETTERS));
  // The two bits that are left over, too: one code has one text.
  if (!equal(Uint8Array.from(values), await checked(crypto, code))) {
    throw new ValidationError('link-code-check');
  }
  return Secret.of('LinkCode', CODE_BYTES, code);
}

/** The values of all 28 letters of a code. */
async function checked(crypto: CryptoProvider, code: Fixed<16>): Promise<Uint8Array> {
  const check = await crypto.sha256(concat(CHECK_LABEL, code));
  return concat(toValues(code, CODE_LETTERS), toValues(check, CHECK_LETTERS));
}

const toLetters = (values: Uint8Array): string =>
  Array.from(values, (value) => ALPHABET.charAt(value)).join('');

/** The first `count` groups of 5 bits; those beyond the last byte are zero. */
function toValues(bytes: Uint8Array, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, index) => {
    const bit = index * 5;
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    return (pair >> (11 - (bit & 7))) & 0x1f;
  });
}

/** The bytes of 26 groups; what the last has beyond them is dropped. */
function toBytes(values: readonly number[]): Fixed<16> {
  const bytes = Uint8Array.from({ length: CODE_BYTES }, (_, index) => {
    const first = Math.floor((index * 8) / 5);
    const bits = [0, 1, 2].reduce((sum, next) => (sum << 5) | (values[first + next] ?? 0), 0);
    return (bits >> (7 - ((index * 8) % 5))) & 0xff;
  });
  return fixed(CODE_BYTES, bytes, 'link-code');
}
