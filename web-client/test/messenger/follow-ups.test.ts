import { expect, it } from 'vitest';

import type { Conversations } from '../../src/messenger/conversations/conversations.ts';
import type { Outbox } from '../../src/messenger/outbox/outbox.ts';
import { FollowUps } from '../../src/messenger/rooms/follow-ups.ts';
import type { Groups } from '../../src/messenger/rooms/groups.ts';
import { emptyGroup } from '../../src/messenger/rooms/records.ts';
import type { Work } from '../../src/messenger/vault/work.ts';
import { uuid } from '../../src/protocol/index.ts';
import { watchedCrypto } from '../protocol/ledger.ts';
import { person, type Person } from '../protocol/people.ts';
import { group } from '../protocol/room/groups.ts';

it('[I-2] says nothing for a device of its id of somebody else', async () => {
  const crypto = await watchedCrypto();
  const alice = await person(crypto);
  const bob = await person(crypto, alice.device.public.deviceId);
  const room = await group(bob, alice);
  const rename = await room.rename(bob, 'Quartet');
  const roomId = uuid(room.roomId);
  const told = { ...room.name, by: uuid(bob.certified.accountId), hash: room.log.nameHash };

  const said = (who: Person): readonly string[] => {
    const types: string[] = [];
    const deps = {
      device: who.device,
      groups: { row: () => ({ ...emptyGroup(roomId), log: room.log, names: [told] }) },
      conversations: { row: () => ({ open: true }) },
      outbox: { addQuiet: (_tx: Work, _room: string, { type }: { type: string }) => types.push(type) },
      clock: { now: () => 1 },
    };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more is asked of them here
    const { groups, conversations, outbox } = deps as unknown as {
      groups: Groups;
      conversations: Conversations;
      outbox: Outbox;
    };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
    new FollowUps({ ...deps, groups, conversations, outbox }).plan({} as Work, roomId, [rename]);
    return types;
  };
  expect(said(bob)).toEqual(['room-update']);
  expect(said(alice)).toEqual([]);
});
