import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { fromBase64url } from '../../src/bytes/index.ts';
import { limits, messageId } from '../../src/protocol/index.ts';
import { eventually } from './world/eventually.ts';
import { Handmade, type Came } from './world/handmade.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const textOf = ({ content }: Came) => (content.body.type === 'text' ? content.body.body : '');

/** Alice is honest. Whoever asks her has a client of their own making, and asks for whatever they like. */
describe('a resend', () => {
  let world: World;
  let alice: Someone;
  let mallory: Handmade;
  let markers: number;
  let counter: number;
  beforeEach(async () => {
    world = await World.begin();
    alice = world.someone('alice');
    await alice.signsUp();
    mallory = await Handmade.arrives(world, 'mallory');
    await mallory.befriends(alice);
    markers = 0;
    counter = 0;
    for (const body of ['one', 'two']) await alice.writes(body);
    await mallory.hasGot(2);
  });
  afterEach(() => world.end());

  const asks = (wireIds: readonly string[], counters: readonly number[] = []) =>
    mallory.says(
      alice,
      {
        type: 'resend-request',
        messageIds: wireIds.map((id) => messageId(fromBase64url(id))),
        counters,
      },
      { targeted: true },
    );

  /** What Alice resent until now: her answers leave before whatever she writes after them. */
  async function resent(): Promise<readonly Came[]> {
    const said = `said ${++counter}`;
    await mallory.says(alice, { type: 'text', body: said, replyTo: null }, { counter });
    await alice.sees(said, ({ conversations }) => conversations[0]?.lastMessage?.body === said);
    const marker = `marker ${++markers}`;
    await alice.writes(marker);
    for (let count = mallory.came.length; ; count++) {
      const came = await mallory.hasGot(count);
      if (came.some((each) => textOf(each) === marker))
        return came.filter((each) => each.resentFrom !== null);
    }
  }

  const idOf = (body: string) => mallory.came.find((each) => textOf(each) === body)?.wireId ?? '';

  it('[C-14] is the very same content under the same message id, for the asking device alone', async () => {
    await asks([idOf('one')], [2]);
    const answers = await resent();
    expect(answers.map(textOf)).toEqual(['one', 'two']);
    expect(answers.map(({ wireId }) => wireId)).toEqual([idOf('one'), idOf('two')]);
    const first = mallory.came.find((each) => textOf(each) === 'one');
    expect(answers[0]?.content).toEqual(first?.content);
    const targeted = world.relay.sends.filter((send) => send.targeted && send.from === alice.deviceId);
    expect(targeted.map(({ silent, to }) => ({ silent, to }))).toEqual(
      [1, 2].map(() => ({ silent: true, to: [mallory.deviceId] })),
    );
  });

  it('[C-14] is for who asked in a ratchet session: the relay cannot ask in their name', async () => {
    const carol = await Handmade.arrives(world, 'carol');
    await carol.befriends(alice);
    const forged = { accountId: mallory.accountId, deviceId: mallory.deviceId };
    world.relay.passesOff(carol.deviceId, forged);
    await carol.says(
      alice,
      { type: 'resend-request', messageIds: [messageId(fromBase64url(idOf('one')))], counters: [] },
      { targeted: true },
    );
    expect(await resent()).toEqual([]);
  });

  it('[C-14] is of what this device sent: not of what it never sent, nor of what others did', async () => {
    await mallory.says(alice, { type: 'text', body: 'mine', replyTo: null }, { counter: ++counter });
    await alice.sees('it', ({ conversations }) => conversations[0]?.lastMessage?.body === 'mine');
    const unknown = idOf('one').replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'));
    await asks([unknown, mallory.sent.at(-1) ?? ''], [3, 1_000_000, Number.MAX_SAFE_INTEGER]);
    expect(await resent()).toEqual([]);
  });

  it('[C-14] is of that room: an id of another one leads to nothing', async () => {
    const carol = await Handmade.arrives(world, 'carol');
    await carol.befriends(alice);
    const roomId = await eventually('alice has the conversation', async () => {
      const theirs = alice.with('carol');
      return theirs?.roomId;
    });
    await alice.does('sendText', { roomId, body: 'hello carol' });
    await carol.hasGot(1);
    await carol.says(
      alice,
      { type: 'resend-request', messageIds: [messageId(fromBase64url(idOf('one')))], counters: [2] },
      { targeted: true },
    );
    await eventually('alice has read it', async () => world.relay.waiting(alice.deviceId) === 0 || undefined);
    await alice.does('sendText', { roomId, body: 'bye carol' });
    expect((await carol.hasGot(2)).map(textOf)).toEqual(['hello carol', 'bye carol']);
  });

  it('[C-14] is no receipt, and no request', async () => {
    await mallory.says(alice, { type: 'text', body: 'read this', replyTo: null }, { counter: ++counter });
    const receipt = (await mallory.hasGot(3)).find(({ content }) => content.body.type === 'receipt');
    await asks([receipt?.wireId ?? '']);
    expect(receipt).toBeDefined();
    expect(await resent()).toEqual([]);
  });

  it('[C-14] is of the last 45 days', async () => {
    world.nowMs += 44 * DAY_MS;
    await asks([idOf('one')]);
    expect((await resent()).map(textOf)).toEqual(['one']);
    world.nowMs += 2 * DAY_MS;
    await asks([idOf('two')], [2]);
    expect((await resent()).map(textOf)).toEqual(['one']);
  });

  it('[C-14] is for a device that had it, under the identity and with the keys that it has now', async () => {
    const [one, two] = [idOf('one'), idOf('two')];
    await mallory.startsOver();
    await alice.sees('the new identity', ({ conversations }) => conversations.length === 1);
    await asks([one, two], [1, 2]);
    expect(await resent()).toEqual([]);
  });

  it('[C-14] is for members: nothing goes to who is no friend any more', async () => {
    await alice.does('unfriend', { accountId: mallory.accountId });
    await alice.sees('that it is closed', ({ conversations }) => conversations[0]?.open === false);
    // A relay that lets everything through: only Alice is left to say no.
    for (const { deviceId } of [mallory, alice]) world.relay.lets(deviceId);
    const before = world.relay.sends.length;
    await asks([idOf('one')], [2]);
    await eventually('alice has read it', async () => world.relay.waiting(alice.deviceId) === 0 || undefined);
    await eventually('all of hers has left', async () => {
      return alice.disk.shelves.get('outbox')?.size === 0 || undefined;
    });
    expect(world.relay.sends.slice(before).filter(({ from }) => from === alice.deviceId)).toEqual([]);
  });

  it('[C-14] goes three times to one device, and no more', async () => {
    for (let time = 0; time < limits.MAX_RESENDS + 2; time++) {
      await asks([idOf('one')]);
      await resent();
    }
    expect((await resent()).map(textOf)).toEqual(Array(limits.MAX_RESENDS).fill('one'));
  });

  it('[C-14] stops for an hour after 256 contents to one device', async () => {
    const all = Array.from({ length: 100 }, (_, index) => index + 3);
    for (const number of all) await alice.writes(`more ${number}`);
    await mallory.hasGot(102);
    for (let round = 0; round < limits.MAX_RESENDS; round++) {
      for (let at = 0; at < all.length; at += limits.MAX_RESEND_IDS) {
        await asks([], all.slice(at, at + limits.MAX_RESEND_IDS));
      }
      await resent();
    }
    expect(await resent()).toHaveLength(limits.MAX_RESENDS_PER_HOUR);
    world.nowMs += HOUR_MS;
    await asks([], [100, 101, 102]);
    expect((await resent()).length).toBeGreaterThan(limits.MAX_RESENDS_PER_HOUR);
  });
});
