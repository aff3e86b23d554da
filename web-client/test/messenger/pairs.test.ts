import { beforeEach, describe, expect, it } from 'vitest';

import { hex, Secret } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { AS_IT_IS, BLANK, type Beginning, type FoundBundle } from '../../src/messenger/devices/bundle.ts';
import { Pairs, type PairDependencies } from '../../src/messenger/devices/pairs.ts';
import type { Collection } from '../../src/messenger/vault/collection.ts';
import { Ledger } from '../../src/messenger/vault/ledger.ts';
import { RecordSealer } from '../../src/messenger/vault/record-sealer.ts';
import {
  emptyPair,
  encodePair,
  limits,
  openVault,
  parseSealedMessage,
  uuid,
  verifyBundle,
} from '../../src/protocol/index.ts';
import { MemoryStore } from '../../src/storage/memory/memory-store.ts';
import { watchedCrypto } from '../protocol/ledger.ts';
import {
  bundleOf,
  contentKey,
  MONDAY_MS,
  numberOf,
  person,
  settledPerson,
  Side,
  type Person,
} from '../protocol/people.ts';

/** As records of pairs were written before an account belonged to their name. */
interface FormerRow {
  readonly deviceId: string;
  readonly pair: Uint8Array;
  readonly repairOf: null;
}
const FORMER: Collection<FormerRow> = { store: 'sessions', hideNames: true, version: 1 };

let crypto: CryptoProvider;
let store: MemoryStore;
let ledger: Ledger;
let alice: Side;
let bob: Person;
let pairs: Pairs;
/** Prekeys that a message used up. */
let used: Set<string>;
beforeEach(async () => {
  crypto = await watchedCrypto();
  store = new MemoryStore();
  used = new Set();
  const vault = await openVault(crypto, Secret.of('VaultRoot', 32, crypto.random(32)));
  ledger = new Ledger(store, await store.claim(), 'vault', new RecordSealer(crypto, vault));
  bob = await settledPerson(crypto);
  alice = new Side(await settledPerson(crypto), bob);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more is asked of them here
  pairs = new Pairs({
    crypto,
    ledger,
    device: bob.device,
    clock: { now: () => MONDAY_MS },
    prekeys: {
      find: async (_tx: unknown, { kind, keyId }: { kind: string; keyId: number }) =>
        used.has(`${kind}:${keyId}`) ? undefined : bob.home.get(`${kind}:${keyId}`),
      consume: (_tx: unknown, { kind, keyId }: { kind: string; keyId: number }) =>
        void used.add(`${kind}:${keyId}`),
    },
  } as unknown as PairDependencies);
});

const open = (sealed: Uint8Array): Promise<number> =>
  ledger.transact(async (tx) =>
    numberOf(await pairs.open(tx, alice.us.certified, parseSealedMessage(sealed))),
  );

/** Alice has written, and Bob has the record of it under the former name. */
async function formerRecord(): Promise<void> {
  const side = new Side(bob, alice.us);
  await alice.start();
  await side.receive(await alice.send(contentKey(1)));
  const name = uuid(alice.us.certified.deviceId);
  await ledger.transact((tx) =>
    tx.put(FORMER, name, { deviceId: name, pair: encodePair(side.pair).expose(), repairOf: null }),
  );
}
const former = () => ledger.read(FORMER, uuid(alice.us.certified.deviceId));

async function bundleFound(): Promise<FoundBundle> {
  const { counters, generation } = await pairs.with(alice.us.certified);
  return { bundle: await verifyBundle(crypto, alice.us.certified, bundleOf(alice.us), counters), generation };
}

/** Bob writes to Alice, in a new session if one is due. */
async function answer(number: number): Promise<number> {
  const device = alice.us.certified;
  const due = await pairs.due(device);
  const found = due ? await bundleFound() : undefined;
  const sealed = await ledger.transact((tx) => pairs.seal(tx, device, contentKey(number), found));
  return numberOf(await alice.receive(sealed, MONDAY_MS));
}
const isSessionDue = async () => (await pairs.due(alice.us.certified)) !== null;
const activeOfBob = async () => hex((await pairs.with(alice.us.certified)).active?.id ?? new Uint8Array());

describe('A repair', () => {
  it('[S-2] is due when Alice lost what Bob sends in, and could not take its place', async () => {
    await alice.start();
    await open(await alice.send(contentKey(1)));
    await answer(2);
    const copy = alice.pair;
    for (let count = 0; count < 2; count += 1) {
      await alice.start(MONDAY_MS + count);
      await open(await alice.send(contentKey(3)));
    }
    const lost = (await pairs.with(alice.us.certified)).active?.id;
    alice.pair = copy;
    await alice.start(MONDAY_MS + 3, lost);
    expect(await isSessionDue()).toBe(false);
    await open(await alice.send(contentKey(4)));
    expect(await isSessionDue()).toBe(true);
    expect(await answer(5)).toBe(5);
    expect(alice.activeId).toBe(await activeOfBob());
    expect(await isSessionDue()).toBe(false);
  });

  it('[S-8] is no longer due once a message opens in the active session, and only there', async () => {
    await alice.start();
    await open(await alice.send(contentKey(1)));
    const late = await alice.send(contentKey(2));
    await alice.start(MONDAY_MS + 1);
    await open(await alice.send(contentKey(3)));
    const garbage = await alice.send(contentKey(4));
    await ledger.transact((tx) => pairs.markBroken(tx, alice.us.certified, parseSealedMessage(garbage)));
    await open(late);
    expect(await isSessionDue()).toBe(true);
    await open(await alice.send(contentKey(5)));
    expect(await isSessionDue()).toBe(false);
  });
});

const seal = (beginning: Beginning | undefined) =>
  ledger.transact((tx) => pairs.seal(tx, alice.us.certified, contentKey(9), beginning));

describe('[PK-6] What two rooms found at once for a session with her', () => {
  it('begins one session and no other, even if that breaks before the other room seals', async () => {
    const found = await bundleFound();
    const first = await seal(found);
    await ledger.transact((tx) => pairs.markBroken(tx, alice.us.certified, parseSealedMessage(first)));
    expect(await isSessionDue()).toBe(true);
    await expect(seal(found)).rejects.toMatchObject({ code: 'session-needed' });
    expect(await seal(await bundleFound())).toBeDefined();
  });
});

describe('[PK-7] Without prekeys of hers', () => {
  it('a message is sealed in the session that there is, which stays to be repaired', async () => {
    await alice.start();
    await open(await alice.send(contentKey(1)));
    await answer(2);
    const garbage = await alice.send(contentKey(3));
    await ledger.transact((tx) => pairs.markBroken(tx, alice.us.certified, parseSealedMessage(garbage)));
    expect(await pairs.due(alice.us.certified)).toBe('repair');
    for (const beginning of [AS_IT_IS, BLANK] as const) {
      expect(numberOf(await alice.receive(await seal(beginning), MONDAY_MS))).toBe(9);
    }
    expect(await pairs.due(alice.us.certified)).toBe('repair');
    // It became due since: nobody has looked for prekeys.
    await expect(seal(undefined)).rejects.toMatchObject({ code: 'session-needed' });
  });

  it('a blank stands for a session that there is not, if that was decided before', async () => {
    expect(await pairs.due(alice.us.certified)).toBe('session');
    expect(await seal(BLANK)).toHaveLength(162);
    for (const beginning of [AS_IT_IS, undefined] as const) {
      await expect(seal(beginning)).rejects.toMatchObject({ code: 'session-needed' });
    }
  });
});

/** Bytes of the one record of a pair. */
const size = async () =>
  (await store.range('sessions', { from: '', before: '\uffff' }))[0]?.value.length ?? 0;

describe('A superseded session', () => {
  it('[S-6] leaves the disk when its time is over, though nobody writes any more', async () => {
    await alice.start();
    await open(await alice.send(contentKey(1)));
    const alone = await size();
    await alice.start(MONDAY_MS + 1);
    await open(await alice.send(contentKey(2)));
    expect(await size()).toBeGreaterThan(alone);
    const both = await size();
    await pairs.prune(MONDAY_MS + limits.SUPERSEDED_RETENTION_MS - 1);
    expect(await size()).toBe(both);
    await pairs.prune(MONDAY_MS + limits.SUPERSEDED_RETENTION_MS);
    expect(await size()).toBeLessThan(both);
    expect(await open(await alice.send(contentKey(3)))).toBe(3);
  });
});

describe('The record of a pair [I-2]', () => {
  it('is of one device of one account: another one with the same id has nothing of it', async () => {
    await alice.start();
    await open(await alice.send(contentKey(1)));
    const namesake = await person(crypto, alice.us.certified.deviceId);
    expect(await pairs.with(namesake.certified)).toEqual(emptyPair(bob.certified, namesake.certified));
    expect((await pairs.with(alice.us.certified)).active).not.toBeNull();
  });

  it('[V-10] under its former name still opens, for its own account only, and is moved', async () => {
    await formerRecord();
    const namesake = await person(crypto, alice.us.certified.deviceId);
    expect((await pairs.with(namesake.certified)).active).toBeNull();
    await ledger.transact((tx) => pairs.forget(tx, namesake.certified));
    expect(await open(await alice.send(contentKey(2)))).toBe(2);
    expect(await former()).toBeUndefined();
    expect(await open(await alice.send(contentKey(3)))).toBe(3);
  });

  it('under its former name is abandoned like any other', async () => {
    await formerRecord();
    await ledger.transact((tx) => pairs.abandonAll(tx));
    expect(await former()).toBeUndefined();
    const pair = await pairs.with(alice.us.certified);
    expect([pair.active, pair.abandoned]).toEqual([null, alice.pair.active?.id]);
  });

  it('under its former name is forgotten like any other', async () => {
    await formerRecord();
    await ledger.transact((tx) => pairs.forget(tx, alice.us.certified));
    expect(await former()).toBeUndefined();
    expect(await pairs.with(alice.us.certified)).toEqual(emptyPair(bob.certified, alice.us.certified));
  });
});

describe('Two devices that name the same one-time prekey at the same time', () => {
  it('[PK-6] do not both get it: one finds it gone', async () => {
    const carol = new Side(await settledPerson(crypto), bob);
    const shelf = new Map(bob.shelf);
    const sealed: Uint8Array[] = [];
    for (const side of [alice, carol]) {
      for (const [kind, signed] of shelf) bob.shelf.set(kind, [...signed]);
      await side.start();
      sealed.push(await side.send(contentKey(1)));
    }
    const opened = await ledger.transact((tx) =>
      Promise.allSettled(
        [alice, carol].map(({ us }, at) =>
          pairs.open(tx, us.certified, parseSealedMessage(sealed[at] ?? new Uint8Array())),
        ),
      ),
    );
    // Which of them is the first depends on how soon its cryptography is done.
    expect(opened.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(opened.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'prekey-gone' },
    });
  });
});
