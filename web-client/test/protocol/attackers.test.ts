import { beforeAll, describe, expect, it, vi } from 'vitest';
import { concat, TacetError } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  abandonSessions,
  decodePair,
  encodePair,
  isKem,
  limits,
  prunePair,
  transcriptHash,
  type Pair,
} from '../../src/protocol/index.ts';
import { watchedCrypto } from './ledger.ts';
import { contentKey, MONDAY_MS, numberOf, settledPerson, Side } from './people.ts';

// Thousands of real operations: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let crypto: CryptoProvider;
beforeAll(async () => {
  crypto = await watchedCrypto();
});

async function acquainted(oneTime = 1): Promise<[Side, Side]> {
  const [alice, bob] = [await settledPerson(crypto, oneTime), await settledPerson(crypto, oneTime)];
  const [a, b] = [new Side(alice, bob), new Side(bob, alice)];
  await a.start();
  await b.receive(await a.send(contentKey(1)));
  await a.receive(await b.send(contentKey(2)));
  return [a, b];
}

/** What a thief has who copied the whole state of a device. */
function stolen(side: Side): Side {
  const thief = new Side(side.us, side.them);
  thief.pair = decodePair(encodePair(side.pair).expose());
  return thief;
}

function flipped(bytes: Uint8Array, index: number): Uint8Array {
  const copy = bytes.slice();
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}

/** The refusal, which must be a typed one. */
async function refusal(opening: Promise<unknown>): Promise<TacetError> {
  const error: unknown = await opening.then(
    () => new Error('was opened'),
    (cause: unknown) => cause,
  );
  if (error instanceof TacetError) {
    return error;
  }
  throw error;
}

describe('A thief of the state', () => {
  it('reads nothing older: forward secrecy', async () => {
    const [alice, bob] = await acquainted();
    const past = await alice.send(contentKey(10));
    await bob.receive(past);
    await expect(stolen(bob).receive(past)).rejects.toMatchObject({ code: 'message-key-gone' });
    // Nor from Alice's side, who wrote it.
    await expect(stolen(alice).receive(past)).rejects.toBeInstanceOf(TacetError);
  });

  it('who stays passive reads nothing after one completed round trip: healing', async () => {
    const [alice, bob] = await acquainted();
    const thief = stolen(bob);
    const open = await alice.send(contentKey(10));
    expect(numberOf(await thief.receive(open))).toBe(10);
    await bob.receive(open);
    await alice.receive(await bob.send(contentKey(11)));
    const healed = await alice.send(contentKey(12));
    expect(numberOf(await bob.receive(healed))).toBe(12);
    expect((await refusal(thief.receive(healed))).kind).toBe('verification');
  });

  it('gets no second text under one key and nonce from a chain rolled back [R-4]', async () => {
    const [alice] = await acquainted();
    const restored = stolen(alice);
    const [once, again] = [await alice.send(contentKey(1)), await restored.send(contentKey(1))];
    expect(once).not.toEqual(again);
    expect(once.subarray(65).toString()).not.toBe(again.subarray(65).toString());
  });
});

describe('An attacker with a quantum computer', () => {
  it('and every X25519 private key of both still lacks the ML-KEM secret [H-3]', async () => {
    const [alice, bob] = [await settledPerson(crypto, 1), await settledPerson(crypto, 1)];
    const [a, b] = [new Side(alice, bob), new Side(bob, alice)];
    await a.start();
    const recorded = await a.send(contentKey(1));
    // All that Bob has, except that the attacker had to guess his ML-KEM keys.
    const home = new Map(bob.home);
    for (const [ref, prekey] of home) {
      if (isKem(prekey.kind)) {
        home.set(ref, Object.assign({}, prekey, { key: (await crypto.mlKem768.generate()).key }));
      }
    }
    const attacker = new Side({ ...bob, home }, alice);
    expect((await refusal(attacker.receive(recorded))).code).toBe('tag-mismatch');
    expect(numberOf(await b.receive(recorded))).toBe(1);
  });
});

describe('A server that alters', () => {
  it('any byte of a later message is refused, and no byte of state changes [R-7]', async () => {
    const [alice, bob] = await acquainted();
    const sealed = await alice.send(contentKey(10));
    const before = bob.fingerprint;
    for (let index = 0; index < sealed.length; index += 1) {
      await refusal(bob.receive(flipped(sealed, index)));
      expect(bob.fingerprint).toBe(before);
    }
    expect(numberOf(await bob.receive(sealed))).toBe(10);
  });

  it('any byte of a first message is refused, and no prekey is used up [H-7]', async () => {
    const [alice, bob] = [await settledPerson(crypto, 1), await settledPerson(crypto, 1)];
    const [a, b] = [new Side(alice, bob), new Side(bob, alice)];
    await a.start();
    const sealed = await a.send(contentKey(1));
    const [before, prekeys] = [b.fingerprint, bob.home.size];
    for (let index = 0; index < sealed.length; index += index < 90 || index > 1_150 ? 1 : 37) {
      await refusal(b.receive(flipped(sealed, index)));
    }
    expect([b.fingerprint, bob.home.size]).toEqual([before, prekeys]);
    expect(numberOf(await b.receive(sealed))).toBe(1);
  });

  it('the length of a message is refused as a codec or verification error', async () => {
    const [alice, bob] = await acquainted();
    const sealed = await alice.send(contentKey(10));
    for (let length = 0; length < sealed.length; length += 1) {
      expect(['codec', 'verification']).toContain((await refusal(bob.receive(sealed.slice(0, length)))).kind);
    }
    expect((await refusal(bob.receive(concat(sealed, new Uint8Array(1))))).code).toBe('tag-mismatch');
    expect((await refusal(bob.receive(new Uint8Array(limits.MAX_SEALED_BYTES + 1)))).code).toBe(
      'sealed-message-too-long',
    );
  });

  it('who sent it: a message of Alice is not opened as one of Carol', async () => {
    const [alice, bob] = await acquainted();
    const carol = await settledPerson(crypto, 1);
    const withCarol = new Side(bob.us, carol);
    const sealed = await alice.send(contentKey(10));
    expect((await refusal(withCarol.receive(sealed))).code).toBe('ratchet-session-unknown');
    // Nor when the caller mixes up the records.
    withCarol.pair = bob.pair;
    expect((await refusal(withCarol.receive(sealed))).code).toBe('message-of-another-pair');
  });

  it('the identity: a first message does not open under other keys of the sender [H-4]', async () => {
    const [alice, bob, carol] = [
      await settledPerson(crypto, 1),
      await settledPerson(crypto, 1),
      await settledPerson(crypto, 1),
    ];
    const [a, b] = [new Side(alice, bob), new Side(bob, alice)];
    await a.start();
    const sealed = await a.send(contentKey(1));
    const asCarol = {
      ...alice,
      certified: { ...alice.certified, accountIdentityKey: carol.identity.publicKey },
    };
    const misled = new Side(bob, asCarol);
    expect((await refusal(misled.receive(sealed))).code).toBe('handshake-transcript');
    expect(numberOf(await b.receive(sealed))).toBe(1);
  });
});

describe('A peer that lies about the generation [S-3]', () => {
  it('cannot use them up: the next handshake of the other side still begins', async () => {
    const [alice, bob] = await acquainted(3);
    alice.pair = { ...alice.pair, generation: 0xffff_fffe };
    await alice.start();
    const before = bob.fingerprint;
    const sealed = await alice.send(contentKey(3));
    expect((await refusal(bob.receive(sealed))).code).toBe('generation-jump');
    expect(bob.fingerprint).toBe(before);
    await bob.start();
    await bob.send(contentKey(4));
  });

  it('is refused before anything else, also in a session that is known', async () => {
    const { alice, bob } = await begun(3);
    const sealed = await alice.send(contentKey(5));
    sealed.set([0xff, 0xff, 0xff, 0xfe], 20 + 32);
    expect((await refusal(bob.receive(sealed))).code).toBe('generation-jump');
  });

  it('[W-3] is refused as no message where it comes as one: typing is no content', async () => {
    const [alice, bob] = await acquainted(3);
    const sealed = await alice.send(contentKey(3));
    sealed.set([3], 1);
    expect(await refusal(bob.receive(sealed))).toMatchObject({ kind: 'codec', code: 'sealed-message-kind' });
  });

  it('may be ahead by as much as lost handshakes explain', async () => {
    const [alice, bob] = await acquainted(3);
    alice.pair = { ...alice.pair, generation: bob.pair.generation + limits.MAX_GENERATION_JUMP - 1 };
    await alice.start();
    expect(numberOf(await bob.receive(await alice.send(contentKey(3))))).toBe(3);
  });
});

/** Alice has begun, Bob has read. */
async function begun(oneTime: number): Promise<{ alice: Side; bob: Side; first: Uint8Array }> {
  const people = [await settledPerson(crypto, oneTime), await settledPerson(crypto, oneTime)] as const;
  const [alice, bob] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
  await alice.start();
  const first = await alice.send(contentKey(1));
  await bob.receive(first);
  return { alice, bob, first };
}

/** Has no session left, and no place in its memory. */
const full = (pair: Pair, forgetAtMs: number): Pair => ({
  ...pair,
  active: null,
  superseded: [],
  replays: Array.from({ length: limits.MAX_REPLAY_MEMORY }, () => ({
    transcript: transcriptHash(crypto.random(32)),
    forgetAtMs,
  })),
});

describe('A server that replays a first message [H-9]', () => {
  it('is refused by the session while it is kept', async () => {
    const { bob, first } = await begun(0);
    expect((await refusal(bob.receive(first))).code).toBe('message-key-gone');
  });

  it('is refused by memory when the session is gone and no one-time key was used', async () => {
    const { bob, first } = await begun(0);
    bob.pair = abandonSessions(bob.pair);
    bob.restart();
    expect((await refusal(bob.receive(first))).code).toBe('handshake-replayed');
  });

  it('is refused because its one-time key is gone', async () => {
    const { bob, first } = await begun(1);
    expect(bob.pair.replays).toHaveLength(0);
    bob.pair = abandonSessions(bob.pair);
    expect((await refusal(bob.receive(first))).code).toBe('prekey-gone');
  });

  it('finds it remembered when Bob was away for so long that his prekeys outlived every date', async () => {
    const { alice, bob, first } = await begun(0);
    await alice.start(MONDAY_MS + 1);
    await bob.receive(await alice.send(contentKey(2)), MONDAY_MS + 1);
    // He has not come back to rotate them since. The session is deleted, 60 days after it was superseded.
    const later = MONDAY_MS + limits.REPLAY_MEMORY_MS + 2;
    bob.pair = prunePair(bob.pair, later);
    bob.restart();
    expect(bob.pair.superseded).toHaveLength(0);
    expect((await refusal(bob.receive(first, later))).code).toBe('handshake-replayed');
  });

  it('finds a memory that never forgets early, but refuses when full', async () => {
    const { alice, bob } = await begun(0);
    const remembering = full(bob.pair, MONDAY_MS + 1);
    bob.pair = remembering;
    const sealed = await alice.send(contentKey(2));
    expect((await refusal(bob.receive(sealed))).code).toBe('replay-memory-full');
    expect(bob.pair).toBe(remembering);
    // Then those whose time is over make room.
    expect(numberOf(await bob.receive(sealed, MONDAY_MS + 1))).toBe(2);
    expect(bob.pair.replays).toHaveLength(1);
  });

  it('cannot keep others out by filling the memory: a handshake with a one-time key needs none', async () => {
    const { alice, bob } = await begun(2);
    bob.pair = full(bob.pair, Number.MAX_SAFE_INTEGER);
    await alice.start();
    expect(numberOf(await bob.receive(await alice.send(contentKey(2))))).toBe(2);
    expect(bob.pair.replays).toHaveLength(limits.MAX_REPLAY_MEMORY);
  });
});
