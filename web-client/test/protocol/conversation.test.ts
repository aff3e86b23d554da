import { beforeAll, describe, expect, it, vi } from 'vitest';
import { hex, TacetError } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { limits, parseSealedMessage } from '../../src/protocol/index.ts';
import { watchedCrypto } from './ledger.ts';
import { contentKey, MONDAY_MS, numberOf, settledPerson, Side } from './people.ts';

// Thousands of real operations: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let crypto: CryptoProvider;
beforeAll(async () => {
  crypto = await watchedCrypto();
});

async function aliceAndBob(oneTime = 2): Promise<[Side, Side]> {
  const [alice, bob] = [await settledPerson(crypto, oneTime), await settledPerson(crypto, oneTime)];
  return [new Side(alice, bob), new Side(bob, alice)];
}

/** Alice has written, Bob has answered, Alice has read it. */
async function acquainted(): Promise<[Side, Side]> {
  const [alice, bob] = await aliceAndBob();
  await alice.start();
  await bob.receive(await alice.send(contentKey(1)));
  await alice.receive(await bob.send(contentKey(2)));
  return [alice, bob];
}

async function sendMany(from: Side, first: number, count: number): Promise<Uint8Array[]> {
  const sent: Uint8Array[] = [];
  for (let number = first; number < first + count; number += 1) {
    sent.push(await from.send(contentKey(number)));
  }
  return sent;
}

function ratchetKeyOf(sealed: Uint8Array | undefined): string {
  const message = parseSealedMessage(sealed ?? new Uint8Array());
  return message.kind === 'typing' ? '' : hex(message.header.ratchetKey);
}

const sending = ({ pair: { active } }: Side) =>
  active === null || active.chains.stage === 'step-due' ? null : active.chains.sending;

describe('A conversation between Alice and Bob', () => {
  it('goes both ways over one ratchet session', async () => {
    const [alice, bob] = await acquainted();
    for (let number = 3; number < 12; number += 1) {
      const [from, to] = number % 3 === 0 ? [alice, bob] : [bob, alice];
      expect(numberOf(await to.receive(await from.send(contentKey(number))))).toBe(number);
    }
    expect(alice.pair.superseded).toHaveLength(0);
    expect(bob.activeId).toBe(alice.activeId);
  });

  it('survives a restart of both after every message', async () => {
    const [alice, bob] = await aliceAndBob();
    await alice.start();
    for (let number = 1; number < 8; number += 1) {
      const [from, to] = number % 2 === 1 ? [alice, bob] : [bob, alice];
      expect(numberOf(await to.receive(await from.send(contentKey(number))))).toBe(number);
      alice.restart();
      bob.restart();
    }
  });

  it('[R-7] opens messages in any order, each once', async () => {
    const [alice, bob] = await acquainted();
    const sent = await sendMany(alice, 10, 6);
    for (const index of [5, 0, 3, 1, 4, 2]) {
      const message = sent[index] ?? new Uint8Array();
      expect(numberOf(await bob.receive(message))).toBe(10 + index);
      await expect(bob.receive(message)).rejects.toMatchObject({ code: 'message-key-gone' });
    }
  });

  it('[R-7] opens what was late by a turn', async () => {
    const [alice, bob] = await acquainted();
    const [early, late] = await sendMany(alice, 10, 2);
    await bob.receive(early ?? new Uint8Array());
    await alice.receive(await bob.send(contentKey(20)));
    await bob.receive(await alice.send(contentKey(30)));
    expect(numberOf(await bob.receive(late ?? new Uint8Array()))).toBe(11);
  });

  it('[R-6] makes a new ratchet key with the first message after one that came, and no sooner', async () => {
    const [alice, bob] = await acquainted();
    expect(sending(alice)).toBeNull();
    const [third, fourth] = await sendMany(alice, 3, 2);
    expect(ratchetKeyOf(fourth)).toBe(ratchetKeyOf(third));
    await bob.receive(third ?? new Uint8Array());
    expect(sending(bob)).toBeNull();
    const answer = await bob.send(contentKey(5));
    expect(hex(sending(bob)?.ours ?? new Uint8Array())).toBe(ratchetKeyOf(answer));
    await alice.receive(answer);
    expect(ratchetKeyOf(await alice.send(contentKey(6)))).not.toBe(ratchetKeyOf(third));
  });

  it('[R-9] keeps the keys of five receiving chains, not of a sixth', async () => {
    const [alice, bob] = await acquainted();
    const late: Uint8Array[] = [];
    for (let turn = 0; turn < limits.MAX_RECEIVING_CHAINS + 1; turn += 1) {
      late.push(await alice.send(contentKey(100 + turn)));
      await bob.receive(await alice.send(contentKey(200 + turn)));
      await alice.receive(await bob.send(contentKey(300 + turn)));
    }
    const [tooLate, justInTime] = late;
    await expect(bob.receive(tooLate ?? new Uint8Array())).rejects.toBeInstanceOf(TacetError);
    expect(numberOf(await bob.receive(justInTime ?? new Uint8Array()))).toBe(101);
  });

  it('[R-8] skips 2,000 messages at once and keeps their keys, but not 2,001', async () => {
    const [alice, bob] = await acquainted();
    const sent = await sendMany(alice, 1_000, limits.MAX_SKIPPED_PER_JUMP + 2);
    const before = bob.fingerprint;
    await expect(bob.receive(sent.at(-1) ?? new Uint8Array())).rejects.toMatchObject({ code: 'message-gap' });
    expect(bob.fingerprint).toBe(before);

    expect(numberOf(await bob.receive(sent.at(-2) ?? new Uint8Array()))).toBe(3_000);
    expect(bob.pair.active?.skipped).toHaveLength(limits.MAX_SKIPPED_PER_SESSION);
    bob.restart();
    expect(numberOf(await bob.receive(sent[0] ?? new Uint8Array()))).toBe(1_000);
    // One key was used and one more is skipped: at the limit nothing is lost yet, then the oldest goes.
    await sendMany(alice, 5_000, 3);
    await bob.receive(await alice.send(contentKey(6_000)));
    expect(bob.pair.active?.skipped).toHaveLength(limits.MAX_SKIPPED_PER_SESSION);
    await expect(bob.receive(sent[1] ?? new Uint8Array())).rejects.toMatchObject({
      code: 'message-key-gone',
    });
  });

  it('[H-8] repeats the handshake until the first answer, then no more', async () => {
    const [alice, bob] = await aliceAndBob();
    await alice.start();
    const [first, second] = await sendMany(alice, 1, 2);
    expect([first?.length, second?.length]).toEqual([2_500, 1_316]);
    // The second arrives first: it begins the session, the first one then finds it.
    expect(numberOf(await bob.receive(second ?? new Uint8Array()))).toBe(2);
    expect(numberOf(await bob.receive(first ?? new Uint8Array()))).toBe(1);
    await alice.receive(await bob.send(contentKey(3)));
    expect((await alice.send(contentKey(4))).length).toBe(162);
  });

  it('[PK-6] uses up one-time prekeys, and goes on with the rotating ones when none are left', async () => {
    const [alice, bob] = await aliceAndBob(1);
    await alice.start();
    const { home } = bob.us;
    expect([...home.values()].filter((prekey) => prekey.kind.endsWith('one-time'))).toHaveLength(2);
    await bob.receive(await alice.send(contentKey(1)));
    expect([...home.values()].filter((prekey) => prekey.kind.endsWith('one-time'))).toHaveLength(0);

    await alice.start(MONDAY_MS + 1);
    expect(numberOf(await bob.receive(await alice.send(contentKey(2))))).toBe(2);
    expect(bob.activeId).toBe(alice.activeId);
  });
});
