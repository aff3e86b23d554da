import { beforeEach, describe, expect, it } from 'vitest';

import { claimed } from '../../src/messenger/engine/held.ts';
import type { Store, Write } from '../../src/messenger/ports/store.ts';
import { emptyDisk, MemoryStore, type MemoryDisk } from '../../src/storage/memory/memory-store.ts';
import { unclaimableStore } from './world/failing-store.ts';

const VAULT = 'vault/';
const TEXT: Write = { kind: 'put', store: 'messages', key: `${VAULT}1`, value: new Uint8Array([1]) };
const ERASING: readonly Write[] = [{ kind: 'delete-prefix', store: 'messages', prefix: VAULT }];

describe('[V-8] a tab that finds the disk too full to say that it works there', () => {
  let disk: MemoryDisk;
  let asleep: Store;
  beforeEach(async () => {
    disk = emptyDisk();
    asleep = new MemoryStore(disk);
    await asleep.commit(await asleep.claim(), [TEXT]);
  });

  /** One in which there is room only after so many more tries, once the vault is gone. */
  const crowded = (tries: number): Store => {
    let left = tries;
    const isFull = () => disk.shelves.get('messages')?.size !== 0 || left-- > 0;
    return unclaimableStore(new MemoryStore(disk), isFull);
  };

  it('erases a vault for good, though the room that it makes is not there at once', async () => {
    const { store, holder } = await claimed(crowded(3));
    await store.commit(holder, ERASING);
    await expect(asleep.commit(1, [TEXT])).rejects.toMatchObject({ code: 'fenced' });
    expect(disk.shelves.get('messages')?.size).toBe(0);
  });

  it('says so where a vault that it erased could come back, and ends that when asked again', async () => {
    const { store, holder } = await claimed(crowded(5));
    await expect(store.commit(holder, ERASING)).rejects.toMatchObject({ code: 'full' });
    await asleep.commit(1, [TEXT]);
    await store.commit(holder, ERASING);
    await expect(asleep.commit(1, [TEXT])).rejects.toMatchObject({ code: 'fenced' });
    expect(disk.shelves.get('messages')?.size).toBe(0);
  });

  it('takes nothing to write for no erasing', async () => {
    const { store, holder } = await claimed(crowded(0));
    await expect(store.commit(holder, [])).rejects.toMatchObject({ code: 'full' });
    expect(disk.generation).toBe(1);
  });
});
