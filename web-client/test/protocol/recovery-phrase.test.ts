import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromHex, hex, Secret } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  createRecoveryPhrase,
  readRecoveryPhrase,
  typedWords,
  wordsOfPhrase,
} from '../../src/protocol/recovery/index.ts';
import { watchedCrypto } from './ledger.ts';
import { code } from './refusal.ts';

let crypto: CryptoProvider;
beforeAll(async () => {
  crypto = await watchedCrypto();
});

const phraseOf = (bytes: Uint8Array) => Secret.of('RecoveryPhrase', 16, bytes);
const read = (text: string): string => hex(readRecoveryPhrase(text).expose());

/** Published with BIP-39 (Trezor's vectors). */
const PUBLISHED: readonly (readonly [string, string])[] = [
  [
    '00000000000000000000000000000000',
    'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about',
  ],
  [
    '7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f',
    'legal winner thank year wave sausage worth useful legal winner thank yellow',
  ],
  [
    '80808080808080808080808080808080',
    'letter advice cage absurd amount doctor acoustic avoid letter advice cage above',
  ],
  ['ffffffffffffffffffffffffffffffff', 'zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong'],
  [
    '9e885d952ad362caeb4efe34a8e91bd2',
    'ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic',
  ],
];

describe('The recovery phrase', () => {
  it('[RP-1] is sixteen fresh bytes that print nothing', () => {
    const phrase = createRecoveryPhrase(crypto);
    expect(phrase.expose()).toHaveLength(16);
    expect(hex(phrase.expose())).not.toBe(hex(createRecoveryPhrase(crypto).expose()));
    expect(`${String(phrase)} ${JSON.stringify({ phrase })}`).not.toContain(hex(phrase.expose()));
  });

  it.each(PUBLISHED)('[RP-1] has the published words of %s', (bytes, words) => {
    expect(wordsOfPhrase(phraseOf(fromHex(bytes))).join(' ')).toBe(words);
    expect(read(words)).toBe(bytes);
  });

  it('[RP-2] comes back from its words, however they are typed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const words = wordsOfPhrase(phraseOf(bytes));
        const typed = [
          words.join(' '),
          `  ${words.join('\n\t ')}\u00a0`,
          words.join(', ').toUpperCase(),
          words.map((word, at) => `${at + 1}. ${word}`).join('\n'),
          words.join(' — '),
          words.map((word) => word.replaceAll('a', 'á')).join(' '),
        ];
        for (const each of typed) expect(read(each)).toBe(hex(bytes));
      }),
      { numRuns: 50 },
    );
  });

  it('[RP-2] is refused with a word that no phrase has, another number of words, or a wrong one', () => {
    const words = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
    expect(code(() => read(words.replace('winner', 'winer')))).toBe('validation recovery-phrase-word');
    expect(code(() => read(words.replace('winner', 'слово')))).toBe('validation recovery-phrase-word');
    for (const length of ['', 'legal', words.replace('legal ', ''), `${words} legal`, `${words} ${words}`]) {
      expect(code(() => read(length))).toBe('validation recovery-phrase-length');
    }
    expect(code(() => read(words.replace('winner', 'zoo')))).toBe('validation recovery-phrase-check');
  });

  it('[RP-2] notices most exchanged words, and tells none of them', () => {
    const words = wordsOfPhrase(phraseOf(fromHex('9e885d952ad362caeb4efe34a8e91bd2')));
    const swapped = words.map((_, at) => {
      const other = (at + 1) % words.length;
      const typed = words.with(at, words[other] ?? '').with(other, words[at] ?? '');
      return code(() => read(typed.join(' ')));
    });
    // Four bits of check: one in sixteen passes by chance.
    expect(swapped.filter((each) => each === 'validation recovery-phrase-check').length).toBeGreaterThan(8);
    let thrown: unknown;
    try {
      readRecoveryPhrase(words.with(0, 'zoo').join(' '));
    } catch (cause) {
      thrown = cause;
    }
    // With whatever caused it: the library's error names a word.
    expect(inspect(thrown)).toContain('recovery-phrase-check');
    expect(inspect(thrown)).not.toMatch(/zoo|drill/);
  });

  it('[RP-2] takes any text apart without a complaint', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(typedWords(text).every((word) => /^\p{L}+$/u.test(word))).toBe(true);
      }),
    );
  });
});
