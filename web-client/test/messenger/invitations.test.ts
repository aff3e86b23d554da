import { expect, it } from 'vitest';

import { Groups } from '../../src/messenger/rooms/groups.ts';
import { Invitations } from '../../src/messenger/rooms/invitations.ts';
import type { Names } from '../../src/messenger/rooms/names.ts';
import { accountIdentityKey } from '../../src/protocol/identity/keys.ts';
import { fromUuid, roomId } from '../../src/protocol/index.ts';
import { openedVault } from './world/opened-vault.ts';

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

it('[M-16] a friend who invents groups fills no place but his own', async () => {
  const { crypto, ledger } = await openedVault();
  const ownIdentityKey = accountIdentityKey(crypto.random(32));
  const clock = { now: () => 1 };
  const groups = new Groups({ me: id(1), ownIdentityKey, ledger, clock, changed: () => undefined });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more is asked of it here
  const names = { told: async () => undefined } as unknown as Names;
  const looked: string[] = [];
  const look = (room: string) => looked.push(room);
  const invitations = new Invitations({ me: id(1), ownIdentityKey, groups, names, look });
  const tells = (by: string, room: string) =>
    ledger.transact((tx) =>
      invitations.told(tx, by, {
        type: 'group-invitation',
        roomId: roomId(fromUuid(room)),
        firstHash: crypto.random(32),
        name: { name: 'Quartet', description: '', salt: crypto.random(32) },
      }),
    );
  const [mallory, bob] = [id(2), id(3)];
  for (let room = 0; room < 150; room++) await tells(mallory, id(1_000 + room));
  await tells(bob, id(5_000));
  expect([...groups.table.all()].filter((group) => group.invitations[0]?.by === mallory)).toHaveLength(100);
  expect(groups.get(id(5_000))?.invitations).toMatchObject([{ by: bob }]);
  expect(looked).toContain(id(5_000));
});
