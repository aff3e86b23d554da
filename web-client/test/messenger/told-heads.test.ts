import { beforeEach, describe, expect, it } from 'vitest';

import { fixed } from '../../src/bytes/index.ts';
import { Alarms } from '../../src/messenger/alarms/alarms.ts';
import { ListAlarms } from '../../src/messenger/alarms/list-alarms.ts';
import { Conversations } from '../../src/messenger/conversations/conversations.ts';
import type { DeviceLists, HeadVerdict } from '../../src/messenger/devices/device-lists.ts';
import { Events } from '../../src/messenger/events/events.ts';
import type { Snapshot } from '../../src/messenger/port.ts';
import type { Ledger } from '../../src/messenger/vault/ledger.ts';
import { accountId, deviceId, fromUuid } from '../../src/protocol/index.ts';
import { systemTimers } from '../../src/transport/browser/platform.ts';
import { openedVault } from './world/opened-vault.ts';

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const [ROOM, BOB, CAROL, MALLORY, DEVICE] = [id(1), id(2), id(3), id(4), id(5)];

describe('what two devices of one id say of somebody’s devices [I-2]', () => {
  let ledger: Ledger;
  let conversations: Conversations;
  let alarms: ListAlarms;
  /** Accounts whose lists name the device. */
  let listed: Set<string>;
  let verdict: HeadVerdict;
  beforeEach(async () => {
    ({ ledger } = await openedVault());
    listed = new Set([BOB, MALLORY]);
    verdict = 'newer';
    const clock = { now: () => 1 };
    // oxlint-disable typescript/no-unsafe-type-assertion -- no more is asked of them here
    conversations = new Conversations(ledger, new Events(systemTimers, () => ({}) as Snapshot));
    const lists = {
      compare: async () => verdict,
      refresh: async () => undefined,
      known: async (account: string) => ({
        devices: listed.has(account) ? [{ deviceId: deviceId(fromUuid(DEVICE)) }] : [],
      }),
    } as unknown as DeviceLists;
    // oxlint-enable typescript/no-unsafe-type-assertion
    alarms = new ListAlarms({
      ledger,
      lists,
      groups: { has: () => true },
      conversations,
      alarms: new Alarms({ ledger, conversations, clock }),
      timers: systemTimers,
      background: (task) => void task,
    });
    await ledger.transact((tx) =>
      conversations.begin(tx, { kind: 'group', roomId: ROOM, roomVersion: 1, atMs: 1 }),
    );
  });

  const says = (senderAccountId: string, version: number) =>
    ledger.transact((tx) => {
      const head = {
        accountId: accountId(fromUuid(CAROL)),
        version,
        hash: fixed(32, new Uint8Array(32), 'hash'),
      };
      const by = { roomId: ROOM, senderAccountId, senderDeviceId: DEVICE };
      return alarms.told(tx, by, { deviceLists: [head] });
    });
  const standing = () => conversations.get(ROOM)?.standing?.map(({ code }) => code) ?? [];
  const isHeld = () =>
    alarms.hold(ROOM).then(
      () => false,
      () => true,
    );

  it('is kept apart: the one cannot end the alarm of the other', async () => {
    await says(BOB, 2);
    expect(await isHeld()).toBe(true);
    expect(standing()).toEqual(['device-list-withheld']);
    await says(MALLORY, 3);
    listed.delete(MALLORY);
    expect(await isHeld()).toBe(true);
    expect(standing()).toEqual(['device-list-withheld']);
  });

  it('ends also where its alarm was raised by an older version', async () => {
    await says(BOB, 2);
    await ledger.transact((tx) => {
      const row = conversations.row(tx, ROOM);
      const alarm = { code: 'device-list-withheld', about: `told ${DEVICE} ${CAROL}`, noticeIndex: 0 };
      if (row) conversations.update(tx, { ...row, standing: [alarm] });
    });
    verdict = 'same';
    expect(await isHeld()).toBe(false);
    expect(standing()).toEqual([]);
  });
});
