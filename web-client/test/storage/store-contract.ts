import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { StoreError, type Store, type Write } from '../../src/messenger/ports/store.ts';

export interface StoreUnderTest {
  /** Opens what is there; called again, it sees what an earlier one committed. */
  open(): Promise<Store>;
  destroy(): Promise<void>;
}

const bytes = (...values: number[]) => Uint8Array.of(...values);
const put = (key: string, value: Uint8Array<ArrayBuffer>): Write => ({
  kind: 'put',
  store: 'messages',
  key,
  value,
});

/** What every {@link Store} promises; each implementation runs all of it. */
export function storeContract(name: string, create: () => StoreUnderTest): void {
  describe(`${name} as a Store`, () => {
    let under: StoreUnderTest;
    let store: Store;

    beforeEach(async () => {
      under = create();
      store = await under.open();
    });
    afterEach(async () => {
      store.close();
      await under.destroy();
    });

    it('gives back what was committed, also to the next opening', async () => {
      await store.commit(await store.claim(), [put('a/1', bytes(1, 2, 3))]);
      store.close();
      store = await under.open();
      expect(await store.get('messages', 'a/1')).toEqual(bytes(1, 2, 3));
      expect(await store.get('messages', 'a/2')).toBeUndefined();
      expect(await store.get('outbox', 'a/1')).toBeUndefined();
    });

    it('answers many keys in the order asked', async () => {
      await store.commit(await store.claim(), [put('x', bytes(1)), put('y', bytes(2))]);
      expect(await store.getMany('messages', ['y', 'none', 'x'])).toEqual([bytes(2), undefined, bytes(1)]);
      expect(await store.getMany('messages', [])).toEqual([]);
    });

    it('reads ranges in key order, from inclusive, before exclusive, limited', async () => {
      const holder = await store.claim();
      await store.commit(
        holder,
        ['r/3', 'r/1', 'r/2', 'r/4', 's/1'].map((key) => put(key, bytes(Number(key[2])))),
      );
      const keys = async (from: string, before: string, limit?: number) =>
        (await store.range('messages', limit ? { from, before, limit } : { from, before })).map((r) => r.key);
      expect(await keys('r/2', 'r/4')).toEqual(['r/2', 'r/3']);
      expect(await keys('r/', 'r/\uffff')).toEqual(['r/1', 'r/2', 'r/3', 'r/4']);
      expect(await keys('r/', 'r/\uffff', 2)).toEqual(['r/1', 'r/2']);
    });

    it('applies the writes of one commit in order and deletes by key and by prefix', async () => {
      const holder = await store.claim();
      await store.commit(holder, [put('v/1', bytes(1)), put('v/1', bytes(2)), put('w/1', bytes(3))]);
      expect(await store.get('messages', 'v/1')).toEqual(bytes(2));
      await store.commit(holder, [
        { kind: 'delete-prefix', store: 'messages', prefix: 'v/' },
        { kind: 'delete', store: 'messages', key: 'w/1' },
        put('v/2', bytes(4)),
      ]);
      expect(await store.getMany('messages', ['v/1', 'w/1', 'v/2'])).toEqual([
        undefined,
        undefined,
        bytes(4),
      ]);
    });

    it('writes to several stores at once', async () => {
      await store.commit(await store.claim(), [
        put('k', bytes(1)),
        { kind: 'put', store: 'outbox', key: 'k', value: bytes(2) },
      ]);
      expect(await store.get('messages', 'k')).toEqual(bytes(1));
      expect(await store.get('outbox', 'k')).toEqual(bytes(2));
    });

    it('[V-8] [V-12] refuses a commit of an older holder and leaves no trace of it', async () => {
      const first = await store.claim();
      const other = await under.open();
      expect(await other.generation()).toBe(first);
      const second = await other.claim();
      expect(second).toBeGreaterThan(first);
      expect(await store.generation()).toBe(second);
      const refused = store.commit(first, [put('a', bytes(1)), put('b', bytes(2))]);
      await expect(refused).rejects.toMatchObject({ code: 'fenced' });
      await expect(refused).rejects.toBeInstanceOf(StoreError);
      expect(await store.getMany('messages', ['a', 'b'])).toEqual([undefined, undefined]);
      await other.commit(second, [put('a', bytes(9))]);
      expect(await store.get('messages', 'a')).toEqual(bytes(9));
      other.close();
    });

    it('keeps its own copy of what was put', async () => {
      const value = bytes(1, 2);
      const committed = store.commit(await store.claim(), [put('a', value)]);
      await committed;
      value.fill(0);
      expect(await store.get('messages', 'a')).toEqual(bytes(1, 2));
    });

    it('says so when it was closed', async () => {
      store.close();
      await expect(store.get('messages', 'a')).rejects.toMatchObject({ code: 'unavailable' });
      await expect(store.claim()).rejects.toMatchObject({ code: 'unavailable' });
    });
  });
}
