import { concat, hex, u8 } from '../../src/bytes/index.ts';
import { headOf } from '../../src/protocol/index.ts';
import {
  createRecoveryPhrase,
  deriveRecoveryKeys,
  wordsOfPhrase,
} from '../../src/protocol/recovery/index.ts';
import { NamedRandomness } from './named-randomness.ts';
import { person } from './people.ts';
import { chainOf, changed, recordOf } from './recovery-story.ts';

/** `contracts/vectors/recovery-v1.json`. Everything is derived from one seed, so that it can be made again. */
export async function makeRecovery() {
  const randomness = new NamedRandomness('tacet recovery vectors v1');
  const crypto = await randomness.provider();
  const alice = await person(crypto);
  const [{ list }] = await chainOf(crypto, alice);
  const phrase = createRecoveryPhrase(crypto);
  const keys = await deriveRecoveryKeys(crypto, phrase, alice.certified.accountId);
  randomness.drawn();
  const record = await recordOf(crypto, alice, phrase, list);
  const fresh = randomness.drawn().map(({ bytes }) => hex(bytes));
  const words = wordsOfPhrase(phrase);
  return {
    rule: 'RP-1 to RP-4, RP-7',
    source: 'web-client/test/protocol/recovery-vectors.ts',
    licence: 'Apache-2.0',
    accountId: hex(alice.certified.accountId),
    accountIdentity: hex(alice.identityRecord.expose()),
    signedDeviceList: hex(alice.signedList),
    head: { version: headOf(list).version, hash: hex(list.hash) },
    phrase: hex(phrase.expose()),
    words: words.join(' '),
    typed: [words.join('\n').toUpperCase(), words.map((word, at) => `${at + 1}) ${word}`).join('; ')],
    authenticationKey: hex(keys.authenticationKey.expose()),
    wrappingKey: hex(keys.wrappingKey.expose()),
    fresh,
    record: hex(record),
    refusedText: [
      { what: 'no text', text: '', code: 'recovery-phrase-length' },
      { what: 'eleven words', text: words.slice(1).join(' '), code: 'recovery-phrase-length' },
      { what: 'a foreign word', text: words.with(3, 'tacet').join(' '), code: 'recovery-phrase-word' },
      {
        what: 'twelve times one word',
        text: Array(12).fill('abandon').join(' '),
        code: 'recovery-phrase-check',
      },
    ],
    refusedRecord: [
      { what: 'the last byte changed', record: hex(changed(record, -1)), code: 'recovery-tag' },
      { what: 'a random byte changed', record: hex(changed(record, 1)), code: 'recovery-tag' },
      { what: 'a byte too many', record: hex(concat(record, u8(0))), code: 'recovery-tag' },
      { what: 'a later version', record: hex(changed(record, 0)), code: 'recovery-version' },
      { what: 'no tag', record: hex(record.slice(0, 32)), code: 'recovery-truncated' },
      { what: '513 bytes', record: hex(concat(record, new Uint8Array(408))), code: 'recovery-too-long' },
    ],
  };
}

export type RecoveryVectors = Awaited<ReturnType<typeof makeRecovery>>;
