import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, it } from 'vitest';

import { openIndexedDbStore } from '../../src/storage/indexeddb/indexeddb-store.ts';
import type { Someone } from '../messenger/world/someone.ts';
import { World } from '../messenger/world/world.ts';

interface Fixture {
  readonly version: number;
  readonly generation: number;
  /** Key and value in base64 of every record, by store. */
  readonly stores: Readonly<Record<string, readonly (readonly [string, string])[]>>;
}

const estimator = { estimate: () => Promise.resolve({}) };

/** A database as a client of that time left it. */
async function leftBehind(name: string, file: string): Promise<void> {
  const text = readFileSync(new URL(`fixtures/${file}`, import.meta.url), 'utf8');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written once, by a client
  const { version, generation, stores } = JSON.parse(text) as Fixture;
  const database = await openDB(name, version, {
    upgrade: (db) => {
      for (const store of [...Object.keys(stores), 'holder']) db.createObjectStore(store);
    },
  });
  const transaction = database.transaction([...Object.keys(stores), 'holder'], 'readwrite');
  for (const [store, records] of Object.entries(stores)) {
    for (const [key, value] of records) {
      void transaction.objectStore(store).put(new Uint8Array(Buffer.from(value, 'base64')), key);
    }
  }
  void transaction.objectStore('holder').put(generation, 'generation');
  await transaction.done;
  database.close();
}

describe('a database of an older client', () => {
  let bob: Someone;
  afterEach(async () => {
    await bob.closesTheBrowser();
    await Promise.all(['bob-1', 'bob-2'].map((name) => deleteDB(name)));
  });

  it('[V-10] [V-18] [V-19] of version 1 opens with everything that was in it', () =>
    opens('bob-1', 'version-1.json'));

  it('[V-10] [V-20] of version 2, from before there were groups, opens with everything that was in it', () =>
    opens('bob-2', 'version-2.json'));

  async function opens(name: string, file: string): Promise<void> {
    await leftBehind(name, file);
    const world = await World.begin();
    bob = world.someone('bob');
    bob.openStore = () => openIndexedDbStore(estimator, name);
    bob.opensTheBrowser();
    await bob.sees('the lock', ({ phase }) => phase.at === 'locked');
    expect(bob.snapshot?.phase).toEqual({ at: 'locked', username: 'bob', displayName: 'bob' });
    await bob.does('unlock', { password: 'correct horse battery' });
    await bob.sees('the conversation', ({ conversations }) => conversations.length === 1);
    expect((await bob.reads()).map(({ body, state }) => [body, state])).toEqual([
      ['the first message', 'received'],
      ['an answer', 'delivered'],
      ['after the gap', 'received'],
      ['still waiting', 'sending'],
    ]);
    expect(await bob.notices()).toEqual(['conversation-started', 'messages-missing']);
    expect(bob.conversation.draft).toBe('half a thought');
    await bob.writes('and goes on');
    expect((await bob.bodies()).at(-1)).toBe('and goes on');
    expect(bob.conversation).toMatchObject({ kind: 'direct', person: { username: 'alice' } });
  }
});
