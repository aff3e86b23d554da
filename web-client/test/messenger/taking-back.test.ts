import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { OUTBOX, type OutboxRow } from '../../src/messenger/outbox/records.ts';
import { SENT } from '../../src/messenger/repair/records.ts';
import { eventually } from './world/eventually.ts';
import { recordsOf } from './world/peek.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('[V-13] a message that is taken away while it waits', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
  });
  afterEach(() => world.end());

  const waiting = async () => (await recordsOf(alice, OUTBOX)).filter(({ body }) => body.type === 'text');

  /** Nobody is told what became of the first; the others are encrypted ahead. */
  async function oneLeavesTwoWait(): Promise<readonly OutboxRow[]> {
    world.relay.holdsAnswers = true;
    await Promise.all(['one', 'two', 'three', 'four'].map((body) => alice.writes(body)));
    return eventually('the others are encrypted', async () => {
      const rows = await waiting();
      return rows.length === 4 && rows.every(({ envelope }) => envelope) ? rows : undefined;
    });
  }

  async function takesAway(body: string): Promise<string> {
    const { roomId } = alice.conversation;
    const id = (await alice.reads()).find((each) => each.body === body)?.id ?? '';
    return alice.tries('discardMessage', { roomId, id });
  }

  it('goes as long as it surely never left, also when it is encrypted, and nobody misses it', async () => {
    expect((await oneLeavesTwoWait()).map(({ left }) => left)).toEqual([true, false, false, false]);
    expect(await takesAway('two')).toBe('ok');
    expect((await waiting()).map(({ counter }) => counter)).toEqual([1, 2, 3]);
    expect(await takesAway('four')).toBe('ok');
    expect((await recordsOf(alice, SENT)).map(({ counter }) => counter)).toEqual([1]);
    await alice.crashes();
    world.relay.holdsAnswers = false;
    await alice.unlocks();
    await bob.hasRead(['one', 'three']);
    await alice.writes('five');
    await bob.hasRead(['one', 'three', 'five']);
    expect(await bob.notices()).not.toContain('messages-missing');
    expect(await bob.bodies()).toEqual(['one', 'three', 'five']);
  });

  it('stays when it may have left, also after a crash', async () => {
    await oneLeavesTwoWait();
    await alice.crashes();
    await alice.unlocks();
    expect(await takesAway('one')).toBe('message-under-way');
    expect(await takesAway('three')).toBe('ok');
    world.relay.holdsAnswers = false;
    await alice.crashes();
    await alice.unlocks();
    await bob.hasRead(['one', 'two', 'four']);
  });

  it('leaves the one above it in the list of conversations', async () => {
    await oneLeavesTwoWait();
    expect(await takesAway('three')).toBe('ok');
    expect(await takesAway('four')).toBe('ok');
    await alice.sees('the newest that is left', ({ conversations }) => {
      return conversations[0]?.lastMessage?.body === 'two';
    });
    world.relay.holdsAnswers = false;
    await alice.sees('how far it got', ({ conversations }) => {
      return conversations[0]?.lastMessage?.state === 'delivered';
    });
  });

  it('is judged by what was encrypted when an earlier client put it in line', () => {
    const upgraded = OUTBOX.upgrades?.[4]?.({ seq: 1, envelope: null });
    expect(upgraded).toEqual({ seq: 1, envelope: null, left: null });
  });
});
