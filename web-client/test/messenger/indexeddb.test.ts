import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { expect, it } from 'vitest';

import { openIndexedDbStore } from '../../src/storage/indexeddb/indexeddb-store.ts';
import { World } from './world/world.ts';

const estimator = { estimate: () => Promise.resolve({}) };

it('[V-9] [V-12] lives in IndexedDB through reloads, and nothing readable is in there', async () => {
  const world = await World.begin();
  const [alice, bob] = [world.someone('alice'), world.someone('bob')];
  bob.openStore = () => openIndexedDbStore(estimator, 'bob');
  await Promise.all([alice.signsUp(), bob.signsUp()]);
  await alice.befriends(bob);
  await alice.writes('a canary in the first message');
  await bob.hasRead(['1']);
  await bob.closesTheBrowser();
  await alice.writes('a canary in the second message');
  await bob.unlocks();
  await bob.hasRead(['1', '2']);
  expect(await bob.bodies()).toEqual(['a canary in the first message', 'a canary in the second message']);
  const { roomId, person } = bob.conversation;
  await bob.closesTheBrowser();

  const store = await openIndexedDbStore(estimator, 'bob');
  const latin1 = new TextDecoder('latin1');
  for (const name of ['account', 'messages', 'conversations', 'message_ids', 'sessions'] as const) {
    const records = await store.range(name, { from: '', before: '\uffff' });
    expect(records.length).toBeGreaterThan(0);
    for (const { key, value } of records) {
      const shown = key + latin1.decode(value);
      for (const secret of ['canary', 'alice', roomId, person.accountId]) expect(shown).not.toContain(secret);
    }
  }
  store.close();
  await deleteDB('bob');
  await world.end();
});
