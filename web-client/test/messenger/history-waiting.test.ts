import { beforeEach, describe, expect, it } from 'vitest';

import {
  accountId,
  fromUuid,
  limits,
  roomId as asRoomId,
  type HistoryPart,
} from '../../src/protocol/index.ts';
import { eventually } from './world/eventually.ts';
import { HistoryDesk } from './desks/history-desk.ts';

const DAY_MS = 86_400_000;
describe('Parts of a history', () => {
  let desk: HistoryDesk;
  beforeEach(async () => {
    desk = await HistoryDesk.open();
  });

  it('[D-10] wait while nobody says whether their room is one of mine', async () => {
    const elsewhere = desk.fresh();
    const waiting = { ...desk.part(1, 1, [desk.said(1)]), roomId: asRoomId(fromUuid(elsewhere)) };
    const isHere = () =>
      eventually('it is here', async () => (await desk.bodiesIn(elsewhere)).includes('bob 1') || undefined);
    // Before there is a connection, and with one whose service does not answer.
    desk.history.offline();
    [desk.answers, desk.told] = [false, elsewhere];
    await desk.comes(waiting);
    await desk.isQuiet();
    desk.history.drained();
    await desk.isQuiet();
    expect(await desk.bodiesIn(elsewhere)).toEqual([]);
    desk.history.offline();
    desk.answers = true;
    desk.history.drained();
    await isHere();
  });

  it('[D-10] wait while nobody tells who is in their group', async () => {
    const group = desk.fresh();
    desk.behind.add(group);
    await desk.comes({ ...desk.part(1, 1, [desk.said(1)]), roomId: asRoomId(fromUuid(group)) });
    await desk.isQuiet();
    await desk.ledger.transact((tx) =>
      desk.conversations.begin(tx, { kind: 'group', roomId: group, roomVersion: 1, atMs: desk.nowMs }),
    );
    desk.behind.clear();
    desk.history.drained();
    await eventually('it is here', async () => (await desk.bodiesIn(group)).includes('bob 1') || undefined);
  });

  it('[M-13] bring what somebody said of whose joining nobody has told yet', async () => {
    const group = desk.fresh();
    await desk.ledger.transact((tx) =>
      desk.conversations.begin(tx, { kind: 'group', roomId: group, roomVersion: 1, atMs: desk.nowMs }),
    );
    desk.answers = false;
    const byCarol = desk.said(1, { senderAccountId: accountId(fromUuid(desk.carol)), body: 'carol' });
    await desk.comes({ ...desk.part(1, 1, [byCarol, desk.said(2)]), roomId: asRoomId(fromUuid(group)) });
    await eventually('it is asked', async () => desk.followed === 1 || undefined);
    await desk.isQuiet();
    desk.answers = true;
    desk.history.drained();
    await eventually('she is here', async () => (await desk.bodiesIn(group)).includes('carol') || undefined);
  });

  it('[D-10] wait for one that is missing, or never was, for a day and not longer', async () => {
    await desk.comes(
      desk.part(4_000_000_000, 4_294_967_295, [desk.said(1)]),
      desk.part(2, 3, [desk.said(2)]),
    );
    await eventually('two wait', async () => desk.history.view?.done === 0 || undefined);
    expect(await desk.shown()).toEqual(['conversation-started']);
    desk.nowMs += DAY_MS + 1;
    desk.history.wake();
    await desk.shows('bob 1', 'bob 2');
    await eventually('nothing is waited for', async () => desk.history.view === null || undefined);
  });

  const inRoom = (number: number, of: number, roomId: string): HistoryPart => ({
    ...desk.part(number, of, [desk.said(number)]),
    total: 1_000_000,
    roomId: asRoomId(fromUuid(roomId)),
  });

  const underWay = () => Object.keys(desk.history.incoming.value.from[desk.laptop]?.rooms ?? {});

  it('[D-10] leave nothing behind of a room that is all in, and what comes once more changes nothing', async () => {
    const parts = [inRoom(1, 2, desk.room), inRoom(2, 2, desk.room)];
    await desk.comes(...parts);
    await desk.shows('conversation-started', 'bob 2', 'bob 1');
    await eventually('nothing is remembered of it', async () => underWay().length === 0 || undefined);
    await desk.comes(...parts);
    await eventually('nothing is remembered of it', async () => underWay().length === 0 || undefined);
    expect(await desk.shown()).toEqual(['conversation-started', 'bob 2', 'bob 1']);
  });

  it('[D-10] are refused in more rooms than anybody has, and by more devices than an account has', async () => {
    const waiting = { taken: 0, waiting: [2], notices: null, beganAtMs: null, unmoved: 0 };
    const known = desk.fresh();
    const rooms = [known, ...Array.from({ length: limits.MAX_HISTORY_ROOMS - 2 }, () => desk.fresh())];
    await desk.ledger.transact((tx) =>
      desk.history.incoming.set(tx, {
        from: {
          [desk.laptop]: {
            rooms: Object.fromEntries(rooms.map((each) => [each, waiting])),
            done: 0,
            total: 1_000_000,
            atMs: desk.nowMs,
          },
        },
      }),
    );
    // The second part of two: each room is waited for.
    const refusals = (device: string, count: number) =>
      desk.ledger.transact((tx) =>
        Array.from({ length: count }, () => desk.history.came(tx, device, inRoom(2, 2, desk.fresh()))),
      );
    expect(await refusals(desk.laptop, 2)).toEqual([null, 'history-full']);
    expect(underWay()).toHaveLength(limits.MAX_HISTORY_ROOMS);
    const others = await Promise.all(
      Array.from({ length: limits.MAX_DEVICES }, async () => (await refusals(desk.fresh(), 1))[0]),
    );
    expect(others.filter((each) => each === 'history-full')).toHaveLength(1);
    // What a room that is under way waits for is taken all the same.
    expect(
      await desk.ledger.transact((tx) => desk.history.came(tx, desk.laptop, inRoom(1, 2, known))),
    ).toBeNull();
    expect(await refusals(desk.laptop, 1)).toEqual(['history-full']);
  });
});
