import { create } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { TacetError } from '../../src/bytes/index.ts';
import { freshUuid } from '../../src/messenger/kernel/ids.ts';
import { directRoomId } from '../../src/messenger/people/room-id.ts';
import type { StoreName } from '../../src/messenger/ports/store.ts';
import {
  accountId,
  deviceId,
  emptyPair,
  fromUuid,
  openFromDevice,
  parseSealedMessage,
  sealForDevice,
  startSession,
  uuid,
  verifyBundle,
  verifyDeviceList,
  type DevicePublic,
  type Pair,
} from '../../src/protocol/index.ts';
import { SendSchema } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { contentKey, person, type Person } from '../protocol/people.ts';
import { eventually } from './world/eventually.ts';
import type { Someone } from './world/someone.ts';
import { isStocked } from './world/stocked.ts';
import { World } from './world/world.ts';

describe('a server that has the id of a device twice [I-2]', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
  });
  afterEach(() => world.end());

  const accountOf = ({ username }: Someone): string => world.auth.byName(username)?.accountId ?? '';

  /** What Alice has on her disk. */
  const shelf = (name: StoreName) => [...(alice.disk.shelves.get(name)?.keys() ?? [])];

  async function certified(someone: Someone): Promise<DevicePublic> {
    const [signed = new Uint8Array()] = world.social.lists.get(accountOf(someone)) ?? [];
    const account = accountId(fromUuid(accountOf(someone)));
    const [device] = (await verifyDeviceList(world.crypto, account, signed)).certified;
    if (!device) throw new Error('the list names a device');
    return device;
  }

  /** An account of the server's own. Its device has Bob's id, and keys that the server knows. */
  async function namesake(): Promise<Person> {
    const made = await person(world.crypto, deviceId(fromUuid(bob.deviceId)));
    const account = uuid(made.certified.accountId);
    const { social } = world;
    social.lists.set(account, [made.signedList]);
    social.people.set(account, { ...alice.conversation.person, accountId: account });
    // Closed and without a history it is shown to nobody; its members may ask for the list.
    const room = await directRoomId(world.crypto, accountOf(alice), account);
    const members = [accountOf(alice), account] as const;
    social.rooms.set(room, { roomId: room, members, version: 1, open: false, since: world.nowMs });
    return made;
  }

  /** The service says that Alice made friends with it. */
  async function befriended(liar: Person): Promise<string> {
    const room = await directRoomId(world.crypto, accountOf(alice), uuid(liar.certified.accountId));
    Object.assign(world.social.rooms.get(room) ?? {}, { open: true });
    world.relay.drop(alice.deviceId);
    await alice.sees('two friends', ({ conversations }) => conversations.length === 2);
    return room;
  }

  /** Silent: she is shown nothing. */
  async function beginsWithAlice(
    liar: Person,
    room: string,
    envelope: Uint8Array = fromUuid(freshUuid(world.crypto)),
  ): Promise<Pair> {
    const { crypto, social, relay, nowMs } = world;
    const them = await certified(alice);
    const { x25519OneTime, mlKemOneTime, ...rotating } = social.prekeys.bundle(alice.deviceId);
    const bundle = await verifyBundle(
      crypto,
      them,
      { ...rotating, x25519OneTime: x25519OneTime ?? null, mlKemOneTime: mlKemOneTime ?? null },
      { x25519Signed: 0, mlKemLastResort: 0 },
    );
    const begun = await startSession(crypto, emptyPair(liar.certified, them), {
      us: liar.device,
      bundle,
      nowMs,
    });
    const { pair, sealed } = await sealForDevice(crypto, begun, contentKey(1), nowMs);
    relay.mailboxes.store(
      { accountId: uuid(liar.certified.accountId), deviceId: uuid(liar.certified.deviceId) },
      create(SendSchema, {
        envelopeId: envelope,
        header: { roomId: fromUuid(room), silent: true },
        keys: [{ accountId: them.accountId, deviceId: them.deviceId, sealed }],
      }),
    );
    relay.drop(alice.deviceId);
    await eventually('taken in', async () => relay.waiting(alice.deviceId) === 0 || undefined);
    return pair;
  }

  /** What the server can open of the mail that waits for Bob. */
  async function readBy(liar: Person, pair: Pair): Promise<readonly string[]> {
    const them = await certified(alice);
    const mail = [...world.relay.mailboxes.of(bob.deviceId).mail.values()];
    return Promise.all(
      mail.map(async ({ frame }) => {
        if (frame.case !== 'deliver') return 'not mail';
        const message = parseSealedMessage(frame.value.sealedKey ?? new Uint8Array());
        const input = { us: liar.device, them, message, prekeys: null, nowMs: world.nowMs };
        return openFromDevice(world.crypto, pair, input).then(
          () => 'open',
          (cause: unknown) => (cause instanceof TacetError ? 'closed' : String(cause)),
        );
      }),
    );
  }

  it('[C-18] begins no session with Alice as somebody who is in no room of hers', async () => {
    await isStocked(world, alice.deviceId);
    const prekeys = shelf('prekeys');
    await beginsWithAlice(await namesake(), freshUuid(world.crypto));
    expect(shelf('quarantine')).toHaveLength(1);
    expect([shelf('sessions'), shelf('prekeys')]).toEqual([[], prekeys]);
    // Her own.
    expect(shelf('device_lists')).toHaveLength(1);
  });

  it('hides no message of Bob by naming its envelope first [F-9]', async () => {
    const liar = await namesake();
    const room = await befriended(liar);
    const { mailboxes } = world.relay;
    const { promise: handedOver, resolve } = Promise.withResolvers<Parameters<typeof mailboxes.store>>();
    vi.spyOn(mailboxes, 'store').mockImplementationOnce((...input) => {
      resolve(input);
      return [];
    });
    await bob.writes('for Alice');
    const [sender, send] = await handedOver;
    await beginsWithAlice(liar, room, send.envelopeId);
    mailboxes.store(sender, send);
    world.relay.drop(alice.deviceId);
    await eventually('it is read', async () => {
      const { conversations = [] } = alice.snapshot ?? {};
      return conversations.some(({ lastMessage }) => lastMessage?.body === 'for Alice') || undefined;
    });
  });

  it('opens no message that is sealed for the other one, and stands in nobody’s way', async () => {
    const { roomId } = alice.conversation;
    const written = async () =>
      (await alice.does('messages', { roomId, fromIndex: 0, count: 10 })).map(({ body }) => body);
    await bob.closesTheBrowser();
    const liar = await namesake();
    const pair = await beginsWithAlice(liar, await befriended(liar));
    await alice.does('sendText', { roomId, body: 'for Bob' });
    await eventually('accepted', async () => world.relay.waiting(bob.deviceId) > 0 || undefined);
    expect(await readBy(liar, pair)).toEqual(['closed']);
    bob.opensTheBrowser();
    await bob.unlocks();
    await bob.hasRead(['for Bob']);
    expect(await bob.states()).toEqual(['received']);
    await bob.writes('for Alice');
    await eventually('both', async () => (await written()).includes('for Alice') || undefined);
    // The other one has the session that it began, and no more.
    expect(shelf('sessions')).toHaveLength(2);
  });
});
