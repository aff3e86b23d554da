import { beforeAll, describe, expect, it } from 'vitest';
import { ByteReader, concat, hex, prefixed, Secret, u16, u32, u64, u8 } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { decodePair, encodePair, limits } from '../../src/protocol/index.ts';
import { decodeSession, encodeSession, MAX_SESSION_BYTES } from '../../src/protocol/ratchet/codec.ts';
import { ourRatchetKey } from '../../src/protocol/ratchet/keys.ts';
import { decodePostQuantum, encodePostQuantum } from '../../src/protocol/ratchet/post-quantum-codec.ts';
import type { RatchetSession, SendingChain } from '../../src/protocol/ratchet/state.ts';
import { watchedCrypto } from './ledger.ts';
import type { Side } from './people.ts';
import { Exchange } from './post-quantum-story.ts';
import { code } from './refusal.ts';

let crypto: CryptoProvider;
let alice: Side;
let first: Uint8Array;
beforeAll(async () => {
  crypto = await watchedCrypto();
  const exchange = await Exchange.begin(crypto);
  alice = exchange.alice;
  first = await exchange.pass(alice);
  await exchange.pass(exchange.bob);
});

const states = {
  idle: u8(0),
  offering: (after: number) => concat(u8(1), new Uint8Array(64 + 1_184), u8(after)),
  agreed: concat(u8(2), new Uint8Array(64)),
  answering: (after: number) => concat(u8(3), new Uint8Array(1_088 + 64), u8(after)),
};
const postQuantumPart = (epoch: number, messages: number, step: Uint8Array): Uint8Array =>
  concat(u32(epoch), u8(messages), u64(5), step);
const readPart = (initiatedByUs: boolean, bytes: Uint8Array): string =>
  code(() => decodePostQuantum(new ByteReader(bytes, 'ratchet-record'), initiatedByUs));

describe('The post-quantum part of a session’s record [R-10]', () => {
  it('[Q-2] is refused in a state that is not of that side’s turn', () => {
    for (const epoch of [0, 1, 2, 7]) {
      for (const initiatedByUs of [true, false]) {
        const ours = (epoch % 2 === 0) === initiatedByUs;
        const [offers, answers] = ours
          ? ['accepted', 'codec ratchet-record-step']
          : ['codec ratchet-record-step', 'accepted'];
        expect(readPart(initiatedByUs, postQuantumPart(epoch, 0, states.idle))).toBe('accepted');
        expect(readPart(initiatedByUs, postQuantumPart(epoch, 0, states.offering(0)))).toBe(offers);
        expect(readPart(initiatedByUs, postQuantumPart(epoch, 0, states.agreed))).toBe(offers);
        expect(readPart(initiatedByUs, postQuantumPart(epoch, 0, states.answering(0)))).toBe(answers);
      }
    }
  });

  it.each<readonly [string, Uint8Array, string]>([
    ['20 messages', postQuantumPart(0, 20, states.idle), 'accepted'],
    ['21 messages', postQuantumPart(0, 21, states.idle), 'codec ratchet-record-too-many'],
    ['an offer that waits for nine', postQuantumPart(0, 0, states.offering(9)), 'accepted'],
    [
      'an offer that waits for ten',
      postQuantumPart(0, 0, states.offering(10)),
      'codec ratchet-record-too-many',
    ],
    [
      'an answer that waits for ten',
      postQuantumPart(1, 0, states.answering(10)),
      'codec ratchet-record-too-many',
    ],
    ['a fifth state', postQuantumPart(0, 0, u8(4)), 'codec ratchet-record-step'],
    ['a secret cut off', postQuantumPart(0, 0, states.agreed.slice(0, -1)), 'codec ratchet-record-truncated'],
  ])('with %s', (_, bytes, expected) => {
    expect(readPart(true, bytes)).toBe(expected);
  });

  it('gives back every state', () => {
    for (const step of [states.idle, states.offering(3), states.agreed]) {
      const bytes = postQuantumPart(4, 7, step);
      const decoded = decodePostQuantum(new ByteReader(bytes, 'ratchet-record'), true);
      expect(hex(encodePostQuantum(decoded))).toBe(hex(bytes));
    }
    const answering = postQuantumPart(5, 7, states.answering(3));
    const decoded = decodePostQuantum(new ByteReader(answering, 'ratchet-record'), true);
    expect(hex(encodePostQuantum(decoded))).toBe(hex(answering));
  });

  it('fits, with everything a session can hold, into what a pair reads back', async () => {
    const session = alice.pair.active;
    if (session === null || session.chains.stage === 'unanswered') {
      throw new Error('Alice has read something');
    }
    const { receiving } = session.chains;
    const messageKey = Secret.of('MessageKey', 32, new Uint8Array(32));
    const full: RatchetSession = {
      ...session,
      chains: { stage: 'answered', receiving, sending: await freshChain(), previousCount: 1 },
      former: Array.from({ length: limits.MAX_RECEIVING_CHAINS - 1 }, () => receiving.theirs),
      skipped: Array.from({ length: limits.MAX_SKIPPED_PER_SESSION }, (_, number) => ({
        theirs: receiving.theirs,
        number,
        messageKey,
      })),
      postQuantum: decodePostQuantum(
        new ByteReader(postQuantumPart(0, 20, states.offering(9)), 'ratchet-record'),
        true,
      ),
    };
    const superseded = Array.from({ length: limits.MAX_SESSIONS_PER_PAIR - 1 }, (_, atMs) => ({
      session: full,
      atMs,
    }));
    const pair = { ...alice.pair, active: full, superseded };
    expect(decodePair(encodePair(pair).expose())).toEqual(pair);
    expect(encodeSession(full, 7).length).toBeLessThanOrEqual(MAX_SESSION_BYTES);
  });
});

/** What comes before the handshake, what follows it up to the root key, and the rest, as has them. */
const record = (parts: {
  readonly initiated: boolean;
  readonly handshake: boolean;
  readonly sending: boolean;
  readonly previousCount: number;
  readonly receiving: boolean;
  readonly theirs?: number;
}): Uint8Array => {
  const [zero, newest] = [new Uint8Array(32), new Uint8Array(32).fill(parts.theirs ?? 5)];
  const none = u8(0);
  return concat(
    concat(u8(2), u16(1), zero, u8(parts.initiated ? 1 : 0), u32(1), u64(0), new Uint8Array(16), none),
    parts.handshake ? concat(u8(1), first.subarray(20, 20 + 1_154)) : none,
    concat(zero, newest),
    parts.sending ? concat(u8(1), zero, zero, zero, u32(1)) : none,
    u32(parts.previousCount),
    parts.receiving ? concat(u8(1), new Uint8Array(32).fill(5), zero, u32(1)) : none,
    concat(u8(0), u16(0), zero, zero, postQuantumPart(0, 0, states.idle)),
  );
};

const judged = (bytes: Uint8Array): string => code(() => decodeSession(bytes));

describe('The record of a session in an impossible state', () => {
  const unanswered = { initiated: true, handshake: true, sending: true, previousCount: 0, receiving: false };
  const answered = { initiated: false, handshake: false, sending: true, previousCount: 3, receiving: true };

  it.each([unanswered, answered, { ...answered, sending: false }, { ...answered, initiated: true }])(
    'is not this: %o',
    (parts) => {
      expect(code(() => decodeSession(record(parts)))).toBe('accepted');
    },
  );

  it.each([
    { ...unanswered, initiated: false },
    { ...unanswered, handshake: false },
    { ...unanswered, sending: false },
    { ...unanswered, previousCount: 1 },
    { ...unanswered, receiving: true },
    { ...answered, handshake: true },
    { ...answered, receiving: false },
    { ...answered, receiving: false, sending: false },
    { ...answered, theirs: 6 },
  ])('[R-10] is refused: %o', (parts) => {
    expect(code(() => decodeSession(record(parts)))).toBe('codec ratchet-record-chains');
  });

  it('[R-9] [R-8] and so are more former chains or skipped keys than a session keeps, and bytes after the end', () => {
    const whole = record(answered);
    // The two counts stand before both typing keys and the post-quantum part.
    const counts = whole.length - (1 + 2 + 64 + postQuantumPart(0, 0, states.idle).length);
    const withLists = (former: number, skipped: number): Uint8Array =>
      concat(
        whole.subarray(0, counts),
        concat(u8(former), new Uint8Array(32 * former)),
        concat(u16(skipped), new Uint8Array(68 * skipped)),
        whole.subarray(counts + 3),
      );
    const { MAX_RECEIVING_CHAINS, MAX_SKIPPED_PER_SESSION } = limits;
    expect(judged(withLists(MAX_RECEIVING_CHAINS - 1, MAX_SKIPPED_PER_SESSION))).toBe('accepted');
    expect(judged(withLists(MAX_RECEIVING_CHAINS, 0))).toBe('codec ratchet-record-too-many');
    expect(judged(withLists(0, MAX_SKIPPED_PER_SESSION + 1))).toBe('codec ratchet-record-too-many');
    expect(judged(concat(whole, u8(0)))).toBe('codec ratchet-record-trailing');
  });

  it('[S-1] and so is a pair with two sessions that would send', () => {
    const session = record(answered);
    const empty = encodePair({ ...alice.pair, active: null, superseded: [] }).expose();
    const withTwo = concat(empty.slice(0, -1), u8(2), prefixed(session), prefixed(session));
    expect(code(() => decodePair(withTwo))).toBe('codec pair-record-active');
    const withOne = concat(empty.slice(0, -1), u8(1), prefixed(session));
    expect(code(() => decodePair(withOne))).toBe('accepted');
  });
});

async function freshChain(): Promise<SendingChain> {
  const { seed, publicKey } = await crypto.x25519.generate();
  const chainKey = Secret.of('SendingChainKey', 32, new Uint8Array(32));
  return { ours: ourRatchetKey(publicKey), seed, chainKey, next: 1 };
}
