import { beforeEach, describe, expect, it } from 'vitest';

import type { CryptoProvider } from '../../src/crypto/index.ts';
import { Conversations } from '../../src/messenger/conversations/conversations.ts';
import { notice } from '../../src/messenger/conversations/notice.ts';
import { closedSnapshot } from '../../src/messenger/engine/snapshot.ts';
import { Events } from '../../src/messenger/events/events.ts';
import { History } from '../../src/messenger/history/history.ts';
import { WAITING } from '../../src/messenger/history/records.ts';
import { Arrivals } from '../../src/messenger/inbox/arrivals.ts';
import type { Envelope, Sender } from '../../src/messenger/inbox/envelope-opener.ts';
import { Reception, type ReceptionDependencies } from '../../src/messenger/inbox/reception.ts';
import type { Opened } from '../../src/messenger/inbox/shown-contents.ts';
import type { Outbox } from '../../src/messenger/outbox/outbox.ts';
import type { Directory } from '../../src/messenger/people/directory.ts';
import { Places as RepairPlaces } from '../../src/messenger/repair/places.ts';
import type { Wanted } from '../../src/messenger/repair/records.ts';
import type { Requests } from '../../src/messenger/repair/requests.ts';
import type { Groups } from '../../src/messenger/rooms/groups.ts';
import type { Ledger } from '../../src/messenger/vault/ledger.ts';
import {
  accountId,
  deviceId,
  freshId,
  fromUuid,
  limits,
  messageId,
  roomId as asRoomId,
  uuid,
  type HistoryEntry,
  type HistoryPart,
  type OurDevice,
} from '../../src/protocol/index.ts';
import { systemTimers } from '../../src/transport/browser/platform.ts';
import { eventually } from './world/eventually.ts';
import { openedVault } from './world/opened-vault.ts';

const DAY_MS = 86_400_000;

const wireIdOf = ({ messageIds }: HistoryEntry) => Buffer.from(messageIds[0] ?? []).toString('base64url');

const fail = (): never => {
  throw new Error('no room');
};

describe('Parts of a history', () => {
  let crypto: CryptoProvider;
  let ledger: Ledger;
  let conversations: Conversations;
  let arrivals: Arrivals;
  let history: History;
  let nowMs: number;
  let inserted: number;
  let me: string;
  let bob: string;
  let carol: string;
  let laptop: string;
  let desk: string;
  let room: string;
  /** Whether the service answers, of which room of two with Bob it tells, and what it does about groups. */
  let answers: boolean;
  let told: string | null;
  let behind: Set<string>;
  let joined: Set<string>;
  let followed: number;
  /** What nobody has to be asked for any more, and what is asked for. */
  let settled: Wanted[];
  let wantedOf: Wanted[];

  beforeEach(async () => {
    ({ crypto, ledger } = await openedVault());
    [me = '', bob = '', carol = '', laptop = '', desk = '', room = ''] = [1, 2, 3, 4, 5, 6].map(() =>
      fresh(),
    );
    nowMs = 1_800_000_000_000;
    inserted = 0;
    [answers, told, behind, joined, followed] = [true, null, new Set(), new Set([me, bob]), 0];
    const clock = { now: () => nowMs };
    const events = new Events(systemTimers, () => closedSnapshot({ at: 'starting' }));
    events.subscribe((event) => {
      if (event.type === 'inserted') inserted += event.count;
    });
    conversations = new Conversations(ledger, events);
    [settled, wantedOf] = [[], []];
    const asked = {
      want: () => false,
      settled: (_tx: unknown, _from: unknown, wanted: Wanted) => void settled.push(wanted),
    };
    const isTheirs = (_: unknown, account: string) => joined.has(account);
    const person = { accountId: bob, username: 'bob', firstName: 'Bob', lastName: '', about: '' };
    // As much of these as taking parts in looks at.
    // oxlint-disable typescript/no-unsafe-type-assertion
    const groups = { has: isTheirs, wasEverIn: () => false, wasHereBefore: () => true, row: () => undefined };
    const lists = {
      known: async () => null,
      knownIn: async () => null,
      of: () => Promise.reject(),
      refresh: () => Promise.reject(),
    };
    arrivals = new Arrivals({
      me,
      conversations,
      lists,
      requests: asked as unknown as Requests,
      groups,
      clock,
    });
    history = new History({
      me,
      device: { public: { deviceId: deviceId(freshId(crypto)) } } as unknown as OurDevice,
      ledger,
      conversations,
      arrivals,
      events,
      clock,
      timers: systemTimers,
      groups: groups as unknown as Groups,
      lists,
      requests: asked as unknown as Requests,
      marks: { standing: () => [] },
      outbox: { table: { all: () => [] } } as unknown as Outbox,
      directory: {
        refreshIfReachable: async () => answers,
        direct: (roomId: string) =>
          answers && roomId === told ? { room: { version: 1, open: true }, person } : undefined,
      } as unknown as Directory,
      logs: {
        isBehind: (roomId) => behind.has(roomId),
        followIfReachable: async () => {
          followed++;
          if (answers) joined.add(carol);
          return answers;
        },
      },
      broken: (cause) => {
        throw cause;
      },
    });
    // oxlint-enable typescript/no-unsafe-type-assertion
    await ledger.transact((tx) => {
      const start = { kind: 'direct', roomId: room, person, roomVersion: 1, atMs: nowMs } as const;
      const row = conversations.begin(tx, start);
      conversations.append(tx, row, notice('conversation-started', row, nowMs), nowMs);
    });
    history.drained();
  });

  const fresh = () => uuid(accountId(freshId(crypto)));

  const said = (counter: number, change: Partial<HistoryEntry> = {}): HistoryEntry => ({
    senderAccountId: accountId(fromUuid(bob)),
    senderDeviceId: deviceId(fromUuid(desk)),
    counter,
    sentAtMs: 1_700_000_000_000 + counter,
    body: `bob ${counter}`,
    messageIds: [messageId(crypto.random(32))],
    state: 'received',
    ...change,
  });

  const part = (number: number, of: number, entries: readonly HistoryEntry[]): HistoryPart => ({
    roomId: asRoomId(fromUuid(room)),
    number,
    of,
    total: 6,
    entries,
  });

  const comes = (...parts: readonly HistoryPart[]) =>
    ledger.transact((tx) => {
      for (const each of parts) history.came(tx, laptop, each);
    });

  /** What else the laptop tells, if it is signed out now. */
  const counts = () => ledger.transact((tx) => history.mayStillTell(tx, laptop));

  const comesLive = (entry: HistoryEntry) =>
    ledger.transact(async (tx) => {
      const row = conversations.row(tx, room);
      const wireId = wireIdOf(entry);
      const { counter, sentAtMs, body } = entry;
      const from = { roomId: room, senderAccountId: bob, senderDeviceId: desk };
      const content = {
        counter: counter ?? 0,
        sentAtMs,
        body: { type: 'text', body, replyTo: null } as const,
      };
      if (!row) return fail();
      const arrival = await arrivals.take(tx, row, from, content);
      if (arrival.shown) return;
      const common = { mine: false, kind: 'text', state: 'received', wireIds: [wireId] } as const;
      const message = { ...common, id: wireId, senderId: bob, body, sentAtMs };
      const now = conversations.row(tx, room) ?? row;
      const { index } = arrival.place
        ? conversations.settle(tx, now, message, arrival.place)
        : conversations.append(tx, now, message, nowMs);
      arrivals.locate(tx, from, content, index);
    });

  const shown = async () => {
    const all = await conversations.messages(room, 0, 200);
    expect(all.map(({ index }) => index)).toEqual(all.map((_, at) => at));
    return all.flatMap(({ kind, body, notice: what }) => {
      if (kind === 'text') return [body];
      return what === 'discarded' ? [] : [what ?? ''];
    });
  };

  const shows = (...bodies: readonly string[]) =>
    eventually(bodies.join(), async () => (await shown()).join() === bodies.join() || undefined);

  it('[D-10] [I-13] of a device that was signed out are its end, and no beginning', async () => {
    expect(await counts()).toBe(false);
    await comes(part(1, 2, [said(6), said(5), said(4)]));
    expect(await counts()).toBe(true);
    await comes(part(2, 2, [said(3), said(2), said(1)]));
    await shows('conversation-started', ...[1, 2, 3, 4, 5, 6].map((at) => `bob ${at}`));
    await eventually('it is over', async () => (history.view === null ? true : undefined));
    expect(await counts()).toBe(false);
  });

  it('[D-10] are put in front in the order of their numbers, in whichever order they come', async () => {
    await comesLive(said(7));
    await comes(part(3, 3, [said(2), said(1)]));
    await comes(part(1, 3, [said(6), said(5)]));
    await shows('bob 5', 'bob 6', 'bob 7');
    expect(history.view).toEqual({ direction: 'receiving', done: 2, of: 6 });
    await comes(part(2, 3, [said(4), said(3)]));
    await shows('conversation-started', ...[1, 2, 3, 4, 5, 6, 7].map((at) => `bob ${at}`));
    expect(history.view).toBeNull();
    expect(inserted).toBe(7);
    expect(conversations.get(room)?.unread).toBe(1);
    expect(
      await ledger.readSuffixes(WAITING, `history ${laptop} ${room}`, { from: '', before: '~' }),
    ).toEqual([]);
  });

  it('[D-10] show nothing twice: what came live before, or comes live after, or comes again', async () => {
    const all = [6, 5, 4, 3, 2, 1].map((counter) => said(counter));
    const [six, five] = all;
    if (!six || !five) throw new Error('nothing said');
    await comesLive(six);
    const parts = [part(1, 2, all.slice(0, 3)), part(2, 2, all.slice(3))];
    await comes(...parts);
    const whole = ['conversation-started', ...[1, 2, 3, 4, 5, 6].map((at) => `bob ${at}`)];
    await shows(...whole);
    await comesLive(five);
    await comesLive(six);
    await comes(...parts);
    await eventually('the parts are taken in', async () => history.view === null || undefined);
    await comes(
      part(
        1,
        1,
        all.map((each) => ({ ...each, messageIds: [messageId(crypto.random(32))] })),
      ),
    );
    await eventually('the parts are taken in', async () => history.view === null || undefined);
    expect(await shown()).toEqual(whole);
  });

  it('[D-10] are recognised when what comes live begins below them, also those that an earlier client took in', async () => {
    const all = [4, 5, 6, 7].map((counter) => said(counter));
    await comes(part(1, 1, all.toReversed()));
    await shows('conversation-started', 'bob 4', 'bob 5', 'bob 6', 'bob 7');
    for (const each of [said(3), ...all.slice(0, 2)]) await comesLive(each);
    await shows('conversation-started', 'bob 4', 'bob 5', 'bob 6', 'bob 7', 'bob 3');
    await ledger.transact((tx) => {
      const { brought: _, ...earlier } = conversations.row(tx, room) ?? fail();
      conversations.update(tx, earlier);
    });
    for (const each of [...all, said(8)]) await comesLive(each);
    await shows('conversation-started', 'bob 4', 'bob 5', 'bob 6', 'bob 7', 'bob 3', 'bob 8');
  });

  it('[D-10] take the place that is kept for what the relay left out', async () => {
    const late = [said(6), said(4)];
    await comesLive(said(3));
    await comesLive(said(5));
    await comes(part(1, 1, [...late, said(2)]));
    await shows('conversation-started', 'bob 2', 'bob 3', 'bob 4', 'bob 5', 'bob 6');
    for (const each of late) await comesLive(each);
    await comesLive(said(7));
    await shows('conversation-started', 'bob 2', 'bob 3', 'bob 4', 'bob 5', 'bob 6', 'bob 7');
  });

  it('[C-12] [D-10] are not missed where the relay leaves out what they brought', async () => {
    await comes(part(1, 1, [said(6), said(4)]));
    await shows('conversation-started', 'bob 4', 'bob 6');
    await comesLive(said(3));
    // Five alone is missing.
    await comesLive(said(7));
    await shows('conversation-started', 'bob 4', 'bob 6', 'bob 3', 'messages-missing', 'bob 7');
    for (const counter of [4, 5, 6]) await comesLive(said(counter));
    await shows('conversation-started', 'bob 4', 'bob 6', 'bob 3', 'bob 5', 'bob 7');
  });

  it('[C-12] [D-10] leave no gap where they brought all of it', async () => {
    await comes(part(1, 1, [said(4)]));
    await shows('conversation-started', 'bob 4');
    await comesLive(said(3));
    await comesLive(said(5));
    expect(await shown()).toEqual(['conversation-started', 'bob 4', 'bob 3', 'bob 5']);
  });

  // oxlint-disable typescript/no-unsafe-type-assertion -- no more is asked of them here
  const envelope = () =>
    ({
      envelopeId: fresh(),
      roomId: room,
      senderAccountId: bob,
      senderDeviceId: desk,
      silent: false,
      frame: { acceptedAtMs: BigInt(nowMs) },
    }) as unknown as Envelope;

  describe('of a device that lies', () => {
    let reception: Reception;
    beforeEach(() => {
      reception = new Reception({
        me,
        conversations,
        arrivals,
        clock: { now: () => nowMs },
        groups: { mayWrite: () => true },
        places: new RepairPlaces(conversations),
        requests: {
          settled: (_tx: unknown, _from: unknown, wanted: Wanted) => void settled.push(wanted),
          want: (_tx: unknown, _from: unknown, wanted: Wanted) => wantedOf.push(wanted) > 0,
          wantSilently: (_tx: unknown, _from: unknown, wireId: string) => void wantedOf.push({ wireId }),
        },
        receipts: { due: () => undefined },
        typing: { ended: () => undefined },
        listAlarms: { told: async () => undefined },
      } as unknown as ReceptionDependencies);
    });
    /** It came, and its key did not open. */
    const cannotBeRead = (entry: HistoryEntry) =>
      ledger.transact((tx) =>
        reception.unreadable(tx, envelope(), {
          outcome: 'rejected',
          reason: 'ratchet-session-unknown',
          wanted: wireIdOf(entry),
          wireId: wireIdOf(entry),
          resent: false,
        }),
      );
    /** Bob's device was asked for it. */
    const isAnswered = (entry: HistoryEntry) =>
      ledger.transact((tx) => {
        const { counter, sentAtMs, body: text } = entry;
        const content = {
          counter: counter ?? 0,
          sentAtMs,
          body: { type: 'text', body: text, replyTo: null },
        };
        const wireId = wireIdOf(entry);
        const opened = { outcome: 'opened', content, plaintext: new Uint8Array(), wireId, resent: true };
        return reception.receive(tx, envelope(), opened as unknown as Opened, { isListed: true } as Sender);
      });
    // oxlint-enable typescript/no-unsafe-type-assertion

    it.each(['before', 'after'])(
      '[D-10] [C-15] keep nothing back that came %s them and could not be read',
      async (when) => {
        const five = said(5);
        const lie = { ...five, body: 'never said' };
        if (when === 'before') await cannotBeRead(five);
        await comes(part(1, 1, [lie]));
        await eventually('it is told', async () => (await shown()).includes('never said') || undefined);
        if (when === 'after') await cannotBeRead(five);
        const wireId = wireIdOf(five);
        expect(wantedOf).toEqual([{ wireId }]);
        expect(settled).not.toContainEqual({ wireId });
        await isAnswered(five);
        expect((await shown()).filter((each) => each === 'bob 5')).toHaveLength(1);
        expect(settled).toContainEqual({ wireId });
        await isAnswered(five);
        expect((await shown()).filter((each) => each === 'bob 5')).toHaveLength(1);
      },
    );

    it('[D-10] [C-15] keep nothing back that came where a place was kept for it', async () => {
      const five = said(5);
      await comesLive(said(4));
      await comes(part(1, 1, [{ ...five, body: 'never said' }]));
      await eventually('it is told', async () => (await shown()).includes('never said') || undefined);
      await cannotBeRead(five);
      expect(wantedOf).toEqual([{ wireId: wireIdOf(five) }]);
      await isAnswered(five);
      expect((await shown()).filter((each) => each === 'bob 5')).toHaveLength(1);
    });

    it('[D-10] [C-15] keep nothing back whose id they gave to what came live', async () => {
      const [four, five] = [said(4), said(5)];
      await comesLive(four);
      const both = { ...four, messageIds: [...four.messageIds, ...five.messageIds] };
      await comes(part(1, 1, [both, said(1)]));
      await eventually('it is told', async () => (await shown()).includes('bob 1') || undefined);
      await cannotBeRead(five);
      expect(wantedOf).toEqual([{ wireId: wireIdOf(five) }]);
      await isAnswered(five);
      expect((await shown()).filter((each) => each === 'bob 5')).toHaveLength(1);
      await cannotBeRead(four);
      expect(wantedOf).toHaveLength(1);
    });

    it('[D-10] [C-13] have nobody asked once more for what was opened after them', async () => {
      const five = said(5);
      await comes(part(1, 1, [five]));
      await eventually('it is told', async () => (await shown()).includes('bob 5') || undefined);
      await isAnswered(five);
      await cannotBeRead(five);
      expect(wantedOf).toEqual([]);
    });

    it('[D-10] [C-15] and show nothing twice of what was told truly', async () => {
      const five = said(5);
      await cannotBeRead(five);
      await comes(part(1, 1, [five]));
      await eventually('it is told', async () => (await shown()).includes('bob 5') || undefined);
      await isAnswered(five);
      expect((await shown()).filter((each) => each === 'bob 5')).toHaveLength(1);
    });
  });

  it('[D-10] bring no words of strangers, and nothing of rooms that nobody here is in', async () => {
    const stranger = accountId(fromUuid(fresh()));
    const forged = [said(2), said(9, { senderAccountId: stranger, body: 'forged' }), said(1)];
    const foreign = { ...part(1, 1, [said(3)]), roomId: asRoomId(fromUuid(fresh())) };
    await comes(foreign, part(1, 1, forged));
    await shows('conversation-started', 'bob 1', 'bob 2');
    expect([...conversations.table.all()]).toHaveLength(1);
    // Two parts with fewer entries than they said there are.
    expect(history.view).toEqual({ direction: 'receiving', done: 4, of: 6 });
  });

  const bodiesIn = async (roomId: string) =>
    (await conversations.messages(roomId, 0, 200)).flatMap(({ kind, body }) => (kind === 'text' ? body : []));

  /** What is under way is done: a part of a room that is known comes after it, and is taken in. */
  async function isQuiet(): Promise<void> {
    const counter = 1_000 + (conversations.get(room)?.messageCount ?? 0);
    await comes({ ...part(1, 1, [said(counter)]), number: next++, of: 99 });
    await eventually(
      'it is taken in',
      async () => (await bodiesIn(room)).includes(`bob ${counter}`) || undefined,
    );
  }
  let next = 1;
  beforeEach(() => {
    next = 1;
  });

  it('[D-10] wait while nobody says whether their room is one of mine', async () => {
    const elsewhere = fresh();
    const waiting = { ...part(1, 1, [said(1)]), roomId: asRoomId(fromUuid(elsewhere)) };
    const isHere = () =>
      eventually('it is here', async () => (await bodiesIn(elsewhere)).includes('bob 1') || undefined);
    // Before there is a connection, and with one whose service does not answer.
    history.offline();
    [answers, told] = [false, elsewhere];
    await comes(waiting);
    await isQuiet();
    history.drained();
    await isQuiet();
    expect(await bodiesIn(elsewhere)).toEqual([]);
    history.offline();
    answers = true;
    history.drained();
    await isHere();
  });

  it('[D-10] wait while nobody tells who is in their group', async () => {
    const group = fresh();
    behind.add(group);
    await comes({ ...part(1, 1, [said(1)]), roomId: asRoomId(fromUuid(group)) });
    await isQuiet();
    await ledger.transact((tx) =>
      conversations.begin(tx, { kind: 'group', roomId: group, roomVersion: 1, atMs: nowMs }),
    );
    behind.clear();
    history.drained();
    await eventually('it is here', async () => (await bodiesIn(group)).includes('bob 1') || undefined);
  });

  it('[M-13] bring what somebody said of whose joining nobody has told yet', async () => {
    const group = fresh();
    await ledger.transact((tx) =>
      conversations.begin(tx, { kind: 'group', roomId: group, roomVersion: 1, atMs: nowMs }),
    );
    answers = false;
    const byCarol = said(1, { senderAccountId: accountId(fromUuid(carol)), body: 'carol' });
    await comes({ ...part(1, 1, [byCarol, said(2)]), roomId: asRoomId(fromUuid(group)) });
    await eventually('it is asked', async () => followed === 1 || undefined);
    await isQuiet();
    answers = true;
    history.drained();
    await eventually('she is here', async () => (await bodiesIn(group)).includes('carol') || undefined);
  });

  it('[D-10] wait for one that is missing, or never was, for a day and not longer', async () => {
    await comes(part(4_000_000_000, 4_294_967_295, [said(1)]), part(2, 3, [said(2)]));
    await eventually('two wait', async () => history.view?.done === 0 || undefined);
    expect(await shown()).toEqual(['conversation-started']);
    nowMs += DAY_MS + 1;
    history.wake();
    await shows('bob 1', 'bob 2');
    await eventually('nothing is waited for', async () => history.view === null || undefined);
  });

  const inRoom = (number: number, of: number, roomId: string): HistoryPart => ({
    ...part(number, of, [said(number)]),
    total: 1_000_000,
    roomId: asRoomId(fromUuid(roomId)),
  });

  const underWay = () => Object.keys(history.incoming.value.from[laptop]?.rooms ?? {});

  it('[D-10] leave nothing behind of a room that is all in, and what comes once more changes nothing', async () => {
    const parts = [inRoom(1, 2, room), inRoom(2, 2, room)];
    await comes(...parts);
    await shows('conversation-started', 'bob 2', 'bob 1');
    await eventually('nothing is remembered of it', async () => underWay().length === 0 || undefined);
    await comes(...parts);
    await eventually('nothing is remembered of it', async () => underWay().length === 0 || undefined);
    expect(await shown()).toEqual(['conversation-started', 'bob 2', 'bob 1']);
  });

  it('[D-10] are refused in more rooms than anybody has, and by more devices than an account has', async () => {
    const waiting = { taken: 0, waiting: [2], notices: null, beganAtMs: null, unmoved: 0 };
    const known = fresh();
    const rooms = [known, ...Array.from({ length: limits.MAX_HISTORY_ROOMS - 2 }, fresh)];
    await ledger.transact((tx) =>
      history.incoming.set(tx, {
        from: {
          [laptop]: {
            rooms: Object.fromEntries(rooms.map((each) => [each, waiting])),
            done: 0,
            total: 1_000_000,
            atMs: nowMs,
          },
        },
      }),
    );
    // The second part of two: each room is waited for.
    const refusals = (device: string, count: number) =>
      ledger.transact((tx) =>
        Array.from({ length: count }, () => history.came(tx, device, inRoom(2, 2, fresh()))),
      );
    expect(await refusals(laptop, 2)).toEqual([null, 'history-full']);
    expect(underWay()).toHaveLength(limits.MAX_HISTORY_ROOMS);
    const others = await Promise.all(
      Array.from({ length: limits.MAX_DEVICES }, async () => (await refusals(fresh(), 1))[0]),
    );
    expect(others.filter((each) => each === 'history-full')).toHaveLength(1);
    // What a room that is under way waits for is taken all the same.
    expect(await ledger.transact((tx) => history.came(tx, laptop, inRoom(1, 2, known)))).toBeNull();
    expect(await refusals(laptop, 1)).toEqual(['history-full']);
  });
});
