import { beforeEach, describe, expect, it } from 'vitest';

import { watchedCrypto } from '../protocol/ledger.ts';
import { Secret } from '../../src/bytes/index.ts';
import { StoreError, type Store } from '../../src/messenger/ports/store.ts';
import type { Collection } from '../../src/messenger/vault/collection.ts';
import { Ledger } from '../../src/messenger/vault/ledger.ts';
import { RecordSealer } from '../../src/messenger/vault/record-sealer.ts';
import { Table } from '../../src/messenger/vault/table.ts';
import { openVault } from '../../src/protocol/index.ts';
import { MemoryStore } from '../../src/storage/memory/memory-store.ts';

interface Row {
  readonly name: string;
  readonly value: number;
}

const ROWS: Collection<Row> = { store: 'account', hideNames: false, version: 1, recent: true };

describe('transactions of the vault', () => {
  let ledger: Ledger;
  let commits: number;
  let fails: boolean;
  beforeEach(async () => {
    const crypto = await watchedCrypto();
    const disk = new MemoryStore();
    commits = 0;
    fails = false;
    const store: Store = Object.assign(Object.create(disk), {
      commit: async (...input: Parameters<Store['commit']>) => {
        commits++;
        await new Promise((resolve) => setImmediate(resolve));
        if (fails) throw new StoreError('full');
        return disk.commit(...input);
      },
      getMany: (...input: Parameters<Store['getMany']>) => disk.getMany(...input),
      range: (...input: Parameters<Store['range']>) => disk.range(...input),
    });
    const vault = await openVault(crypto, Secret.of('VaultRoot', 32, crypto.random(32)));
    ledger = new Ledger(store, await disk.claim(), 'vault', new RecordSealer(crypto, vault));
  });

  const add = (name: string, by: number) =>
    ledger.transact(async (tx) => {
      const before = await tx.read(ROWS, name);
      tx.put(ROWS, name, { name, value: (before?.value ?? 0) + by });
      return (before?.value ?? 0) + by;
    });

  it('that wait for the same commit share it, and see each other in order [V-12]', async () => {
    const results = await Promise.all(Array.from({ length: 50 }, () => add('sum', 1)));
    expect(results).toEqual(Array.from({ length: 50 }, (_, at) => at + 1));
    expect(await ledger.read(ROWS, 'sum')).toEqual({ name: 'sum', value: 50 });
    expect(commits).toBeLessThan(5);
  });

  it('leave nothing behind when they throw, whoever they share a commit with', async () => {
    const [one, broken, two] = await Promise.allSettled([
      add('sum', 1),
      ledger.transact((tx) => {
        tx.put(ROWS, 'sum', { name: 'sum', value: 1_000 });
        tx.put(ROWS, 'other', { name: 'other', value: 1 });
        throw new TypeError('changed my mind');
      }),
      add('sum', 1),
    ]);
    expect([one.status, broken.status, two.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await ledger.read(ROWS, 'sum')).toEqual({ name: 'sum', value: 2 });
    expect(await ledger.read(ROWS, 'other')).toBeUndefined();
  });

  it('change nothing in memory when their commit fails, and all hear of it', async () => {
    const table = new Table<Row>(ROWS, ({ name }) => name);
    const set = (value: number) => ledger.transact((tx) => tx.setRow(table, { name: 'row', value }));
    await set(1);
    fails = true;
    const outcomes = await Promise.allSettled([set(2), add('row', 5), set(3)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    fails = false;
    expect(table.get('row')).toEqual({ name: 'row', value: 1 });
    expect(await add('row', 0)).toBe(1);
  });

  it('read all records with what is planned and not yet committed', async () => {
    await add('a', 1);
    const seen = await Promise.all([
      add('a', 1),
      add('b', 7),
      ledger.transact((tx) => tx.delete(ROWS, 'c')),
      ledger.transact((tx) => tx.readAll(ROWS, ({ name }) => name)),
    ]);
    expect(seen[3]).toEqual([
      { name: 'a', value: 2 },
      { name: 'b', value: 7 },
    ]);
  });

  it('that wait when the vault is closed are done, later ones are refused', async () => {
    const [before, , after] = await Promise.allSettled([add('sum', 1), ledger.close(), add('sum', 1)]);
    expect(before.status).toBe('fulfilled');
    expect(after).toMatchObject({ status: 'rejected', reason: { code: 'busy' } });
  });

  it('never let a reader who was slow bring back what is old', async () => {
    await add('sum', 1);
    await Promise.all(Array.from({ length: 300 }, (_, at) => add(`filler ${at}`, 1)));
    const reading = ledger.read(ROWS, 'sum');
    const [old] = await Promise.all([reading, add('sum', 1)]);
    expect([1, 2]).toContain(old?.value);
    expect(await ledger.read(ROWS, 'sum')).toEqual({ name: 'sum', value: 2 });
  });
});
