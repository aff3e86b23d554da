import { create } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Receipts } from '../../src/messenger/receipts/receipts.ts';
import { freshUuid } from '../../src/messenger/kernel/ids.ts';
import { fromUuid, messageId } from '../../src/protocol/index.ts';
import { SendSchema } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { eventually } from './world/eventually.ts';
import { Handmade } from './world/handmade.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const HOUR_MS = 3_600_000;

const sent = (person: Someone, body: string) =>
  person.sees(`"${body}" accepted`, ({ conversations }) => {
    const last = conversations[0]?.lastMessage;
    return last?.body === body && last.state !== 'sending';
  });
const says = (person: Someone, notice: string) =>
  eventually(`${person.username} sees ${notice}`, async () =>
    (await person.notices()).some((each) => each === notice) ? true : undefined,
  );

const text = (body: string) => ({ type: 'text', body, replyTo: null }) as const;

describe('a client with more to say than this one can show', () => {
  let world: World;
  let bob: Someone;
  let mallory: Handmade;
  beforeEach(async () => {
    world = await World.begin();
    bob = world.someone('bob');
    await bob.signsUp();
    mallory = await Handmade.arrives(world, 'mallory');
    await mallory.befriends(bob);
  });
  afterEach(() => world.end());

  const reaction = { type: 'reaction', target: messageId(new Uint8Array(32)), emoji: '+' } as const;

  it('[C-11] [C-12] is not blamed for what is silent: it counts, without a bubble', async () => {
    await mallory.says(bob, text('one'), { counter: 1 });
    await mallory.says(bob, reaction, { counter: 2 });
    await mallory.says(bob, text('three'), { counter: 3 });
    await bob.hasRead(['one', 'three']);
    expect(await bob.bodies()).toEqual(['one', 'three']);
    expect(await bob.notices()).not.toContain('messages-missing');
  });

  it('[C-11] [C-12] closes its gap when the silent one was late, and only its own', async () => {
    for (const counter of [1, 5]) await mallory.says(bob, text(`text ${counter}`), { counter });
    await bob.hasRead(['text 1', 'text 5']);
    await says(bob, 'messages-missing');
    for (const counter of [4, 4, 3]) await mallory.says(bob, reaction, { counter });
    await mallory.says(bob, text('text 6'), { counter: 6 });
    await bob.hasRead(['text 1', 'text 5', 'text 6']);
    expect(await bob.notices()).toContain('messages-missing');
    await mallory.says(bob, text('text 2'), { counter: 2 });
    await bob.hasRead(['text 1', 'text 2', 'text 5', 'text 6']);
    expect(await bob.bodies()).toEqual(['text 1', 'text 2', 'text 5', 'text 6']);
    expect(await bob.notices()).not.toContain('messages-missing');
  });
});

describe('a late message', () => {
  let world: World;
  let bob: Someone;
  let mallory: Handmade;
  beforeEach(async () => {
    world = await World.begin();
    bob = world.someone('bob');
    await bob.signsUp();
    mallory = await Handmade.arrives(world, 'mallory');
    await mallory.befriends(bob);
  });
  afterEach(() => world.end());

  const say = async (...counters: readonly number[]) => {
    for (const counter of counters) await mallory.says(bob, text(`${counter}`), { counter });
  };

  it('[C-12] [C-13] is told of, though garbage came before it, once that was given up', async () => {
    await say(1);
    await mallory.saysGarbage(bob);
    const asked = () => world.relay.sends.filter(({ from, targeted }) => targeted && from === bob.deviceId);
    for (const [times, pauseMs] of [600_000, 6 * HOUR_MS, 24 * HOUR_MS].entries()) {
      await eventually(`asked ${times + 1} times`, async () => asked().length > times || undefined);
      world.nowMs += pauseMs;
    }
    await eventually('given up', async () => bob.disk.shelves.get('repairs')?.size === 0 || undefined);
    await say(3);
    await says(bob, 'messages-missing');
  });

  it('[C-12] is not waited for any more once there are 17 gaps: the first is given up', async () => {
    await say(...Array.from({ length: 18 }, (_, at) => 2 * at + 1));
    await bob.sees('all', ({ conversations }) => conversations[0]?.lastMessage?.body === '35');
    const { roomId } = bob.conversation;
    const entries = await bob.does('messages', { roomId, fromIndex: 0, count: 200 });
    const gaps = entries.filter(({ notice }) => notice === 'messages-missing').map(({ state }) => state);
    expect(gaps).toEqual(['lost', ...Array.from({ length: 16 }, () => 'repairing')]);
    await say(4, 2);
    await bob.sees('2', ({ conversations }) => conversations[0]?.lastMessage?.body === '2');
    expect((await bob.bodies()).slice(0, 4)).toEqual(['1', '3', '4', '5']);
  });

  it('[C-12] takes no place of another one: beyond those that are kept it goes to the end', async () => {
    await say(1, 102, 101, 2, 3);
    await bob.hasRead(['1', '102', '101', '2', '3']);
    expect(await bob.bodies()).toEqual(['1', '2', '3', '102', '101']);
  });
});

describe('a relay that leaves out and repeats [C-12]', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
  });
  afterEach(() => world.end());

  const refuse = async () => {
    world.relay.faults.push('refuse');
    await alice.writes('refused');
    await eventually('refused', async () => (await alice.states()).includes('failed') || undefined);
  };

  it('is seen to have left a message out as soon as the next one comes', async () => {
    world.relay.faults.push('swallow');
    await alice.writes('one');
    await sent(alice, 'one');
    await alice.writes('two');
    await bob.hasRead(['two']);
    expect(await bob.bodies()).toEqual(['two']);
    expect((await bob.notices()).filter((each) => each === 'messages-missing')).toHaveLength(1);
    expect(bob.conversation.unread).toBe(1);
  });

  it('may be late, and the notice goes once everything has come', async () => {
    world.relay.faults.push('withhold', 'withhold');
    await alice.writes('one');
    await alice.writes('two');
    await sent(alice, 'two');
    await alice.writes('three');
    await bob.hasRead(['three']);
    await says(bob, 'messages-missing');
    world.relay.release();
    await bob.hasRead(['three', 'one', 'two']);
    expect(await bob.bodies()).toEqual(['one', 'two', 'three']);
    expect(await bob.notices()).not.toContain('messages-missing');
  });

  it('[C-11] cannot have a message shown twice by asking for it again', async () => {
    world.relay.faults.push('store-and-refuse');
    await alice.writes('once');
    await sent(alice, 'once');
    await alice.writes('after');
    await bob.hasRead(['once', 'after']);
    expect(await bob.bodies()).toEqual(['once', 'after']);
    expect(await bob.notices()).not.toContain('messages-missing');
    await bob.looks();
    await alice.sees('all read', ({ conversations }) => conversations[0]?.lastMessage?.state === 'read');
    await eventually('both read', async () =>
      (await alice.states()).every((state) => state === 'read') ? true : undefined,
    );
  });

  it('makes no receipt by sending the same again under another envelope', async () => {
    const due = vi.spyOn(Receipts.prototype, 'due');
    world.relay.faults.push('store-and-refuse', 'withhold');
    await alice.writes('once');
    await sent(alice, 'once');
    await bob.hasRead(['once']);
    const before = due.mock.calls.length;
    world.relay.release();
    await alice.writes('after');
    await bob.hasRead(['once', 'after']);
    await eventually('all is taken in', async () => world.relay.waiting(bob.deviceId) === 0 || undefined);
    expect(await bob.bodies()).toEqual(['once', 'after']);
    // The one is of "after".
    expect(due.mock.calls.length - before).toBe(1);
    due.mockRestore();
  });

  /** One bit of what is withheld is wrong when it comes. */
  const releaseDamaged = () => {
    const { mailboxes } = world.relay;
    const store = mailboxes.store.bind(mailboxes);
    vi.spyOn(mailboxes, 'store').mockImplementationOnce((from, send) => {
      for (const key of send.keys) {
        key.sealed = key.sealed.with(key.sealed.length - 1, (key.sealed.at(-1) ?? 0) ^ 1);
      }
      return store(from, send);
    });
    world.relay.release();
  };

  it('[C-12] [C-15] has a late message take its place, though it had to be asked for', async () => {
    await alice.writes('one');
    await bob.hasRead(['one']);
    world.relay.faults.push('withhold');
    for (const body of ['two', 'three']) await alice.writes(body);
    await bob.hasRead(['one', 'three']);
    await says(bob, 'messages-missing');
    releaseDamaged();
    await eventually(
      'two is mended',
      async () => (await bob.bodies()).join() === 'one,two,three' || undefined,
    );
    expect(bob.events.some(({ kind, state }) => kind === 'text' && state === 'repairing')).toBe(true);
    expect(await bob.notices()).not.toContain('messages-missing');
    await bob.sees('three unread', ({ conversations }) => conversations[0]?.unread === 3);
    // What is left out after that is told: nothing stands for it any more.
    world.relay.faults.push('swallow');
    for (const body of ['four', 'five']) await alice.writes(body);
    await says(bob, 'messages-missing');
  });

  /** As if Alice had sent it. */
  async function plantGarbage(): Promise<void> {
    const [from, to] = [alice, bob].map(({ accountId, deviceId }) => ({ accountId, deviceId }));
    if (!from || !to) throw new Error('two people');
    const send = create(SendSchema, {
      envelopeId: fromUuid(freshUuid(world.crypto)),
      header: { roomId: fromUuid(bob.conversation.roomId) },
      keys: [
        { accountId: fromUuid(to.accountId), deviceId: fromUuid(to.deviceId), sealed: new Uint8Array(9) },
      ],
    });
    world.relay.mailboxes.store(from, send);
    world.relay.drop(bob.deviceId);
    await eventually('it is there', async () => (await bob.states()).includes('lost') || undefined);
  }

  it('[C-12] [C-13] cannot hide by garbage what it leaves out: it is asked for all the same', async () => {
    await alice.writes('one');
    await bob.hasRead(['one']);
    await plantGarbage();
    world.relay.faults.push('none', 'swallow');
    for (const body of ['two', 'three', 'four']) await alice.writes(body);
    await bob.hasRead(['one', '', 'two', 'four']);
    world.nowMs += 10_000;
    await eventually('three', async () => (await bob.bodies()).includes('three') || undefined);
  });

  it('[C-12] [C-13] cannot hide by garbage what it leaves out long after: that is told, and mended in its place', async () => {
    await alice.writes('one');
    await bob.hasRead(['one']);
    await plantGarbage();
    const texts = Array.from({ length: 20 }, (_, at) => `text ${at}`);
    for (const body of texts) await alice.writes(body);
    await bob.hasRead(['one', '', ...texts]);
    world.relay.faults.push('swallow');
    for (const body of ['dropped', 'last']) await alice.writes(body);
    await says(bob, 'messages-missing');
    world.nowMs += 10_000;
    const all = ['one', '', ...texts, 'dropped', 'last'];
    await eventually('all', async () => (await bob.bodies()).join() === all.join() || undefined);
    expect(await bob.notices()).not.toContain('messages-missing');
  });

  it('is not blamed for receipts, nor for messages that were tried again or taken away', async () => {
    await alice.writes('one');
    await bob.hasRead(['one']);
    await bob.writes('two');
    await alice.hasRead(['one', 'two']);
    await refuse();
    const { roomId } = alice.conversation;
    const failed = async () => (await alice.reads()).find(({ state }) => state === 'failed')?.id ?? '';
    await alice.does('retryMessage', { roomId, id: await failed() });
    await bob.hasRead(['one', 'two', 'refused']);
    await refuse();
    const id = await failed();
    expect(await alice.does('discardMessage', { roomId, id })).toBe(true);
    expect(await alice.does('discardMessage', { roomId, id })).toBe(false);
    await alice.writes('three');
    await bob.hasRead(['one', 'two', 'refused', 'three']);
    expect(await bob.notices()).not.toContain('messages-missing');
    expect(await alice.notices()).not.toContain('messages-missing');
  });

  it('is told apart from a message that came and could not be read: that is said once', async () => {
    await alice.writes('one');
    await bob.hasRead(['one']);
    await bob.crashes();
    bob.disk.shelves.get('sessions')?.clear();
    await alice.writes('two');
    await bob.unlocks();
    await bob.hasRead(['one', 'two']);
    await eventually('both share a session again', async () => {
      const { sessions } = await alice.does('securityDetails', { accountId: bob.accountId });
      return sessions > 1 || undefined;
    });
    await alice.writes('three');
    await bob.hasRead(['one', 'two', 'three']);
    expect(await bob.notices()).not.toContain('messages-missing');
  });
});
