import { fromBinary, toBinary } from '@bufbuild/protobuf';

import type { MessageView } from '../../src/messenger/port.ts';
import { SignedDeviceListSchema } from '../../src/wire/gen/tacet/identity/v1/identity_pb.ts';
import { httpApi } from '../../src/transport/rest/http-api.ts';
import { attack, type NamedAttack } from './attack.ts';
import { counterfeit, ghostList, type Ghost } from './counterfeits.ts';
import type { Stage } from './stage.ts';

const changed = (bytes: Uint8Array, at: number) =>
  bytes.with(at < 0 ? bytes.length + at : at, (bytes.at(at) ?? 0) ^ 1);

/** Bob hands out other rotating prekeys than his. */
async function handsOut(stage: Stage, bundle: Partial<Ghost['stock']>): Promise<string> {
  Object.assign(stage.world.social.prekeys.stocks.get(stage.bob.deviceId) ?? {}, bundle);
  await stage.secret(stage.alice);
  return stage.alarms(stage.alice);
}

/** Alice knows a second list of Bob. */
async function knowsTwo(stage: Stage): Promise<readonly Uint8Array[]> {
  const lists = [...stage.lists(stage.bob), await stage.successor(stage.bob)];
  stage.publishes(stage.bob, lists);
  await stage.has(stage.bob, await stage.secret(stage.alice));
  return lists;
}

async function shownTo(stage: Stage, lists: readonly Uint8Array[]): Promise<string> {
  stage.shows(stage.alice, stage.bob, lists);
  return stage.alarms(stage.alice);
}

const noticesOf = async (stage: Stage, wanted: MessageView['notice']) =>
  stage.eventually(`bob sees ${wanted}`, async () =>
    (await stage.bob.notices(stage)).includes(wanted) ? wanted : undefined,
  );

/** Device lists and prekeys of the other person, and the mail between two. */
export const CONVERSATIONS: readonly NamedAttack[] = [
  attack('[I-5] takes a device list back', {
    setting: 'friends',
    does: async (stage) => shownTo(stage, (await knowsTwo(stage)).slice(0, 1)),
    shows: 'device-list-rolled-back',
    held: 'alice',
    heals: true,
  }),
  attack('[I-5] shows no device list any more', {
    setting: 'friends',
    does: async (stage) => {
      await stage.has(stage.bob, await stage.secret(stage.alice));
      return shownTo(stage, []);
    },
    shows: 'device-list-rolled-back',
    held: 'alice',
    heals: true,
  }),
  attack('[I-4] leaves out that a device agreed to a list', {
    setting: 'friends',
    does: async (stage) => {
      const [first = new Uint8Array()] = stage.lists(stage.bob);
      const signed = fromBinary(SignedDeviceListSchema, await stage.successor(stage.bob));
      const short = toBinary(SignedDeviceListSchema, { ...signed, deviceSignatures: [] });
      return shownTo(stage, [first, short]);
    },
    shows: 'device-list-device-signature',
    held: 'alice',
    heals: true,
  }),
  attack('[I-4] changes one bit of a device list', {
    setting: 'friends',
    does: async (stage) => {
      const [first = new Uint8Array()] = stage.lists(stage.bob);
      return shownTo(stage, [first, changed(await stage.successor(stage.bob), -1)]);
    },
    shows: 'device-list-device-signature',
    held: 'alice',
    heals: true,
  }),
  attack('[I-5] goes on from another list of the same version', {
    setting: 'friends',
    does: async (stage) => {
      const [first = new Uint8Array()] = stage.lists(stage.bob);
      const other = await stage.successor(stage.bob);
      const next = await stage.successor(stage.bob, other);
      await knowsTwo(stage);
      return shownTo(stage, [first, other, next]);
    },
    shows: 'device-list-forked',
    held: 'alice',
    heals: true,
  }),
  attack('[I-5] adds a ghost to the devices of a person', {
    setting: 'friends',
    does: async (stage) => {
      const ghost = await counterfeit(stage, stage.bob);
      return shownTo(stage, [...stage.lists(stage.bob), await ghostList(stage, stage.bob, ghost)]);
    },
    shows: 'device-list-account-signature',
    held: 'alice',
    heals: true,
  }),
  attack('[C-16] withholds a list that a message names', {
    setting: 'friends',
    does: async (stage) => {
      const { alice, bob } = stage;
      const [first = new Uint8Array()] = stage.lists(bob);
      const next = await stage.successor(bob);
      stage.shows(alice, bob, [first]);
      stage.publishes(bob, [first, next]);
      await stage.aWhile();
      await stage.has(alice, await stage.secret(bob));
      return stage.alarms(alice);
    },
    shows: 'device-list-withheld',
    held: 'alice',
    heals: true,
  }),
  attack('[C-16] shows two people different lists of one of them', {
    setting: 'friends',
    does: async (stage) => {
      const { alice, bob } = stage;
      const [first = new Uint8Array()] = stage.lists(alice);
      const [one, other] = [await stage.successor(alice), await stage.successor(alice)];
      stage.shows(bob, alice, [first, other]);
      stage.publishes(alice, [first, one]);
      await stage.aWhile();
      await stage.has(bob, await stage.secret(alice));
      return stage.alarms(bob);
    },
    shows: 'device-list-forked',
    held: 'bob',
  }),
  attack('[PK-4] hands out a prekey of its own', {
    setting: 'friends',
    does: async (stage) => handsOut(stage, (await counterfeit(stage, stage.bob)).stock),
    shows: 'prekey-signature',
    held: 'alice',
  }),
  attack('[PK-2] changes one bit of a prekey', {
    setting: 'friends',
    does: (stage) => {
      const { x25519Signed } = stage.world.social.prekeys.stocks.get(stage.bob.deviceId) ?? {};
      return handsOut(stage, { x25519Signed: changed(x25519Signed ?? new Uint8Array(1), -1) });
    },
    shows: 'prekey-signature',
    held: 'alice',
  }),
  attack('[C-12] withholds a message', {
    setting: 'friends',
    does: async (stage) => {
      stage.world.relay.faults.push('none', 'swallow');
      for (let count = 0; count < 3; count++) await stage.secret(stage.alice);
      return (await noticesOf(stage, 'messages-missing')) ?? '';
    },
    shows: 'messages-missing',
  }),
  attack('[C-11] [F-9] delivers everything again', {
    setting: 'friends',
    does: async (stage) => {
      const { alice, bob, world } = stage;
      const numbers = [await stage.secret(alice), await stage.secret(alice)];
      for (const number of numbers) await stage.has(bob, number);
      for (let count = 0; count < 3; count++) world.relay.replays(bob.deviceId);
      await stage.aWhile();
      return `${(await bob.bodies(stage)).length} messages, ${(await bob.notices(stage)).join()}`;
    },
    shows: '2 messages, conversation-started',
  }),
  attack('[C-11] says that it refused what it delivered', {
    setting: 'friends',
    does: async (stage) => {
      stage.world.relay.faults.push('store-and-refuse');
      await stage.has(stage.bob, await stage.secret(stage.alice));
      await stage.aWhile();
      return `${(await stage.bob.bodies(stage)).length} message`;
    },
    shows: '1 message',
  }),
  attack('cannot be reached, and then gives a room with somebody who has no id', {
    setting: 'friends',
    does: async (stage) => {
      const { alice } = stage;
      const someone = { username: 'bob', firstName: 'Bob', lastName: '', about: '' };
      const members = [alice.accountId, 'bob'].map((accountId) => ({ ...someone, accountId }));
      const room = { roomId: stage.roomId, kind: 'direct', version: 1, members, open: true };
      let asked = 0;
      const lies = httpApi('', async () =>
        asked++ === 0 ? new Response('', { status: 503 }) : Response.json({ rooms: [room] }),
      );
      Object.assign(alice.api.social, { rooms: () => lies.social.rooms('') });
      await alice.closesTheBrowser();
      await alice.unlocks();
      await stage.eventually('she has asked again', async () => (asked > 1 ? asked : undefined));
      await stage.aWhile();
      return alice.snapshot?.phase.at ?? '';
    },
    shows: 'ready',
  }),
];
