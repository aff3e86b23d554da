import { beforeEach, describe, expect, it } from 'vitest';

import { WAITING } from '../../src/messenger/history/records.ts';
import { accountId, fromUuid, messageId, roomId as asRoomId } from '../../src/protocol/index.ts';
import { eventually } from './world/eventually.ts';
import { HistoryDesk, noRoom } from './desks/history-desk.ts';

describe('Parts of a history', () => {
  let desk: HistoryDesk;
  beforeEach(async () => {
    desk = await HistoryDesk.open();
  });

  /** What else the laptop tells, if it is signed out now. */
  const counts = () => desk.ledger.transact((tx) => desk.history.mayStillTell(tx, desk.laptop));

  it('[D-10] [I-13] of a device that was signed out are its end, and no beginning', async () => {
    expect(await counts()).toBe(false);
    await desk.comes(desk.part(1, 2, [desk.said(6), desk.said(5), desk.said(4)]));
    expect(await counts()).toBe(true);
    await desk.comes(desk.part(2, 2, [desk.said(3), desk.said(2), desk.said(1)]));
    await desk.shows('conversation-started', ...[1, 2, 3, 4, 5, 6].map((at) => `bob ${at}`));
    await eventually('it is over', async () => (desk.history.view === null ? true : undefined));
    expect(await counts()).toBe(false);
  });

  it('[D-10] are put in front in the order of their numbers, in whichever order they come', async () => {
    await desk.comesLive(desk.said(7));
    await desk.comes(desk.part(3, 3, [desk.said(2), desk.said(1)]));
    await desk.comes(desk.part(1, 3, [desk.said(6), desk.said(5)]));
    await desk.shows('bob 5', 'bob 6', 'bob 7');
    expect(desk.history.view).toEqual({ direction: 'receiving', done: 2, of: 6 });
    await desk.comes(desk.part(2, 3, [desk.said(4), desk.said(3)]));
    await desk.shows('conversation-started', ...[1, 2, 3, 4, 5, 6, 7].map((at) => `bob ${at}`));
    expect(desk.history.view).toBeNull();
    expect(desk.inserted).toBe(7);
    expect(desk.conversations.get(desk.room)?.unread).toBe(1);
    expect(
      await desk.ledger.readSuffixes(WAITING, `history ${desk.laptop} ${desk.room}`, {
        from: '',
        before: '~',
      }),
    ).toEqual([]);
  });

  it('[D-10] show nothing twice: what came live before, or comes live after, or comes again', async () => {
    const all = [6, 5, 4, 3, 2, 1].map((counter) => desk.said(counter));
    const [six, five] = all;
    if (!six || !five) throw new Error('nothing said');
    await desk.comesLive(six);
    const parts = [desk.part(1, 2, all.slice(0, 3)), desk.part(2, 2, all.slice(3))];
    await desk.comes(...parts);
    const whole = ['conversation-started', ...[1, 2, 3, 4, 5, 6].map((at) => `bob ${at}`)];
    await desk.shows(...whole);
    await desk.comesLive(five);
    await desk.comesLive(six);
    await desk.comes(...parts);
    await eventually('the parts are taken in', async () => desk.history.view === null || undefined);
    await desk.comes(
      desk.part(
        1,
        1,
        all.map((each) => ({ ...each, messageIds: [messageId(desk.crypto.random(32))] })),
      ),
    );
    await eventually('the parts are taken in', async () => desk.history.view === null || undefined);
    expect(await desk.shown()).toEqual(whole);
  });

  it('[D-10] are recognised when what comes live begins below them, also those that an earlier client took in', async () => {
    const all = [4, 5, 6, 7].map((counter) => desk.said(counter));
    await desk.comes(desk.part(1, 1, all.toReversed()));
    await desk.shows('conversation-started', 'bob 4', 'bob 5', 'bob 6', 'bob 7');
    for (const each of [desk.said(3), ...all.slice(0, 2)]) await desk.comesLive(each);
    await desk.shows('conversation-started', 'bob 4', 'bob 5', 'bob 6', 'bob 7', 'bob 3');
    await desk.ledger.transact((tx) => {
      const { brought: _, ...earlier } = desk.conversations.row(tx, desk.room) ?? noRoom();
      desk.conversations.update(tx, earlier);
    });
    for (const each of [...all, desk.said(8)]) await desk.comesLive(each);
    await desk.shows('conversation-started', 'bob 4', 'bob 5', 'bob 6', 'bob 7', 'bob 3', 'bob 8');
  });

  it('[D-10] take the place that is kept for what the relay left out', async () => {
    const late = [desk.said(6), desk.said(4)];
    await desk.comesLive(desk.said(3));
    await desk.comesLive(desk.said(5));
    await desk.comes(desk.part(1, 1, [...late, desk.said(2)]));
    await desk.shows('conversation-started', 'bob 2', 'bob 3', 'bob 4', 'bob 5', 'bob 6');
    for (const each of late) await desk.comesLive(each);
    await desk.comesLive(desk.said(7));
    await desk.shows('conversation-started', 'bob 2', 'bob 3', 'bob 4', 'bob 5', 'bob 6', 'bob 7');
  });

  it('[C-12] [D-10] are not missed where the relay leaves out what they brought', async () => {
    await desk.comes(desk.part(1, 1, [desk.said(6), desk.said(4)]));
    await desk.shows('conversation-started', 'bob 4', 'bob 6');
    await desk.comesLive(desk.said(3));
    // Five alone is missing.
    await desk.comesLive(desk.said(7));
    await desk.shows('conversation-started', 'bob 4', 'bob 6', 'bob 3', 'messages-missing', 'bob 7');
    for (const counter of [4, 5, 6]) await desk.comesLive(desk.said(counter));
    await desk.shows('conversation-started', 'bob 4', 'bob 6', 'bob 3', 'bob 5', 'bob 7');
  });

  it('[C-12] [D-10] leave no gap where they brought all of it', async () => {
    await desk.comes(desk.part(1, 1, [desk.said(4)]));
    await desk.shows('conversation-started', 'bob 4');
    await desk.comesLive(desk.said(3));
    await desk.comesLive(desk.said(5));
    expect(await desk.shown()).toEqual(['conversation-started', 'bob 4', 'bob 3', 'bob 5']);
  });

  it('[D-10] bring no words of strangers, and nothing of rooms that nobody here is in', async () => {
    const stranger = accountId(fromUuid(desk.fresh()));
    const forged = [desk.said(2), desk.said(9, { senderAccountId: stranger, body: 'forged' }), desk.said(1)];
    const foreign = { ...desk.part(1, 1, [desk.said(3)]), roomId: asRoomId(fromUuid(desk.fresh())) };
    await desk.comes(foreign, desk.part(1, 1, forged));
    await desk.shows('conversation-started', 'bob 1', 'bob 2');
    expect([...desk.conversations.table.all()]).toHaveLength(1);
    // Two parts with fewer entries than they said there are.
    expect(desk.history.view).toEqual({ direction: 'receiving', done: 4, of: 6 });
  });
});
