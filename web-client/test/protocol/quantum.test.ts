import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { limits, postQuantum, verifyBundle } from '../../src/protocol/index.ts';
import { watchedCrypto } from './ledger.ts';
import { bundleOf, numberOf, settledPerson, Side } from './people.ts';
import { Exchange, postQuantumOf } from './post-quantum-story.ts';
import { KeyThief, QuantumAttacker, type PublicHandshake } from './quantum-attacker.ts';

// Thousands of real operations: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

type Party = 'alice' | 'bob';
let plain: CryptoProvider;
beforeAll(async () => {
  plain = await watchedCrypto();
});

/** A conversation whose every message is recorded, with what the epoch was after it. */
class Recorded {
  readonly thief: KeyThief;
  readonly exchange: Exchange;
  readonly handshake: PublicHandshake;
  readonly letters: { readonly by: Party; readonly sealed: Uint8Array; readonly epoch: number }[] = [];

  private constructor(thief: KeyThief, exchange: Exchange, handshake: PublicHandshake) {
    this.thief = thief;
    this.exchange = exchange;
    this.handshake = handshake;
  }

  static async begin(): Promise<Recorded> {
    const thief = new KeyThief();
    const crypto = thief.watch(plain);
    const [alice, bob] = [await settledPerson(crypto, 1), await settledPerson(crypto, 1)];
    const shelf = { ...bob, shelf: new Map([...bob.shelf].map(([kind, signed]) => [kind, [...signed]])) };
    const counters = { x25519Signed: 0, mlKemLastResort: 0 };
    const bundle = await verifyBundle(crypto, bob.certified, bundleOf(shelf), counters);
    const exchange = new Exchange(new Side(alice, bob), new Side(bob, alice));
    await exchange.alice.start();
    return new Recorded(thief, exchange, {
      transcript: exchange.alice.pair.active?.transcript ?? new Uint8Array(),
      initiatorKey: alice.certified.agreementKey,
      responderKey: bob.certified.agreementKey,
      signedPrekey: bundle.signed.publicKey,
      oneTimePrekey: bundle.oneTime?.publicKey ?? null,
      kemPrekey: bundle.kem.publicKey,
    });
  }

  async pass(by: Party): Promise<void> {
    const sealed = await this.exchange.pass(this.exchange[by]);
    this.letters.push({ by, sealed, epoch: postQuantumOf(this.exchange[by]).epoch });
  }

  /** Alice and Bob in turns until the next step is complete. A day passes first, so that it is due. */
  async untilTheNextStep(): Promise<void> {
    this.exchange.nowMs += limits.POST_QUANTUM_AFTER_MS;
    const epochs = (): number[] =>
      [this.exchange.alice, this.exchange.bob].map(({ pair }) => postQuantum(pair)?.epoch ?? 0);
    const [next] = epochs().map((epoch) => epoch + 1);
    while (epochs().some((epoch) => epoch !== next)) {
      await this.pass(this.letters.length % 2 === 0 ? 'alice' : 'bob');
    }
  }

  /** Which of the letters from `start` on the attacker reads, by their numbers counted from 1. */
  async readBy(attacker: QuantumAttacker, start = 0): Promise<number[]> {
    const read: number[] = [];
    for (const { by, sealed } of this.letters.slice(start)) {
      const key = await attacker.reads(sealed, by, this.handshake);
      if (key !== null) {
        read.push(numberOf(key));
      }
    }
    return read;
  }
}

const upTo = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);

describe('An attacker with all X25519 private keys ever, and the transcript', () => {
  it('reads nothing [H-3] [Q-5]', async () => {
    const recorded = await Recorded.begin();
    for (let steps = 0; steps < 3; steps += 1) {
      await recorded.untilTheNextStep();
    }
    expect(recorded.letters.length).toBeGreaterThan(8);
    const attacker = new QuantumAttacker(plain, recorded.thief.agreement);
    expect(await recorded.readBy(attacker)).toEqual([]);
  });

  it('control: who has all ML-KEM keys too reads everything', async () => {
    const recorded = await Recorded.begin();
    for (let steps = 0; steps < 3; steps += 1) {
      await recorded.untilTheNextStep();
    }
    const attacker = new QuantumAttacker(plain, recorded.thief.agreement, recorded.thief.kem);
    expect(await recorded.readBy(attacker)).toEqual(upTo(1, recorded.letters.length));
  });

  it('control: who has only the handshake’s ML-KEM key reads until the first step completes', async () => {
    const recorded = await Recorded.begin();
    for (let steps = 0; steps < 2; steps += 1) {
      await recorded.untilTheNextStep();
    }
    const { thief, handshake, letters } = recorded;
    const prekeyOnly = new Map(
      [...thief.kem].filter(([key]) => key === Buffer.from(handshake.kemPrekey).toString('hex')),
    );
    expect(prekeyOnly.size).toBe(1);
    const before = letters.filter((letter) => letter.epoch === 0).length;
    expect(before).toBe(2);
    expect(await recorded.readBy(new QuantumAttacker(plain, thief.agreement, prekeyOnly))).toEqual(
      upTo(1, before),
    );
  });
});

describe.each<Party>(['alice', 'bob'])('An attacker who also copies the whole state of %s', (victim) => {
  it.each([1, 2, 3, 4])(
    'in epoch %s between steps reads until the next completes, nothing after',
    async (epoch) => {
      const recorded = await Recorded.begin();
      for (let steps = 0; steps < epoch; steps += 1) {
        await recorded.untilTheNextStep();
      }
      expect(postQuantumOf(recorded.exchange[victim])).toMatchObject({ epoch, step: { state: 'idle' } });
      const stolenAt = recorded.letters.length;
      const attacker = new QuantumAttacker(plain, recorded.thief.agreement);
      attacker.steals(recorded.exchange[victim].pair, victim);
      for (let steps = 0; steps < 2; steps += 1) {
        await recorded.untilTheNextStep();
      }
      const still = recorded.letters.slice(stolenAt).filter((letter) => letter.epoch === epoch).length;
      expect(still).toBeGreaterThanOrEqual(2);
      expect(await recorded.readBy(attacker, stolenAt)).toEqual(upTo(stolenAt + 1, stolenAt + still));
    },
  );

  it.each([1, 2])(
    'while a step is under way (%s messages old) reads through it, not through the next',
    async (age) => {
      const recorded = await Recorded.begin();
      await recorded.untilTheNextStep();
      await recorded.pass(recorded.letters.length % 2 === 0 ? 'alice' : 'bob');
      const { exchange } = recorded;
      exchange.nowMs += limits.POST_QUANTUM_AFTER_MS;
      while (postQuantumOf(exchange.bob).step.state !== 'offering') {
        await recorded.pass(recorded.letters.length % 2 === 0 ? 'alice' : 'bob');
      }
      if (age === 2) {
        await recorded.pass('alice');
        expect(postQuantumOf(exchange.bob).step.state).toBe('agreed');
      }
      const stolenAt = recorded.letters.length;
      const attacker = new QuantumAttacker(plain, recorded.thief.agreement);
      attacker.steals(exchange[victim].pair, victim);
      for (let steps = 0; steps < 2; steps += 1) {
        await recorded.untilTheNextStep();
      }
      const still = recorded.letters.slice(stolenAt).filter((letter) => letter.epoch <= 2).length;
      expect(recorded.letters.at(-1)?.epoch).toBe(3);
      expect(await recorded.readBy(attacker, stolenAt)).toEqual(upTo(stolenAt + 1, stolenAt + still));
    },
  );
});
