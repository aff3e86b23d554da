import { beforeAll, describe, expect, it, vi } from 'vitest';
import { hex } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  limits,
  mayRepair,
  needsSession,
  parseSealedMessage,
  prunePair,
  sessionsOf,
  startSession,
  verifyBundle,
} from '../../src/protocol/index.ts';
import { watchedCrypto } from './ledger.ts';
import { bundleOf, contentKey, MONDAY_MS, numberOf, settledPerson, Side, stock } from './people.ts';

// Thousands of real operations: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let crypto: CryptoProvider;
beforeAll(async () => {
  crypto = await watchedCrypto();
});

async function aliceAndBob(): Promise<[Side, Side]> {
  const [alice, bob] = [await settledPerson(crypto, 8), await settledPerson(crypto, 8)];
  return [new Side(alice, bob), new Side(bob, alice)];
}

/** The id of the active session with the lower transcript hash: ids are its first bytes. */
function lowerOf(one: Side, other: Side): string {
  const [a, b] = [one.activeId ?? '', other.activeId ?? ''];
  return a < b ? a : b;
}

async function repair(side: Side, failing: Uint8Array, nowMs: number): Promise<void> {
  const bundle = await verifyBundle(crypto, side.them.certified, bundleOf(side.them), side.pair.counters);
  const repairOf = parseSealedMessage(failing).sessionId;
  side.pair = await startSession(crypto, side.pair, { us: side.us.device, bundle, nowMs, repairOf });
}

describe('Crossed handshakes [S-2]', () => {
  it('end in the session with the lower transcript hash, in every order of arrival', async () => {
    for (const aliceReadsFirst of [true, false]) {
      const [alice, bob] = await aliceAndBob();
      await alice.start();
      await bob.start();
      const lower = lowerOf(alice, bob);
      const [fromAlice, fromBob] = [await alice.send(contentKey(1)), await bob.send(contentKey(2))];
      const readings = [() => alice.receive(fromBob), () => bob.receive(fromAlice)];
      for (const reading of aliceReadsFirst ? readings : readings.toReversed()) {
        await reading();
      }
      expect([alice.activeId, bob.activeId]).toEqual([lower, lower]);
      expect(numberOf(await bob.receive(await alice.send(contentKey(3))))).toBe(3);
      expect(numberOf(await alice.receive(await bob.send(contentKey(4))))).toBe(4);
    }
  });

  it('[S-1] [S-4] let the superseded session receive, and never send again', async () => {
    const [alice, bob] = await aliceAndBob();
    await alice.start();
    await bob.start();
    const late = [await alice.send(contentKey(1)), await bob.send(contentKey(2))] as const;
    const loser = alice.activeId === lowerOf(alice, bob) ? bob : alice;
    const alsoLate = await loser.send(contentKey(3));
    await alice.receive(late[1]);
    await bob.receive(late[0]);
    const winner = loser === alice ? bob : alice;
    expect(numberOf(await winner.receive(alsoLate))).toBe(3);
    expect(winner.activeId).toBe(loser.activeId);
    const sealed = await winner.send(contentKey(4));
    expect(hex(parseSealedMessage(sealed).sessionId)).toBe(winner.activeId);
    expect(numberOf(await loser.receive(sealed))).toBe(4);
  });
});

describe('A new handshake of one side', () => {
  it('replaces the session at the other side too [S-2] [S-3]', async () => {
    const [alice, bob] = await aliceAndBob();
    await alice.start();
    await bob.receive(await alice.send(contentKey(1)));
    await alice.receive(await bob.send(contentKey(2)));
    await bob.start(MONDAY_MS + 1);
    await alice.receive(await bob.send(contentKey(3)));
    expect(alice.activeId).toBe(bob.activeId);
    expect(sessionsOf(alice.pair)).toHaveLength(2);
  });

  it('wins over its own older one that arrives later', async () => {
    const [alice, bob] = await aliceAndBob();
    await alice.start();
    const older = await alice.send(contentKey(1));
    await alice.start();
    const newer = await alice.send(contentKey(2));
    await bob.receive(newer);
    await bob.receive(older);
    expect(bob.activeId).toBe(alice.activeId);
  });

  it('repairs what a rolled-back device cannot open [S-8] [S-9]', async () => {
    const [alice, bob] = await aliceAndBob();
    await alice.start();
    await bob.receive(await alice.send(contentKey(1)));
    await alice.receive(await bob.send(contentKey(2)));
    // Bob's profile is restored from before Alice wrote.
    const forgetful = new Side(bob.us, bob.them);
    const unreadable = await alice.send(contentKey(3));
    await expect(forgetful.receive(unreadable)).rejects.toMatchObject({ code: 'ratchet-session-unknown' });
    await repair(forgetful, unreadable, MONDAY_MS + 1);
    expect(numberOf(await alice.receive(await forgetful.send(contentKey(4))))).toBe(4);
    expect(numberOf(await forgetful.receive(await alice.send(contentKey(5))))).toBe(5);
    expect(alice.activeId).toBe(forgetful.activeId);
    expect(forgetful.pair.repairs).toBe(1);
  });

  it('[S-2] that names a session above its own makes the other side begin one above both', async () => {
    const [alice, bob] = await aliceAndBob();
    await alice.start();
    await bob.receive(await alice.send(contentKey(1)));
    await alice.receive(await bob.send(contentKey(2)));
    const copy = bob.pair;
    for (let count = 0; count < 3; count += 1) {
      await alice.start(MONDAY_MS + count);
      await bob.receive(await alice.send(contentKey(10 + count)));
      await alice.receive(await bob.send(contentKey(20 + count)));
    }
    const before = alice.activeId;
    bob.pair = copy;
    const unreadable = await alice.send(contentKey(3));
    await expect(bob.receive(unreadable)).rejects.toMatchObject({ code: 'ratchet-session-unknown' });
    await repair(bob, unreadable, MONDAY_MS + 10);
    await alice.receive(await bob.send(contentKey(4)));
    expect([alice.activeId, hex(alice.failing ?? new Uint8Array())]).toEqual([before, before]);
    expect(numberOf(await bob.receive(await alice.send(contentKey(5))))).toBe(5);
    expect(alice.activeId).toBe(bob.activeId);
    expect([alice.pair.repairs, alice.failing, bob.failing]).toEqual([1, null, null]);
  });

  it('[S-6] leaves at most eight sessions, and superseded ones for 60 days', async () => {
    const [alice, bob] = await aliceAndBob();
    await stock(bob.us, 'x25519-one-time', 8);
    for (let count = 0; count < limits.MAX_SESSIONS_PER_PAIR + 3; count += 1) {
      await alice.start(MONDAY_MS + count);
    }
    expect(sessionsOf(alice.pair)).toHaveLength(limits.MAX_SESSIONS_PER_PAIR);
    const later = prunePair(alice.pair, MONDAY_MS + limits.SUPERSEDED_RETENTION_MS + 100);
    expect(sessionsOf(later).map((session) => hex(session.id))).toEqual([alice.activeId]);
  });
});

describe('Crossed handshakes, again and again', () => {
  it('[S-6] the session that loses at once is the newest of the superseded ones', async () => {
    const [alice, bob] = await aliceAndBob();
    for (let count = 0; count < limits.MAX_SESSIONS_PER_PAIR; count += 1) {
      await alice.start(MONDAY_MS + count);
    }
    const [oldest, second] = alice.pair.superseded;
    // Bob knows none of it: his handshake has a lower generation.
    await bob.start();
    await alice.receive(await bob.send(contentKey(1)), MONDAY_MS + 100);
    expect(hex(alice.pair.superseded.at(-1)?.session.id ?? new Uint8Array())).toBe(bob.activeId);
    expect(alice.pair.superseded[0]?.session).toBe(second?.session);
    expect(sessionsOf(alice.pair)).not.toContain(oldest?.session);
    expect(numberOf(await alice.receive(await bob.send(contentKey(2))))).toBe(2);
  });
});

/** Sessions that Alice began with a message each, which nobody got yet. */
async function unread(alice: Side, count: number): Promise<readonly Uint8Array[]> {
  const held: Uint8Array[] = [];
  for (let begun = 0; begun < count; begun += 1) {
    await alice.start(MONDAY_MS + begun);
    held.push(await alice.send(contentKey(100 + begun)));
  }
  return held;
}

describe('A server that wants the two to send in different sessions for ever [S-2]', () => {
  it('does not get it by naming a session that it withholds', async () => {
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    for (const order of orders) {
      for (const named of [0, 1, 2]) {
        const [alice, bob] = await aliceAndBob();
        await alice.start();
        await bob.receive(await alice.send(contentKey(1)));
        await alice.receive(await bob.send(contentKey(2)));
        const held = await unread(alice, 3);
        // Garbage of the server's names one of them, which makes a repair due at Bob.
        await repair(bob, held[named] ?? new Uint8Array(), MONDAY_MS + 10);
        await alice.receive(await bob.send(contentKey(3)));
        for (const index of order) {
          await bob.receive(held[index] ?? new Uint8Array());
        }
        await bob.receive(await alice.send(contentKey(4)));
        await alice.receive(await bob.send(contentKey(5)));
        expect(alice.activeId).toBe(bob.activeId);
      }
    }
  });

  it('nor when a late handshake finds a profile that was restored', async () => {
    const [alice, bob] = await aliceAndBob();
    await alice.start();
    await bob.receive(await alice.send(contentKey(1)));
    await alice.receive(await bob.send(contentKey(2)));
    const copy = { pair: bob.pair, home: new Map(bob.us.home) };
    const [late] = await unread(alice, 1);
    await alice.start(MONDAY_MS + 2);
    await bob.receive(await alice.send(contentKey(4)));
    await alice.receive(await bob.send(contentKey(5)));
    bob.pair = copy.pair;
    for (const [ref, prekey] of copy.home) {
      bob.us.home.set(ref, prekey);
    }
    const unreadable = await alice.send(contentKey(6));
    await repair(bob, unreadable, MONDAY_MS + 3);
    await alice.receive(await bob.send(contentKey(7)));
    await bob.receive(late ?? new Uint8Array());
    for (let round = 0; round < 2; round += 1) {
      await bob.receive(await alice.send(contentKey(10 + round)));
      await alice.receive(await bob.send(contentKey(20 + round)));
    }
    expect(alice.activeId).toBe(bob.activeId);
  });
});

describe('When a handshake is due', () => {
  it('[S-7] before the first message, and 14 days after one that nobody answered', async () => {
    const [alice, bob] = await aliceAndBob();
    expect(needsSession(alice.pair, MONDAY_MS)).toBe(true);
    await alice.start();
    const late = MONDAY_MS + limits.UNANSWERED_REPLACE_MS;
    expect([needsSession(alice.pair, late - 1), needsSession(alice.pair, late)]).toEqual([false, true]);
    await bob.receive(await alice.send(contentKey(1)));
    await alice.receive(await bob.send(contentKey(2)));
    expect(needsSession(alice.pair, late)).toBe(false);
    expect(alice.pair.active?.chains.stage).toBe('step-due');
  });

  it('[S-8] repairs come at most every ten minutes and six times a day', async () => {
    const [alice, bob] = await aliceAndBob();
    await bob.start();
    const failing = await bob.send(contentKey(1));
    let now = MONDAY_MS;
    for (let count = 0; count < limits.MAX_REPAIRS_PER_DAY; count += 1) {
      expect(mayRepair(alice.pair, now)).toBe(true);
      await repair(alice, failing, now);
      expect(mayRepair(alice.pair, now + limits.REPAIR_INTERVAL_MS - 1)).toBe(false);
      now += limits.REPAIR_INTERVAL_MS;
    }
    alice.restart();
    expect(mayRepair(alice.pair, now)).toBe(false);
    expect(mayRepair(alice.pair, MONDAY_MS + limits.REPAIR_WINDOW_MS)).toBe(true);
  });

  it('[S-8] one repair too many, because no session was left, leaves a record that still opens', async () => {
    const [alice, bob] = await aliceAndBob();
    await bob.start();
    const failing = await bob.send(contentKey(1));
    for (let count = 0; count <= limits.MAX_REPAIRS_PER_DAY; count += 1) {
      await repair(alice, failing, MONDAY_MS + count);
    }
    alice.restart();
    expect(alice.pair.repairs).toBe(limits.MAX_REPAIRS_PER_DAY + 1);
    expect(mayRepair(alice.pair, MONDAY_MS + limits.REPAIR_INTERVAL_MS * 2)).toBe(false);
  });
});

describe('A clock that was years ahead and is right again [S-11]', () => {
  const AHEAD_MS = 1_000 * 86_400_000;

  it('does not forbid repairs for years', async () => {
    const [alice, bob] = await aliceAndBob();
    await bob.start();
    const failing = await bob.send(contentKey(1));
    await repair(alice, failing, MONDAY_MS + AHEAD_MS);
    alice.restart();
    expect(mayRepair(alice.pair, MONDAY_MS)).toBe(true);
    // And they are counted from now on as ever.
    await repair(alice, failing, MONDAY_MS);
    expect(mayRepair(alice.pair, MONDAY_MS + limits.REPAIR_INTERVAL_MS - 1)).toBe(false);
    expect(mayRepair(alice.pair, MONDAY_MS + limits.REPAIR_INTERVAL_MS)).toBe(true);
  });

  it('[S-7] does not leave a session unanswered for years', async () => {
    const [alice] = await aliceAndBob();
    await alice.start(MONDAY_MS + AHEAD_MS);
    expect(needsSession(alice.pair, MONDAY_MS)).toBe(true);
    await alice.start(MONDAY_MS);
    expect(needsSession(alice.pair, MONDAY_MS)).toBe(false);
  });

  it('[S-6] does not keep superseded sessions for years, nor delete them at once', async () => {
    const [alice] = await aliceAndBob();
    await alice.start();
    await alice.start(MONDAY_MS + AHEAD_MS);
    const pruned = prunePair(alice.pair, MONDAY_MS);
    expect(pruned.superseded).toHaveLength(1);
    expect(prunePair(pruned, MONDAY_MS + limits.SUPERSEDED_RETENTION_MS).superseded).toHaveLength(0);
  });
});
