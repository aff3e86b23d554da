import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { equal, fixed, TacetError } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import {
  decodeEntry,
  decodeLog,
  decodeSignedEntry,
  encodeLog,
  isAlreadySo,
  judge,
  limits,
  makeEntry,
  takeEntries,
  takeEntry,
  type MembershipChange,
  type VerifiedLog,
} from '../../../src/protocol/index.ts';
import { watchedCrypto } from '../ledger.ts';
import { MONDAY_MS, person, type Person } from '../people.ts';
import {
  ACCEPT,
  DECLINE,
  expulsionOf,
  group,
  handOverTo,
  inviteOf,
  LEAVE,
  NEWCOMER,
  removalOf,
  startedOver,
  withSecondDevice,
  type Group,
} from './groups.ts';
import { asNaive, naively } from './naive-room.ts';

const numRuns = Number(process.env['TACET_PROPERTY_RUNS'] ?? 40);

let crypto: CryptoProvider;
/** Alice and Bob have two devices each, Carol and Dave one. */
let devices: readonly Person[];
let people: readonly Person[];
beforeAll(async () => {
  crypto = await watchedCrypto();
  const alice = await withSecondDevice(await person(crypto));
  const bob = await withSecondDevice(await person(crypto));
  const [carol, dave] = [await person(crypto), await person(crypto)];
  devices = [...alice, ...bob, carol, dave];
  people = [alice[0], bob[0], carol, dave];
});

/** A service that keeps to its word: compare and swap, and nothing else is looked at. */
class Shelf {
  readonly entries: Uint8Array[];

  constructor(room: Group) {
    this.entries = [...room.entries];
  }

  async append(signed: Uint8Array): Promise<boolean> {
    const { entry } = decodeSignedEntry(signed);
    const { sequence, previousHash } = decodeEntry(entry);
    const head = decodeSignedEntry(this.entries.at(-1) ?? new Uint8Array()).entry;
    const fits = sequence === this.entries.length + 1 && equal(previousHash, await crypto.sha256(head));
    if (fits) this.entries.push(signed);
    return fits;
  }
}

/** One device: what it knows of the log, and an entry it has made and not sent yet. */
class Hand {
  log: VerifiedLog;
  draft: { readonly change: MembershipChange; readonly signed: Uint8Array } | null = null;
  /** How often somebody else was faster. */
  lost = 0;
  readonly #who: Person;
  readonly #shelf: Shelf;

  constructor(who: Person, shelf: Shelf, log: VerifiedLog) {
    [this.#who, this.#shelf, this.log] = [who, shelf, log];
  }

  async fetch(atMost = Number.MAX_SAFE_INTEGER): Promise<void> {
    const page = this.#shelf.entries.slice(this.log.sequence).slice(0, atMost);
    const { log, refusal } = await takeEntries(crypto, this.log, this.log.roomId, page, NEWCOMER);
    expect(refusal).toBeNull();
    // What is not in the record is gone.
    if (log !== null) this.log = decodeLog(encodeLog(log));
  }

  /** Wants the first of these that it may, as far as it knows. */
  async want(changes: readonly MembershipChange[]): Promise<void> {
    const { device, signedList } = this.#who;
    const change = changes.find((each) => judge(this.log, device.public.accountId, each) === null);
    const making = { signedList, nowMs: MONDAY_MS };
    this.draft =
      change === undefined
        ? null
        : { change, signed: await makeEntry(crypto, device, this.log, change, making) };
  }

  /** [M-9] Sends what it wanted, and again by what it learns, if it still makes sense. */
  async send(): Promise<void> {
    for (let tries = 0; this.draft !== null; tries += 1) {
      expect(tries).toBeLessThan(limits.MAX_APPEND_TRIES);
      const { change, signed } = this.draft;
      const isTaken = await this.#shelf.append(signed);
      this.lost += isTaken ? 0 : 1;
      await this.fetch();
      const isDone = isTaken || isAlreadySo(this.log, this.#who.device.public.accountId, change);
      await this.want(isDone ? [] : [change]);
    }
  }
}

interface Event {
  readonly hand: number;
  /** `act` is wanting and sending at once, by what the hand knew before. */
  readonly does: 'fetch' | 'want' | 'send' | 'act';
  readonly what: number;
  readonly whom: number;
}

/** Things that a person may want of others, the dearest first. */
function wishes({ what, whom }: Event): readonly MembershipChange[] {
  const [one = devices[0], other = devices[0]] = [people[whom % 4], people[(whom + 1) % 4]];
  if (one === undefined || other === undefined) throw new Error('four people were expected');
  const all: readonly MembershipChange[] = [
    what % 2 === 0 ? ACCEPT : DECLINE,
    inviteOf(one),
    removalOf(one),
    inviteOf(one, other),
    handOverTo(one),
    LEAVE,
    { type: 'rename', nameHash: fixed(32, new Uint8Array(32).fill(whom), 'hash') },
  ];
  const from = what % all.length;
  // Leaving comes last unless it was meant: a room is soon empty.
  return [...all.slice(from), ...all.slice(0, from)].filter((each, at) => at === 0 || each !== LEAVE);
}

const events: fc.Arbitrary<readonly Event[]> = fc.array(
  fc.record({
    hand: fc.nat(5),
    does: fc.constantFrom<Event['does'][]>('fetch', 'want', 'send', 'act', 'act', 'act'),
    what: fc.nat(13),
    whom: fc.nat(3),
  }),
  { minLength: 60, maxLength: 120 },
);

/** Chance seldom has somebody decline: Alice invites whoever is not there yet, and who is asked says no. */
const DECLINED: readonly Event[] = [
  { hand: 0, does: 'act', what: 1, whom: 3 },
  ...[5, 4, 3].flatMap((hand): readonly Event[] => [
    { hand, does: 'fetch', what: 0, whom: 3 },
    { hand, does: 'act', what: 7, whom: 0 },
  ]),
];

describe('Many hands on one log', () => {
  it('[M-8] [M-9] make one log, whatever order they write in, and everybody knows the same room', async () => {
    let changes = 0;
    let lost = 0;
    const kinds = new Set<string>();
    await fc.assert(
      fc.asyncProperty(events, async (happening) => {
        const [alice, ...others] = people;
        const room = await group(alice ?? (await person(crypto)), ...others.slice(0, 2));
        const shelf = new Shelf(room);
        const hands = devices.map((who) => new Hand(who, shelf, room.log));
        for (const event of happening) {
          const hand = hands[event.hand];
          if (event.does === 'fetch') await hand?.fetch(event.whom);
          if (event.does === 'want' || event.does === 'act') await hand?.want(wishes(event));
          if (event.does === 'send' || event.does === 'act') await hand?.send();
        }
        for (const hand of hands) await hand.fetch();
        const newcomer = await takeEntries(crypto, null, room.roomId, shelf.entries, NEWCOMER);
        const done = newcomer.taken.map(({ author, change }) => ({ by: author.accountId, change }));
        expect(newcomer.log).not.toBeNull();
        for (const { log } of hands) {
          expect(encodeLog(log)).toEqual(encodeLog(newcomer.log ?? log));
          expect(asNaive(log)).toEqual(naively(done));
        }
        lost += hands.reduce((sum, hand) => sum + hand.lost, 0);
        changes += done.length - room.entries.length;
        for (const { change } of done) kinds.add(change.type);
      }),
      { numRuns, examples: [[DECLINED]] },
    );
    expect(changes).toBeGreaterThan(5 * numRuns);
    expect(lost).toBeGreaterThan(numRuns);
    expect(kinds.size).toBe(8);
  }, 600_000);
});

/** What the log becomes with one more entry, or null if it is refused. */
async function taking(
  before: VerifiedLog | null,
  room: Group,
  signed: Uint8Array,
): Promise<VerifiedLog | null> {
  try {
    return (await takeEntry(crypto, before, room.roomId, signed, NEWCOMER)).log;
  } catch (cause) {
    if (cause instanceof TacetError && ['codec', 'validation', 'verification'].includes(cause.kind))
      return null;
    throw cause;
  }
}

describe('A log that was read', () => {
  let room: Group;
  beforeAll(async () => {
    const [alice, bob, carol, dave] = people;
    const second = devices[1];
    if (!alice || !bob || !carol || !dave || !second) throw new Error('four people were expected');
    room = await group(alice, bob, carol);
    await room.rename(second, 'Trio');
    await room.change(alice, inviteOf(dave));
    await room.change(dave, DECLINE);
    await room.change(second, removalOf(carol));
    await room.change(alice, inviteOf(carol, dave));
    await room.change(carol, ACCEPT);
    await room.change(alice, handOverTo(bob));
    await room.change(bob, expulsionOf(await startedOver(carol)));
    await room.change(alice, LEAVE);
  });

  it('[M-8] is the same in pages of any size, also where they overlap', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ size: fc.integer({ min: 1, max: 5 }), again: fc.nat(3) })),
        async (pages) => {
          let log: VerifiedLog | null = null;
          const told = [];
          for (const { size, again } of [...pages, { size: room.entries.length, again: 0 }]) {
            const from: number = Math.max(0, (log?.sequence ?? 0) - again);
            const page = room.entries.slice(from, from + again + size);
            const read = await takeEntries(crypto, log, room.roomId, page, NEWCOMER);
            expect(read.refusal).toBeNull();
            log = read.log;
            told.push(...read.taken);
          }
          expect(log).toEqual(room.log);
          expect(told.slice(1)).toEqual(room.taken);
        },
      ),
      { numRuns },
    );
  }, 600_000);

  it('[M-8] keeps what it took before an entry that does not hold', async () => {
    const entries = [...room.entries];
    const damaged = (entries[4] ?? new Uint8Array()).slice();
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    entries[4] = damaged;
    const { log, taken, refusal } = await takeEntries(crypto, null, room.roomId, entries, NEWCOMER);
    expect([log?.sequence, taken.length, refusal?.code]).toEqual([4, 4, 'membership-signature']);
    const rest = await takeEntries(crypto, log, room.roomId, room.entries.slice(4), NEWCOMER);
    expect([rest.log, rest.refusal]).toEqual([room.log, null]);
  });

  it('[M-2] says nothing else with any bit of any entry changed', async () => {
    let refused = 0;
    let before: VerifiedLog | null = null;
    for (const [index, signed] of room.entries.entries()) {
      const after: VerifiedLog | null = await taking(before, room, signed);
      const { entry, signature } = decodeSignedEntry(signed);
      const within = (part: Uint8Array, at: number) => {
        const from = Buffer.from(signed).indexOf(part);
        return from <= at && at < from + part.length;
      };
      for (let at = 0; at < signed.length; at += 1) {
        const altered = signed.slice();
        altered[at] = (altered[at] ?? 0) ^ (1 << (at % 8));
        const log = await taking(before, room, altered);
        refused += log === null ? 1 : 0;
        // Around what was signed, and in a list beside it, there is more than one way to write the same.
        const isForged = log !== null && (within(entry, at) || within(signature, at));
        expect(isForged ? `accepted, ${index}: ${at}` : null).toBeNull();
        if (log !== null) expect(log).toEqual(after);
      }
      before = after;
    }
    expect(refused).toBeGreaterThan(1_000);
  }, 600_000);
});
