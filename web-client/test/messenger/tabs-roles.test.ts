import { expect, it } from 'vitest';

import type { LentKeys } from '../../src/messenger/account/context.ts';
import { closedSnapshot } from '../../src/messenger/engine/snapshot.ts';
import { Follower } from '../../src/messenger/tabs/follower.ts';
import type { MessengerDependencies } from '../../src/messenger/engine/dependencies.ts';
import type { Engine } from '../../src/messenger/engine/engine.ts';
import type { Said } from '../../src/messenger/tabs/messages.ts';
import type { Post } from '../../src/messenger/tabs/post.ts';
import { Tabs } from '../../src/messenger/tabs/tabs.ts';

const NOTHING = () => undefined;

it('[V-22] a tab that missed the lock while it was told anew asks once more', () => {
  const said: Said[] = [];
  // As much of these as a follower looks at.
  // oxlint-disable typescript/no-unsafe-type-assertion
  const post = { build: '1', tell: (_: unknown, says: Said) => said.push(says), forget: NOTHING };
  const keys = {} as LentKeys;
  const events = { connected: NOTHING, told: NOTHING, stranger: NOTHING, silence: NOTHING };
  const follower = new Follower(post as unknown as Post, { after: () => NOTHING }, keys, events);
  // oxlint-enable typescript/no-unsafe-type-assertion
  const hears = (says: Said) => follower.heard({ from: 'host', to: 'tab', build: '1', says });
  hears({ kind: 'holder', term: 1, locked: false });
  hears({ kind: 'welcome', snapshot: closedSnapshot({ at: 'starting' }) });
  hears({ kind: 'missed' });
  // The two cross each other: to one that is locked, a tab with keys has to say more than hello.
  hears({ kind: 'keys', keys: null });
  expect(said.filter(({ kind }) => kind === 'hello')).toEqual([
    { kind: 'hello', keys: true },
    { kind: 'hello', keys: false },
  ]);
  follower.end();
});

it('a tab answers, whatever became of a change of its role', async () => {
  const channel = { tell: NOTHING, hear: NOTHING, close: NOTHING };
  const refusing = { acquire: () => Promise.reject(new Error('refused')) };
  // As much of these as a change of roles looks at.
  // oxlint-disable typescript/no-unsafe-type-assertion
  const deps = {
    tabs: { build: '1', open: () => channel, lockOf: () => refusing },
    lock: { release: NOTHING },
  } as unknown as MessengerDependencies;
  const engine = { opened: null, lend: () => null, standBy: async () => undefined } as unknown as Engine;
  // oxlint-enable typescript/no-unsafe-type-assertion
  const done = { ok: true, value: 'done' } as const;
  const tabs = new Tabs(
    engine,
    async () => done,
    deps,
    channel,
    Promise.resolve(),
    () => 'id',
    () => [],
  );
  await expect(tabs.follow()).rejects.toThrow('refused');
  expect(await tabs.call({ name: 'takeOver', input: {} })).toEqual(done);
});
