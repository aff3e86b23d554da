import * as fc from 'fast-check';
import { expect } from 'vitest';
import { hex, TacetError } from '../../src/bytes/index.ts';
import { createWebCrypto } from '../../src/crypto/webcrypto/index.ts';
import { abandonSessions, limits, parseSealedMessage, type OurPrekey } from '../../src/protocol/index.ts';
import type { PostQuantumStep } from '../../src/protocol/ratchet/post-quantum.ts';
import type { RatchetSession } from '../../src/protocol/ratchet/state.ts';
import { NonceLedger } from './ledger.ts';
import { contentKey, MONDAY_MS, numberOf, settledPerson, Side } from './people.ts';
import { seededFill } from './randomness.ts';

/** What one of the two does. */
interface Act {
  readonly kind: 'act';
  readonly what:
    | 'send'
    | 'crash while sending'
    | 'crash while reading'
    | 'new handshake'
    | 'restart'
    | 'copy the disk'
    | 'restore the copy';
  readonly alice: boolean;
}
/** What the mail does to her; `pick` chooses among the messages under way. */
interface Mail {
  readonly kind: 'mail';
  readonly what: 'deliver' | 'deliver and keep' | 'lose';
  readonly alice: boolean;
  readonly pick: number;
}
/** What can happen on a bad day. */
export type Event = Act | Mail | { readonly kind: 'a day passes' };

const alice = fc.boolean();
const pick = fc.nat(1_000);
const bySide = (weight: number, what: Act['what']) => ({
  weight,
  arbitrary: fc.record({ kind: fc.constant('act' as const), what: fc.constant(what), alice }),
});
const byMail = (weight: number, what: Mail['what']) => ({
  weight,
  arbitrary: fc.record({ kind: fc.constant('mail' as const), what: fc.constant(what), alice, pick }),
});
const weather = [
  bySide(10, 'send'),
  byMail(10, 'deliver'),
  byMail(2, 'deliver and keep'),
  byMail(1, 'lose'),
  bySide(1, 'restart'),
  bySide(1, 'crash while sending'),
  bySide(1, 'crash while reading'),
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('a day passes' as const) }) },
];

/** Loss, duplicates, any order, crashes. */
export const badWeather: fc.Arbitrary<Event> = fc.oneof(...weather);
/** … and sessions that begin while others are under way. */
export const withNewSessions: fc.Arbitrary<Event> = fc.oneof(...weather, bySide(1, 'new handshake'));
/** … and profiles restored from a copy, of which nobody else knows. */
export const withRollbacks: fc.Arbitrary<Event> = fc.oneof(
  ...weather,
  bySide(1, 'new handshake'),
  bySide(1, 'copy the disk'),
  bySide(1, 'restore the copy'),
);

interface Letter {
  readonly number: number;
  readonly sealed: Uint8Array;
}
interface Disk {
  readonly pair: Side['pair'];
  readonly home: ReadonlyMap<string, OurPrekey>;
}

/** Two devices, what is under way to each, and what each has shown. */
export class World {
  readonly ledger = new NonceLedger();
  readonly sides: readonly [Side, Side];
  #next = 1;
  #clock = MONDAY_MS;
  /** Once a profile was restored, honest messages may fail to open, until they are repaired. */
  #isTorn = false;
  readonly #underWay: readonly [Letter[], Letter[]] = [[], []];
  readonly #shown: readonly [Set<number>, Set<number>] = [new Set(), new Set()];
  readonly #copies: [Disk | null, Disk | null] = [null, null];

  private constructor(sides: readonly [Side, Side]) {
    this.sides = sides;
  }

  static async create(seed: string): Promise<World> {
    // noble's ML-KEM takes its randomness from us: the same seed repeats a run to the byte.
    const crypto = await createWebCrypto({ kem: 'noble', fill: seededFill(seed) });
    const people = [await settledPerson(crypto, 2), await settledPerson(crypto, 2)] as const;
    const world = new World([new Side(people[0], people[1]), new Side(people[1], people[0])]);
    const watched = world.ledger.watch(crypto);
    for (const each of world.sides) {
      Object.assign(each.us, { crypto: watched });
    }
    return world;
  }

  /** Completed post-quantum steps of the session that both send in, or null when there is no such session. */
  get epoch(): number | null {
    const [one, other] = this.#common();
    return one === null || other === null ? null : Math.min(one.postQuantum.epoch, other.postQuantum.epoch);
  }

  async happen(what: Event): Promise<void> {
    switch (what.kind) {
      case 'a day passes':
        this.#clock += limits.POST_QUANTUM_AFTER_MS;
        break;
      case 'mail':
        await this.#carry(what.alice ? 0 : 1, what.what, what.pick);
        break;
      case 'act':
        await this.#act(what.alice ? 0 : 1, what.what);
        break;
    }
    this.#agreeOnTheStep();
  }

  async #act(me: 0 | 1, what: Act['what']): Promise<void> {
    const one = this.sides[me];
    switch (what) {
      case 'send':
        return this.#send(me);
      case 'crash while sending':
        return one.activeId === null
          ? undefined
          : one.crashWhileSending(contentKey(this.#next++), this.#clock);
      case 'crash while reading':
        return this.#crashWhileReading(me);
      case 'new handshake':
        return one.start((this.#clock += 1));
      case 'restart':
        return one.restart();
      case 'copy the disk':
        this.#copies[me] = { pair: one.pair, home: new Map(one.us.home) };
        return undefined;
      case 'restore the copy':
        return this.#restore(me);
    }
  }

  async #send(me: 0 | 1): Promise<void> {
    const one = this.sides[me];
    if (one.activeId === null) {
      await one.start((this.#clock += 1));
    }
    const number = this.#next++;
    const sealed = await one.send(contentKey(number), this.#clock);
    this.#underWay[me === 0 ? 1 : 0].push({ number, sealed });
  }

  /** Opens the next letter and dies before anything of it was stored; it comes again. */
  async #crashWhileReading(me: 0 | 1): Promise<void> {
    const [letter] = this.#underWay[me];
    if (letter === undefined || this.#shown[me].has(letter.number) || this.#isTorn) {
      return;
    }
    const one = this.sides[me];
    const disk = { pair: one.pair, home: new Map(one.us.home) };
    expect(numberOf(await one.receive(letter.sealed, this.#clock))).toBe(letter.number);
    this.#putBack(me, disk);
  }

  /** Nobody notices at first: a message is sealed from the old state. Then all sessions are dropped, [S-9]. */
  async #restore(me: 0 | 1): Promise<void> {
    const copy = this.#copies[me];
    if (copy === null) {
      return;
    }
    this.#isTorn = true;
    this.#putBack(me, copy);
    const one = this.sides[me];
    if (one.activeId !== null) {
      await this.#send(me);
    }
    one.pair = abandonSessions(one.pair);
  }

  #putBack(me: 0 | 1, { pair, home }: Disk): void {
    const one = this.sides[me];
    one.pair = pair;
    one.us.home.clear();
    for (const [ref, prekey] of home) {
      one.us.home.set(ref, prekey);
    }
    one.restart();
  }

  async #carry(to: 0 | 1, how: Mail['what'], choice: number): Promise<void> {
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
      await (this.#isTorn ? this.#openOrRepair(to, letter) : this.#open(to, letter));
    }
  }

  /** Each message is shown exactly once; a duplicate is refused and changes nothing. */
  async #open(to: 0 | 1, { number, sealed }: Letter): Promise<void> {
    const [one, shown] = [this.sides[to], this.#shown[to]];
    const before = one.fingerprint;
    if (!shown.has(number)) {
      expect(numberOf(await one.receive(sealed, this.#clock))).toBe(number);
      shown.add(number);
      return;
    }
    const refused: unknown = await one.receive(sealed, this.#clock).catch((cause: unknown) => cause);
    expect(refused).toBeInstanceOf(TacetError);
    expect(one.fingerprint).toBe(before);
  }

  /** After a rollback: opened as what it is, or refused without a trace and mended by a new session. */
  async #openOrRepair(to: 0 | 1, { number, sealed }: Letter): Promise<void> {
    const one = this.sides[to];
    const before = one.fingerprint;
    const outcome: unknown = await one.receive(sealed, this.#clock).then(numberOf, (cause: unknown) => cause);
    if (typeof outcome === 'number') {
      expect(outcome).toBe(number);
      return;
    }
    expect(outcome).toBeInstanceOf(TacetError);
    expect(one.fingerprint).toBe(before);
    if (outcome instanceof TacetError && outcome.code !== 'message-key-gone') {
      await one.start((this.#clock += 1), parseSealedMessage(sealed).sessionId);
    }
  }

  /** The weather clears: everything arrives, in order, and both write. */
  async clear(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      for (const to of [0, 1] as const) {
        while (this.#underWay[to].length > 0) {
          await this.#carry(to, 'deliver', 0);
          this.#agreeOnTheStep();
        }
        await this.#send(to);
      }
    }
  }

  /** What each says now is opened at once, whatever happened before. */
  async speak(): Promise<void> {
    for (const from of [0, 1] as const) {
      const to = from === 0 ? 1 : 0;
      while (this.#underWay[to].length > 0) await this.#carry(to, 'deliver', 0);
      await this.#send(from);
      for (const letter of this.#underWay[to].splice(0)) await this.#open(to, letter);
    }
  }

  #common(): readonly [RatchetSession | null, RatchetSession | null] {
    return [this.sides[0].pair.active, this.sides[1].pair.active];
  }

  /** At no moment do two sides that send in one session stand where they could not meet again. */
  #agreeOnTheStep(): void {
    const [one, other] = this.#common();
    if (one === null || other === null || hex(one.id) !== hex(other.id) || this.#isTorn) {
      return;
    }
    const [initiator, responder] = one.initiatedByUs ? [one, other] : [other, one];
    const epoch = Math.min(initiator.postQuantum.epoch, responder.postQuantum.epoch);
    const [offering, answering] = epoch % 2 === 0 ? [initiator, responder] : [responder, initiator];
    const [offer, answer] = [offering.postQuantum, answering.postQuantum];
    expect(answer.epoch).toBe(epoch);
    if (offer.epoch > epoch) {
      // Mixed, and the other side has not heard of it: it holds what it needs.
      expect([offer.epoch, answer.step.state]).toEqual([epoch + 1, 'answering']);
      return;
    }
    expect(isMeeting(offer.step, answer.step)).toBe(true);
  }
}

function isMeeting(offer: PostQuantumStep, answer: PostQuantumStep): boolean {
  switch (offer.state) {
    case 'idle':
      return answer.state === 'idle';
    case 'offering':
      return answer.state === 'idle' || answer.state === 'answering';
    case 'agreed':
      return (
        answer.state === 'answering' &&
        hex(offer.secret.shared.expose()) === hex(answer.secret.shared.expose()) &&
        hex(offer.secret.binding) === hex(answer.secret.binding)
      );
    case 'answering':
      return false;
  }
}
