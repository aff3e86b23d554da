import * as fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { concat, hex, u16, u8 } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  decodePair,
  encodePair,
  envelopeId,
  fromUuid,
  limits,
  parseSealedMessage,
  uuid,
  accountId,
} from '../../src/protocol/index.ts';
import { decodePayload, encodePayload } from '../../src/protocol/ratchet/payload.ts';
import { watchedCrypto } from './ledger.ts';
import { contentKey, settledPerson, Side } from './people.ts';
import { code } from './refusal.ts';

// Thousands of real operations: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let crypto: CryptoProvider;
let alice: Side;
let first: Uint8Array;
let answer: Uint8Array;
let later: Uint8Array;
beforeAll(async () => {
  crypto = await watchedCrypto();
  const people = [await settledPerson(crypto), await settledPerson(crypto)] as const;
  alice = new Side(people[0], people[1]);
  const bob = new Side(people[1], people[0]);
  await alice.start();
  first = await alice.send(contentKey(1));
  await bob.receive(first);
  answer = await bob.send(contentKey(2));
  await alice.receive(answer);
  later = await alice.send(contentKey(3));
  await bob.start();
  await alice.receive(await bob.send(contentKey(4)));
});

const put = (bytes: Uint8Array, offset: number, part: Uint8Array): Uint8Array => {
  const copy = bytes.slice();
  copy.set(part, offset);
  return copy;
};

describe('A message to one device', () => {
  it('[W-3] [W-4] [W-5] has its parts where the specification says', () => {
    const message = parseSealedMessage(first);
    expect(message.kind).toBe('first');
    expect(message.head).toHaveLength(20 + 1_154 + 61 + 1_184);
    expect(parseSealedMessage(answer).head).toHaveLength(20 + 61 + 1_088);
    expect(parseSealedMessage(later).head).toHaveLength(20 + 61);
    expect([first, answer, later].map((sealed) => sealed.length)).toEqual([2_500, 1_250, 162]);
    expect(first.subarray(0, 4)).toEqual(Uint8Array.of(1, 1, 0, 1));
    expect(later.subarray(0, 4)).toEqual(Uint8Array.of(1, 2, 0, 1));
  });

  it.each<readonly [string, () => Uint8Array, string]>([
    ['nothing', () => new Uint8Array(), 'codec sealed-message-truncated'],
    ['version 2', () => put(first, 0, u8(2)), 'codec sealed-message-version'],
    ['kind 0', () => put(first, 1, u8(0)), 'codec sealed-message-kind'],
    ['kind 4', () => put(first, 1, u8(4)), 'codec sealed-message-kind'],
    ['suite 2', () => put(first, 2, u16(2)), 'codec sealed-message-suite'],
    ['generation 0', () => put(first, 20 + 32, new Uint8Array(4)), 'codec handshake-generation'],
    ['15 bytes of ciphertext', () => later.slice(0, 20 + 61 + 15), 'codec sealed-message-truncated'],
    ['a flag of 2', () => put(first, 20 + 56, u8(2)), 'codec sealed-message-flag'],
    ['a one-time id without one-time key', () => put(first, 20 + 56, u8(0)), 'codec handshake-one-time'],
    ['an X25519 key as ML-KEM key', () => put(first, 20 + 61, u8(2)), 'codec handshake-kem-kind'],
    ['ML-KEM kind 9', () => put(first, 20 + 61, u8(9)), 'codec handshake-kem-kind'],
    ['step 3', () => put(later, 20 + 44, u8(3)), 'codec sealed-message-step'],
    ['an offer cut off', () => put(later, 20 + 44, u8(1)), 'codec sealed-message-truncated'],
    ['an answer cut off', () => put(later, 20 + 44, u8(2)), 'codec sealed-message-truncated'],
    [
      'more than 4,096 bytes',
      () => new Uint8Array(limits.MAX_SEALED_BYTES + 1),
      'codec sealed-message-too-long',
    ],
  ])('[W-3] [W-6] with %s is refused', (_, wrong, expected) => {
    expect(code(() => parseSealedMessage(wrong()))).toBe(expected);
  });

  it('of random bytes is parsed or refused as a codec error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_700 }), fc.constantFrom(1, 2, 3), (bytes, kind) => {
        const framed = concat(Uint8Array.of(1, kind, 0, 1), bytes);
        expect(code(() => parseSealedMessage(framed))).toMatch(/^(?:accepted|codec .*)$/);
      }),
    );
  });
});

describe('The record of a pair [S-10] [R-10]', () => {
  it('gives back every field', () => {
    const record = encodePair(alice.pair);
    expect(hex(encodePair(decodePair(record.expose())).expose())).toBe(hex(record.expose()));
    expect(String(record)).toBe('[PairRecord redacted]');
  });

  it('cut off or lengthened anywhere is a codec error', () => {
    const record = encodePair(alice.pair).expose();
    for (let length = 0; length < record.length; length += 1) {
      expect(code(() => decodePair(record.slice(0, length)))).toMatch(/^codec /);
    }
    expect(code(() => decodePair(concat(record, u8(0))))).toBe('codec pair-record-trailing');
    expect(code(() => decodePair(put(record, 0, u8(2))))).toBe('codec pair-record-version');
  });

  it('with any byte changed is decoded or refused as a codec error', () => {
    const record = encodePair(alice.pair).expose();
    for (let index = 0; index < record.length; index += 1) {
      const altered = put(record, index, u8((record[index] ?? 0) ^ 0xff));
      expect(code(() => decodePair(altered))).toMatch(/^(?:accepted|codec .*)$/);
    }
  });
});

describe('Small forms', () => {
  it.each<readonly [string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'codec payload-truncated'],
    ['another kind', concat(u8(3), new Uint8Array(64)), 'codec payload-kind'],
    ['no envelope id where one belongs', concat(u8(2), new Uint8Array(79)), 'codec payload-truncated'],
    ['more than an envelope id', concat(u8(2), new Uint8Array(81)), 'codec payload-trailing'],
    ['a byte too few', concat(u8(1), new Uint8Array(63)), 'codec payload-truncated'],
    ['a byte too many', concat(u8(1), new Uint8Array(65)), 'codec payload-trailing'],
  ])('a payload with %s is refused', (_, payload, expected) => {
    expect(code(() => decodePayload(payload))).toBe(expected);
  });

  it('[R-5] a resent payload has the envelope id, and 16 bytes more', () => {
    const key = { ...contentKey(7), resentFrom: envelopeId(new Uint8Array(16).fill(4)) };
    expect([encodePayload(contentKey(7)).length, encodePayload(key).length]).toEqual([65, 81]);
    expect(decodePayload(encodePayload(key))).toEqual(key);
    expect(decodePayload(encodePayload(contentKey(7)))).toEqual(contentKey(7));
  });

  it('ids are lower-case UUIDs', () => {
    const text = '0190a0b1-c2d3-4e5f-8091-a2b3c4d5e6f7';
    expect(uuid(accountId(fromUuid(text)))).toBe(text);
    for (const wrong of [text.toUpperCase(), text.slice(1), `${text}0`, text.replaceAll('-', ''), '']) {
      expect(code(() => fromUuid(wrong))).toBe('codec uuid-invalid');
    }
    expect(code(() => accountId(new Uint8Array(15)))).toBe('codec account-id-length');
  });
});
