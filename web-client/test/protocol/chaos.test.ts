import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TacetError } from '../../src/bytes/index.ts';
import { createWebCrypto } from '../../src/crypto/webcrypto/index.ts';
import { NonceLedger } from './ledger.ts';
import { contentKey, MONDAY_MS, numberOf, settledPerson, Side } from './people.ts';
import { seededFill } from './randomness.ts';

/** What can happen on a bad day. `pick` chooses among the messages under way. */
type Event =
  | { readonly kind: 'send'; readonly alice: boolean }
  | { readonly kind: 'crash while sending'; readonly alice: boolean }
  | { readonly kind: 'new handshake'; readonly alice: boolean }
  | { readonly kind: 'restart'; readonly alice: boolean }
  | {
      readonly kind: 'deliver' | 'deliver and keep' | 'lose';
      readonly alice: boolean;
      readonly pick: number;
    };

const side = fc.boolean();
const pick = fc.nat(1_000);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('send' as const), alice: side }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('deliver' as const), alice: side, pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('deliver and keep' as const), alice: side, pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const), alice: side, pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), alice: side }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash while sending' as const), alice: side }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('new handshake' as const), alice: side }) },
);

interface Letter {
  readonly number: number;
  readonly sealed: Uint8Array;
}

/** Two devices, what is under way to each, and what each has shown. */
class World {
  readonly ledger = new NonceLedger();
  #next = 1;
  #clock = MONDAY_MS;
  readonly #sides: readonly [Side, Side];
  readonly #underWay: readonly [Letter[], Letter[]] = [[], []];
  readonly #shown: readonly [Set<number>, Set<number>] = [new Set(), new Set()];

  private constructor(sides: readonly [Side, Side]) {
    this.#sides = sides;
  }

  static async create(seed: string): Promise<World> {
    // noble's ML-KEM takes its randomness from us: the same seed repeats a run to the byte.
    const crypto = await createWebCrypto({ kem: 'noble', fill: seededFill(seed) });
    const people = [await settledPerson(crypto, 2), await settledPerson(crypto, 2)] as const;
    const world = new World([new Side(people[0], people[1]), new Side(people[1], people[0])]);
    const watched = world.ledger.watch(crypto);
    for (const each of world.#sides) {
      Object.assign(each.us, { crypto: watched });
    }
    return world;
  }

  async happen(what: Event): Promise<void> {
    const me = what.alice ? 0 : 1;
    const one = this.#sides[me];
    switch (what.kind) {
      case 'send':
        return this.#send(me);
      case 'crash while sending':
        return one.activeId === null ? undefined : one.crashWhileSending(contentKey(this.#next++));
      case 'new handshake':
        return one.start((this.#clock += 1));
      case 'restart':
        return one.restart();
      case 'deliver':
      case 'deliver and keep':
      case 'lose':
        return this.#carry(me, what.kind, what.pick);
    }
  }

  async #send(me: 0 | 1): Promise<void> {
    const one = this.#sides[me];
    if (one.activeId === null) {
      await one.start((this.#clock += 1));
    }
    const number = this.#next++;
    const sealed = await one.send(contentKey(number));
    this.#underWay[me === 0 ? 1 : 0].push({ number, sealed });
  }

  async #carry(to: 0 | 1, how: 'deliver' | 'deliver and keep' | 'lose', choice: number): Promise<void> {
    const letters = this.#underWay[to];
    const index = letters.length === 0 ? -1 : choice % letters.length;
    const letter = letters[index];
    if (letter === undefined) {
      return;
    }
    if (how !== 'deliver and keep') {
      letters.splice(index, 1);
    }
    if (how !== 'lose') {
      await this.#open(to, letter);
    }
  }

  /** Each message is shown exactly once; a duplicate is refused and changes nothing. */
  async #open(to: 0 | 1, { number, sealed }: Letter): Promise<void> {
    const [one, shown] = [this.#sides[to], this.#shown[to]];
    const before = one.fingerprint;
    if (!shown.has(number)) {
      expect(numberOf(await one.receive(sealed))).toBe(number);
      shown.add(number);
      return;
    }
    const refused: unknown = await one.receive(sealed).catch((cause: unknown) => cause);
    expect(refused).toBeInstanceOf(TacetError);
    expect(one.fingerprint).toBe(before);
  }

  /** The weather clears: everything arrives, they write to each other twice, and agree. */
  async settle(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      for (const to of [0, 1] as const) {
        while (this.#underWay[to].length > 0) {
          await this.#carry(to, 'deliver', 0);
        }
        await this.#send(to);
      }
    }
    expect(this.#sides[0].activeId).toBe(this.#sides[1].activeId);
  }
}

describe('Two devices on a bad day', () => {
  it('[R-1] show every delivered message once, agree in the end, and never reuse a key and nonce', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 5, maxLength: 60 }),
        fc.string(),
        async (events, seed) => {
          const world = await World.create(seed);
          for (const each of events) {
            await world.happen(each);
          }
          await world.settle();
          expect(world.ledger.sealed).toBeGreaterThan(0);
        },
      ),
      { numRuns: Number(process.env['TACET_PROPERTY_RUNS'] ?? 60) },
    );
  }, 600_000);
});
