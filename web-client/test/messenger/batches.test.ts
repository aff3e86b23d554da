import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { QUARANTINE } from '../../src/messenger/inbox/records.ts';
import { eventually } from './world/eventually.ts';
import { cutStore } from './world/failing-store.ts';
import { befriended } from './world/gathering.ts';
import { recordsOf } from './world/peek.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const FRIENDS = ['alice', 'carol', 'dave'] as const;
const EACH = 4;
/** Of Bob, from unlocking until all of it is in and receipted. */
const COMMITS = 6;

const bodiesOf = (username: string) => Array.from({ length: EACH }, (_, at) => `${username} ${at + 1}`);

describe('Mail of several friends that waited, in one batch', () => {
  let world: World;
  let bob: Someone;
  let friends: readonly Someone[];
  beforeEach(async () => {
    world = await World.begin();
    bob = world.someone('bob');
    await bob.signsUp();
    const all: Someone[] = [];
    for (const username of FRIENDS) all.push(await befriended(world, bob, username));
    friends = all;
    await bob.closesTheBrowser();
    // In turns, the first of each with a handshake: no two in a row come of one device.
    for (let at = 0; at < EACH; at++) {
      for (const friend of friends) {
        const body = bodiesOf(friend.username)[at] ?? '';
        await friend.writes(body);
        await friend.sees('that it is accepted', () => {
          const { lastMessage } = friend.conversation;
          return lastMessage?.body === body && lastMessage.state !== 'sending';
        });
      }
    }
  });
  afterEach(() => world.end());

  /** Every conversation shows what its friend wrote, each once and in order. */
  async function bobHasAll(): Promise<void> {
    for (const { username } of friends) {
      await eventually(`all of ${username}`, async () => {
        const place = bob.with(username);
        return (place && (await bob.bodies(place)).join() === bodiesOf(username).join()) || undefined;
      });
    }
  }

  /** As the relay has it, in its order. */
  const waiting = () =>
    [...world.relay.mailboxes.of(bob.deviceId).mail.values()].flatMap(({ frame }) =>
      frame.case === 'deliver' ? [frame.value] : [],
    );

  it('[V-7] [V-14] is there once, in order, when the power goes out at any commit', async () => {
    for (let at = 1; at <= COMMITS; at++) {
      for (const after of [false, true]) {
        let cut = false;
        bob.wrapStore = (store) => cutStore(store, { at, after, happened: () => (cut = true) });
        bob.opensTheBrowser();
        await bob.tries('unlock', { password: PASSWORD });
        await eventually('the power goes out, or all is quiet', async () =>
          cut || bob.snapshot?.phase.at === 'ready' ? true : undefined,
        );
        await bob.crashes();
      }
    }
    bob.wrapStore = (store) => store;
    await bob.unlocks();
    await bobHasAll();
    for (const friend of friends) {
      await friend.sees('that all came', () => friend.conversation.lastMessage?.state === 'delivered');
      expect(new Set(await friend.states())).toEqual(new Set(['delivered']));
    }
    expect(await recordsOf(bob, QUARANTINE)).toEqual([]);
  });

  it('[V-14] loses nothing to one that does not open, and asks for that one', async () => {
    const bad = waiting()[FRIENDS.length + 1];
    const sealed = bad?.sealedKey ?? new Uint8Array();
    sealed.set([(sealed.at(-1) ?? 0) ^ 1], sealed.length - 1);
    await bob.unlocks();
    await bobHasAll();
    expect((await recordsOf(bob, QUARANTINE)).map(({ reason }) => reason)).toEqual(['tag-mismatch']);
    await eventually('all is acknowledged', async () => waiting().length === 0 || undefined);
  });

  it('[F-9] [V-14] is shown once when the same batch has it twice', async () => {
    world.relay.mailboxes.replay(bob.deviceId);
    expect(waiting()).toHaveLength(2 * FRIENDS.length * EACH);
    await bob.unlocks();
    await bobHasAll();
    await eventually('all is acknowledged', async () => waiting().length === 0 || undefined);
    expect(await recordsOf(bob, QUARANTINE)).toEqual([]);
  });
});
