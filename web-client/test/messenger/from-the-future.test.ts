import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { CodecError } from '../../src/bytes/index.ts';
import type * as Codec from '../../src/protocol/content/content-codec.ts';
import { eventually } from './world/eventually.ts';
import { Handmade } from './world/handmade.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

/** What the clients of this world cannot read in a text yet; null when they are up to date. */
const age = vi.hoisted((): { lacks: 'format' | 'type' | null } => ({ lacks: null }));

vi.mock('../../src/protocol/content/content-codec.ts', async (original) => {
  const codec = await original<typeof Codec>();
  const decodeContent: typeof codec.decodeContent = (bytes) => {
    const content = codec.decodeContent(bytes);
    if (content.body.type !== 'text' || age.lacks === null) return content;
    if (age.lacks === 'format') throw new CodecError('content-version');
    return { ...content, body: { type: 'unknown' } };
  };
  return { ...codec, decodeContent };
});

const text = (body: string) => ({ type: 'text', body, replyTo: null }) as const;

describe.each(['format', 'type'] as const)('a message of a %s that this client does not know', (lacks) => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  beforeEach(async () => {
    age.lacks = lacks;
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
  });
  afterEach(async () => {
    age.lacks = null;
    await world.end();
  });

  const shown = async () => (await bob.reads()).map(({ kind, state, body }) => ({ kind, state, body }));

  it('[C-17] is kept sealed, and read by a newer client when it opens the vault', async () => {
    await alice.writes('from the future');
    await bob.hasRead(['']);
    expect(await shown()).toEqual([{ kind: 'unknown', state: 'received', body: '' }]);
    await bob.sees('one unread', ({ conversations }) => conversations[0]?.unread === 1);
    await alice.sees('it delivered', ({ conversations }) => {
      return conversations[0]?.lastMessage?.state === 'delivered';
    });

    // Opened once more by the client that does not know it: nothing changes.
    await bob.closesTheBrowser();
    await bob.unlocks();
    expect(await shown()).toEqual([{ kind: 'unknown', state: 'received', body: '' }]);

    await bob.closesTheBrowser();
    age.lacks = null;
    await bob.unlocks();
    await bob.sees('it', ({ conversations }) => conversations[0]?.lastMessage?.body === 'from the future');
    expect(await shown()).toEqual([{ kind: 'text', state: 'received', body: 'from the future' }]);
  });

  it('[C-15] [C-17] takes its place also when it had to be asked for', async () => {
    age.lacks = null;
    await alice.writes('from today');
    await bob.hasRead(['from today']);
    await bob.crashes();
    bob.disk.shelves.get('sessions')?.clear();
    age.lacks = lacks;
    await alice.writes('from the future');
    await bob.unlocks();
    await eventually('it is there', async () => (await shown()).at(-1)?.kind === 'unknown' || undefined);
    expect(bob.events.some(({ state }) => state === 'repairing')).toBe(true);
    expect((await shown()).map(({ kind, state }) => [kind, state])).toEqual([
      ['text', 'received'],
      ['unknown', 'received'],
    ]);
    await eventually('nobody is asked any more', async () => {
      return bob.disk.shelves.get('repairs')?.size === 0 || undefined;
    });
  });

  it('[C-12] [C-17] counts without a bubble if it is silent', async () => {
    age.lacks = null;
    const carol = await Handmade.arrives(world, 'carol');
    const dave = world.someone('dave');
    await dave.signsUp();
    await carol.befriends(dave);
    await carol.says(dave, text('one'), { counter: 1 });
    await dave.hasRead(['one']);
    age.lacks = lacks;
    await carol.says(dave, text('from the future'), { counter: 2, silent: true });
    await eventually('it is in', async () => world.relay.waiting(dave.deviceId) === 0 || undefined);
    age.lacks = null;
    await carol.says(dave, text('three'), { counter: 3 });
    await dave.hasRead(['one', 'three']);
    expect(await dave.bodies()).toEqual(['one', 'three']);
    expect(await dave.notices()).not.toContain('messages-missing');
  });

  it('[C-17] is not said to be missing when the next one can be read', async () => {
    await alice.writes('from the future');
    await bob.hasRead(['']);
    age.lacks = null;
    await alice.writes('from today');
    await bob.hasRead(['', 'from today']);
    expect(await bob.notices()).not.toContain('messages-missing');
  });
});
