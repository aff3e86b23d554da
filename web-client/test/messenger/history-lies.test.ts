import { beforeEach, describe, expect, it } from 'vitest';

import type { Envelope, Sender } from '../../src/messenger/inbox/envelope-opener.ts';
import { Reception, type ReceptionDependencies } from '../../src/messenger/inbox/reception.ts';
import type { Opened } from '../../src/messenger/inbox/shown-contents.ts';
import { Places as RepairPlaces } from '../../src/messenger/repair/places.ts';
import type { Wanted } from '../../src/messenger/repair/records.ts';
import type { HistoryEntry } from '../../src/protocol/index.ts';
import { eventually } from './world/eventually.ts';
import { HistoryDesk, wireIdOf } from './desks/history-desk.ts';

describe('Parts of a history of a device that lies', () => {
  let desk: HistoryDesk;
  let reception: Reception;
  /** What is asked for. */
  let wantedOf: Wanted[];
  // oxlint-disable typescript/no-unsafe-type-assertion -- no more is asked of them here
  beforeEach(async () => {
    desk = await HistoryDesk.open();
    wantedOf = [];
    reception = new Reception({
      me: desk.me,
      conversations: desk.conversations,
      arrivals: desk.arrivals,
      clock: { now: () => desk.nowMs },
      groups: { mayWrite: () => true },
      places: new RepairPlaces(desk.conversations),
      requests: {
        settled: (_tx: unknown, _from: unknown, wanted: Wanted) => void desk.settled.push(wanted),
        want: (_tx: unknown, _from: unknown, wanted: Wanted) => wantedOf.push(wanted) > 0,
        wantSilently: (_tx: unknown, _from: unknown, wireId: string) => void wantedOf.push({ wireId }),
      },
      receipts: { due: () => undefined },
      typing: { ended: () => undefined },
      listAlarms: { told: async () => undefined },
    } as unknown as ReceptionDependencies);
  });
  const envelope = () =>
    ({
      envelopeId: desk.fresh(),
      roomId: desk.room,
      senderAccountId: desk.bob,
      senderDeviceId: desk.bobsDevice,
      silent: false,
      frame: { acceptedAtMs: BigInt(desk.nowMs) },
    }) as unknown as Envelope;
  /** It came, and its key did not open. */
  const cannotBeRead = (entry: HistoryEntry) =>
    desk.ledger.transact((tx) =>
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
    desk.ledger.transact((tx) => {
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
      const five = desk.said(5);
      const lie = { ...five, body: 'never said' };
      if (when === 'before') await cannotBeRead(five);
      await desk.comes(desk.part(1, 1, [lie]));
      await eventually('it is told', async () => (await desk.shown()).includes('never said') || undefined);
      if (when === 'after') await cannotBeRead(five);
      const wireId = wireIdOf(five);
      expect(wantedOf).toEqual([{ wireId }]);
      expect(desk.settled).not.toContainEqual({ wireId });
      await isAnswered(five);
      expect((await desk.shown()).filter((each) => each === 'bob 5')).toHaveLength(1);
      expect(desk.settled).toContainEqual({ wireId });
      await isAnswered(five);
      expect((await desk.shown()).filter((each) => each === 'bob 5')).toHaveLength(1);
    },
  );

  it('[D-10] [C-15] keep nothing back that came where a place was kept for it', async () => {
    const five = desk.said(5);
    await desk.comesLive(desk.said(4));
    await desk.comes(desk.part(1, 1, [{ ...five, body: 'never said' }]));
    await eventually('it is told', async () => (await desk.shown()).includes('never said') || undefined);
    await cannotBeRead(five);
    expect(wantedOf).toEqual([{ wireId: wireIdOf(five) }]);
    await isAnswered(five);
    expect((await desk.shown()).filter((each) => each === 'bob 5')).toHaveLength(1);
  });

  it('[D-10] [C-15] keep nothing back whose id they gave to what came live', async () => {
    const [four, five] = [desk.said(4), desk.said(5)];
    await desk.comesLive(four);
    const both = { ...four, messageIds: [...four.messageIds, ...five.messageIds] };
    await desk.comes(desk.part(1, 1, [both, desk.said(1)]));
    await eventually('it is told', async () => (await desk.shown()).includes('bob 1') || undefined);
    await cannotBeRead(five);
    expect(wantedOf).toEqual([{ wireId: wireIdOf(five) }]);
    await isAnswered(five);
    expect((await desk.shown()).filter((each) => each === 'bob 5')).toHaveLength(1);
    await cannotBeRead(four);
    expect(wantedOf).toHaveLength(1);
  });

  it('[D-10] [C-13] have nobody asked once more for what was opened after them', async () => {
    const five = desk.said(5);
    await desk.comes(desk.part(1, 1, [five]));
    await eventually('it is told', async () => (await desk.shown()).includes('bob 5') || undefined);
    await isAnswered(five);
    await cannotBeRead(five);
    expect(wantedOf).toEqual([]);
  });

  it('[D-10] [C-15] and show nothing twice of what was told truly', async () => {
    const five = desk.said(5);
    await cannotBeRead(five);
    await desk.comes(desk.part(1, 1, [five]));
    await eventually('it is told', async () => (await desk.shown()).includes('bob 5') || undefined);
    await isAnswered(five);
    expect((await desk.shown()).filter((each) => each === 'bob 5')).toHaveLength(1);
  });
});
