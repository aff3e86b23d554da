import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { Secret, ValidationError } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';

/** [RP-1] 128 random bits, which the user keeps on paper as twelve words. */
export type RecoveryPhrase = Secret<'RecoveryPhrase', 16>;

/** How many words a phrase has. */
export const PHRASE_WORDS = 12;
const ENTROPY_BYTES = 16;
const KNOWN: ReadonlySet<string> = new Set(wordlist);

/** [RP-1] A fresh phrase. */
export function createRecoveryPhrase(crypto: CryptoProvider): RecoveryPhrase {
  return Secret.of('RecoveryPhrase', ENTROPY_BYTES, crypto.random(ENTROPY_BYTES));
}

/** [RP-1] Its twelve words, the last of which carries four bits of check. */
export function wordsOfPhrase(phrase: RecoveryPhrase): readonly string[] {
  return entropyToMnemonic(phrase.expose(), wordlist).split(' ');
}

/** [RP-2] The words of a text as somebody typed it: whatever is no letter stands between them. */
export function typedWords(text: string): readonly string[] {
  const letters = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return letters.split(/\P{L}+/u).filter((word) => word !== '');
}

/** Whether a phrase can have this word. */
export function isPhraseWord(word: string): boolean {
  return KNOWN.has(word);
}

/** Whether what is typed so far may become a word that a phrase can have. */
export function isPhraseWordStart(letters: string): boolean {
  return wordlist.some((word) => word.startsWith(letters));
}

/**
 * [RP-2] The phrase of a text as somebody typed it.
 * @throws ValidationError `recovery-phrase-word`: one that no phrase has; `recovery-phrase-length`: not twelve;
 *   `recovery-phrase-check`: one is wrong, or two are exchanged
 */
export function readRecoveryPhrase(text: string): RecoveryPhrase {
  const words = typedWords(text);
  if (!words.every(isPhraseWord)) {
    throw new ValidationError('recovery-phrase-word');
  }
  if (words.length !== PHRASE_WORDS) {
    throw new ValidationError('recovery-phrase-length');
  }
  return Secret.of('RecoveryPhrase', ENTROPY_BYTES, entropyOf(words));
}

function entropyOf(words: readonly string[]): Uint8Array {
  try {
    return mnemonicToEntropy(words.join(' '), wordlist);
  } catch {
    // Words and their number hold, so it is the check. The library's error names words: it goes no further.
    throw new ValidationError('recovery-phrase-check');
  }
}
