import 'fake-indexeddb/auto';
import { deleteDB, openDB } from 'idb';
import { expect, it } from 'vitest';

import { openIndexedDbStore } from '../../src/storage/indexeddb/indexeddb-store.ts';
import { asStoreError } from '../../src/storage/indexeddb/errors.ts';
import { emptyDisk, MemoryStore } from '../../src/storage/memory/memory-store.ts';
import { storeContract } from './store-contract.ts';

const estimator = { estimate: () => Promise.resolve({ usage: 7, quota: 100 }) };
let databases = 0;

const named = (name: string) => Object.assign(new Error('x'), { name });

storeContract('memory', () => {
  const disk = emptyDisk();
  return { open: () => Promise.resolve(new MemoryStore(disk)), destroy: () => Promise.resolve() };
});

storeContract('IndexedDB', () => {
  const name = `contract-${++databases}`;
  return { open: () => openIndexedDbStore(estimator, name), destroy: () => deleteDB(name) };
});

it('[V-10] refuses a database that a newer client made', async () => {
  const newer = await openDB('newer', 999);
  newer.close();
  await expect(openIndexedDbStore(estimator, 'newer')).rejects.toMatchObject({ code: 'damaged' });
});

it('[V-17] tells a full disk from other failures', () => {
  expect(asStoreError(named('QuotaExceededError')).code).toBe('full');
  expect(asStoreError(named('AbortError')).code).toBe('unavailable');
  expect(asStoreError(null).code).toBe('unavailable');
});

it('reports what the browser estimates', async () => {
  const store = await openIndexedDbStore(estimator, 'estimate');
  expect(await store.usage()).toEqual({ bytes: 7, quota: 100 });
  store.close();
});
