import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DEVICE_LISTS } from '../../src/messenger/devices/records.ts';
import { accountId, fromUuid, messageId, roomId as asRoomId } from '../../src/protocol/index.ts';
import { eventually } from './world/eventually.ts';
import { befriended } from './world/gathering.ts';
import { Handmade } from './world/handmade.ts';
import { hasWritten, tellsHistory } from './world/filled.ts';
import { links, twoDevices } from './world/linking.ts';
import { quarantinedIn, recordsOf } from './world/peek.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('Two people with two devices each', () => {
  let world: World;
  let laptop: Someone;
  let phone: Someone;
  let desk: Someone;
  let tablet: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [laptop, phone] = await twoDevices(world);
    desk = await befriended(world, laptop, 'bob');
    tablet = world.someone('bob', 'Tablet');
    await links(desk, tablet);
    for (const each of [phone, tablet]) await each.sees('the other', (s) => s.conversations.length === 1);
  });
  afterEach(() => world.end());

  it('[C-9] [R-1] read what any of them writes, and each answer stands below what it answers', async () => {
    const said: string[] = [];
    for (const each of [laptop, tablet, phone, desk, laptop, phone, tablet]) {
      said.push(`${said.length} of ${each.userAgent}`);
      await each.writes(said.at(-1) ?? '');
      for (const device of [laptop, phone, desk, tablet]) await device.hasRead(said);
    }
    for (const device of [laptop, phone, desk, tablet]) expect(await device.bodies()).toEqual(said);
  });

  it('[D-8] [C-12] have a message of their own that came late in its place, and hear nothing of it before', async () => {
    await laptop.writes('one');
    await phone.hasRead(['one']);
    world.relay.faults.push('withhold');
    await laptop.writes('two');
    await laptop.writes('three');
    await phone.hasRead(['one', 'three']);
    expect(await phone.bodies()).toEqual(['one', 'three']);
    expect(await phone.notices()).not.toContain('messages-missing');
    world.relay.release();
    await phone.hasRead(['one', 'two', 'three']);
    expect(await phone.bodies()).toEqual(['one', 'two', 'three']);
  });

  it('[C-13] [C-14] [D-8] ask each other, and their own, for what a restored profile cannot open', async () => {
    await laptop.writes('before');
    await phone.hasRead(['before']);
    await phone.closesTheBrowser();
    const copy = structuredClone(phone.disk);
    await phone.unlocks();
    await phone.writes('from the other time');
    for (const device of [laptop, desk]) await device.hasRead(['before', 'from the other time']);
    await phone.closesTheBrowser();
    phone.disk = copy;
    await phone.unlocks();
    await laptop.writes('my own');
    await tablet.writes('a friend’s');
    await eventually('the phone has both', async () => {
      const bodies = await phone.bodies();
      return (bodies.includes('my own') && bodies.includes('a friend’s')) || undefined;
    });
    const mine = (await phone.reads()).find(({ body }) => body === 'my own');
    expect(mine).toMatchObject({ mine: true });
    await phone.writes('after it');
    for (const device of [laptop, desk, tablet]) {
      await eventually('it goes on', async () => (await device.bodies()).includes('after it') || undefined);
    }
  });

  it('[T-2] are seen writing from whichever device, and not by themselves', async () => {
    await phone.writes('hello');
    for (const each of [laptop, desk, tablet]) await each.hasRead(['hello']);
    await desk.writes('hello');
    await tablet.writes('hello');
    for (const each of [laptop, phone]) await each.hasRead(['hello', 'hello', 'hello']);
    await phone.does('typing', { roomId: phone.conversation.roomId });
    for (const each of [desk, tablet]) await each.sees('her writing', () => each.conversation.typing);
    expect(laptop.conversation.typing).toBe(false);
  });

  /** What the phone sends comes when the relay releases it, and the others know by then that it was signed out. */
  async function signsThePhoneOut(...others: readonly Someone[]): Promise<void> {
    await laptop.does('signOutDevice', { deviceId: phone.deviceId });
    for (const each of [laptop, ...others]) {
      await eventually('it knows', async () => {
        const rows = await recordsOf(each, DEVICE_LISTS);
        return rows.some(({ accountId: whose, former }) => whose === laptop.accountId && former?.length === 1)
          ? true
          : undefined;
      });
    }
  }

  describe('of whom one is signed out', () => {
    it('[D-10] [I-13] take no history from it that did not begin before', async () => {
      world.nowMs += 2 * 86_400_000;
      world.relay.keptBack.add(phone.deviceId);
      const { roomId } = laptop.conversation;
      await hasWritten(phone, roomId, 2, (at) => `never said ${at}`);
      await tellsHistory(phone, laptop.deviceId);
      await phone.writes('really said');
      await phone.sees('that it is stored', () => phone.conversation.lastMessage?.state === 'sent');
      await signsThePhoneOut();
      world.relay.release();
      await eventually('the rest is there', async () =>
        (await laptop.bodies()).includes('really said') ? true : undefined,
      );
      expect(await laptop.bodies()).toEqual(['really said']);
      expect(laptop.snapshot?.history).toBeNull();
    });

    it('[D-10] [I-13] have the history of the one that it let in, on a day at most', async () => {
      await laptop.writes('one');
      for (const each of [phone, desk]) await each.hasRead(['one']);
      world.relay.keptBack.add(phone.deviceId);
      const watch = world.someone('alice', 'Watch');
      await links(phone, watch);
      await phone.sees('that all is told', ({ history }) => history === null);
      await signsThePhoneOut(watch);
      world.relay.release();
      await watch.hasRead(['one']);
      await watch.sees('that all is here', ({ history }) => history === null);
    });
  });

  it('[D-7] take nothing in that belongs into the room of an account alone, from anywhere else', async () => {
    const mallory = await Handmade.arrives(world, 'mallory');
    await mallory.befriends(laptop);
    const direct = await phone.sees('mallory', (s) => s.conversations.length === 2);
    const place = direct.conversations.find(
      (each) => each.kind === 'direct' && each.person.username === 'mallory',
    );
    const roomId = asRoomId(fromUuid(place?.roomId ?? ''));
    const forged = {
      senderAccountId: accountId(fromUuid(laptop.accountId)),
      senderDeviceId: null,
      counter: null,
      sentAtMs: 1,
      body: 'never said',
      messageIds: [messageId(world.crypto.random(32))],
      state: 'read',
    } as const;
    const part = { type: 'history-part', roomId, number: 1, of: 1, total: 1, entries: [forged] } as const;
    await mallory.says(laptop, { type: 'text', body: 'unread', replyTo: null }, { counter: 1 });
    const id = messageId(Buffer.from(mallory.sent[0] ?? '', 'base64url'));
    let counter = 1;
    for (const silent of [true, false]) {
      await mallory.says(laptop, part, { silent, counter: ++counter });
      await mallory.says(
        laptop,
        { type: 'read-marks', roomId, messageIds: [id] },
        { silent, counter: ++counter },
      );
    }
    await mallory.says(laptop, { type: 'text', body: 'last', replyTo: null }, { counter: ++counter });
    for (const device of [laptop, phone]) {
      await device.hasRead(['unread', 'last'], { roomId: place?.roomId ?? '' });
      expect(await device.bodies({ roomId: place?.roomId ?? '' })).toEqual(['unread', 'last']);
      expect(device.with('mallory')?.unread).toBe(2);
      expect(device.snapshot?.history).toBeNull();
      expect(await quarantinedIn(device, place?.roomId ?? '')).toEqual([]);
    }
  });
});
