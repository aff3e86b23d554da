import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Snapshot } from '../../src/messenger/port.ts';
import { Refused_Reason } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { eventually } from './world/eventually.ts';
import { cutStore } from './world/failing-store.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const numbered = (count: number, what = 'message') =>
  Array.from({ length: count }, (_, index) => `${what} ${index + 1}`);

/** Messages of a room leave in order: when the last is sent, all are. */
const sentTheLast = ({ conversations }: Snapshot) => conversations[0]?.lastMessage?.state !== 'sending';

describe('a bad day', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
  });
  afterEach(() => world.end());

  it('brings 500 messages to somebody who was away: all, once, in order', async () => {
    await bob.crashes();
    const bodies = numbered(500);
    for (const body of bodies) await alice.writes(body);
    await alice.sees('all accepted', sentTheLast);
    bob.opensTheBrowser();
    await bob.unlocks();
    await bob.hasRead(bodies);
    expect(await bob.bodies()).toEqual(bodies);
    const { unread, firstUnreadIndex } = bob.conversation;
    expect({ unread, firstUnreadIndex }).toEqual({ unread: 500, firstUnreadIndex: 1 });
    await bob.looks();
    await alice.sees('all read', ({ conversations }) => conversations[0]?.lastMessage?.state === 'read');
    expect(new Set(await alice.states())).toEqual(new Set(['read']));
  });

  it('sends what was written offline, in order, after a reload', async () => {
    world.relay.down = true;
    world.relay.drop();
    await alice.sees('that she is offline', ({ connection }) => connection.state === 'offline');
    const bodies = numbered(5);
    for (const body of bodies) await alice.writes(body);
    await alice.crashes();
    world.relay.down = false;
    alice.opensTheBrowser();
    await alice.does('unlock', { password: 'correct horse battery' });
    await bob.hasRead(bodies);
    expect(await bob.bodies()).toEqual(bodies);
  });

  it('[F-5] [F-6] repeats the very same envelope when answers are lost, and is shown once', async () => {
    world.relay.faults.push('lose-answer', 'try-later', 'disconnect', 'lose-answer');
    const bodies = numbered(3);
    for (const body of bodies) await alice.writes(body);
    await bob.hasRead(bodies);
    await alice.sees('all sent', sentTheLast);
    expect(await bob.bodies()).toEqual(bodies);
    expect(world.relay.refusals).toEqual([]);
  });

  it('[F-8] [V-13] encrypts again for the right devices when the list had changed unseen', async () => {
    await alice.writes('one');
    await bob.hasRead(['one']);
    const { accountId } = alice.conversation.person;
    const [first = new Uint8Array()] = world.social.lists.get(accountId) ?? [];
    const next = await world.traitor.successor(accountId, first, world.nowMs++);
    world.social.lists.set(accountId, [first, next]);
    await alice.writes('two');
    await bob.hasRead(['one', 'two']);
    expect(world.relay.refusals).toContain(Refused_Reason.WRONG_DEVICES);
    expect(await alice.bodies()).toEqual(['one', 'two']);
  });

  it('[V-13] [R-8] encrypts nothing again while the list that the relay goes by is withheld', async () => {
    await alice.writes('one');
    await bob.hasRead(['one']);
    const { accountId } = alice.conversation.person;
    const [first = new Uint8Array()] = world.social.lists.get(accountId) ?? [];
    const next = await world.traitor.successor(accountId, first, world.nowMs++);
    world.social.lists.set(accountId, [first, next]);
    world.social.shows = (_reader, account, genuine) =>
      account === accountId ? genuine.slice(0, 1) : genuine;
    await alice.writes('two');
    const { refusals, refused } = world.relay;
    await eventually('refused three times', async () => refused.length >= 3 || undefined);
    expect(new Set(refusals)).toEqual(new Set([Refused_Reason.WRONG_DEVICES]));

    world.social.shows = (_reader, _account, genuine) => genuine;
    await bob.hasRead(['one', 'two']);
    expect(new Set(refused).size).toBe(1);
  });

  it('fails a message for good when the friendship ended, and says so in the conversation', async () => {
    await alice.does('unfriend', { accountId: alice.conversation.person.accountId });
    await bob.sees('that it is closed', ({ conversations }) => conversations[0]?.open === false);
    expect(await bob.tries('sendText', { roomId: bob.conversation.roomId, body: 'hey' })).toBe('not-found');
    expect(bob.conversation.lastMessage?.notice).toBe('friend-removed');
  });

  it('keeps a refused message until it is tried again or taken away', async () => {
    world.social.onChanged = () => undefined;
    await bob.does('block', { accountId: bob.conversation.person.accountId });
    await alice.writes('first');
    await alice.writes('second');
    await eventually('refused', async () =>
      (await alice.states()).every((state) => state === 'failed') ? true : undefined,
    );
    const [first, second] = await alice.reads();
    expect([first?.unsentBecause, second?.unsentBecause]).toEqual(['not-a-member', 'not-a-member']);
    const { roomId } = alice.conversation;
    await alice.does('discardMessage', { roomId, id: second?.id ?? '' });
    expect(await alice.bodies()).toEqual(['first']);
    for (const room of world.social.rooms.values()) Object.assign(room, { open: true, version: 9 });
    await alice.does('retryMessage', { roomId, id: first?.id ?? '' });
    await bob.hasRead(['first']);
  });

  it('[F-3] splits what is larger than a frame', async () => {
    world.relay.maxFrameBytes = 16_384;
    world.relay.drop();
    const long = 'x'.repeat(16_384);
    await alice.writes(long);
    await bob.hasRead([long]);
    expect(await bob.bodies()).toEqual([long]);
    const tooLong = { roomId: alice.conversation.roomId, body: `${long}y` };
    expect(await alice.tries('sendText', tooLong)).toBe('message-too-long');
  });

  it('mends what cannot be read and the session by itself, and goes on', async () => {
    await alice.writes('one');
    await bob.hasRead(['one']);
    await bob.crashes();
    bob.disk.shelves.get('sessions')?.clear();
    await alice.writes('two');
    await bob.unlocks();
    await eventually('the second is mended', async () =>
      (await bob.bodies()).includes('two') ? true : undefined,
    );
    const { sessions } = await alice.does('securityDetails', { accountId: bob.accountId });
    expect(sessions).toBeGreaterThan(1);
    await alice.writes('three');
    await bob.hasRead(['one', 'two', 'three']);
    expect(await bob.bodies()).toEqual(['one', 'two', 'three']);
    expect((await bob.does('securityDetails', { accountId: alice.accountId })).repairs).toBe(1);
    expect(bob.disk.shelves.get('quarantine')?.size).toBe(1);
  });

  it('[S-5] [V-7] [V-14] [V-15] [F-9] [F-10] loses nothing and shows nothing twice when the power goes out at any commit of the recipient', async () => {
    await bob.crashes();
    const bodies = numbered(4);
    for (const body of bodies) await alice.writes(body);
    await alice.sees('all accepted', sentTheLast);
    for (let at = 1; at <= 6; at++) {
      for (const after of [false, true]) {
        let cut = false;
        bob.wrapStore = (store) => cutStore(store, { at, after, happened: () => (cut = true) });
        bob.opensTheBrowser();
        await bob.tries('unlock', { password: 'correct horse battery' });
        await eventually('the power goes out, or all is quiet', async () =>
          cut || bob.snapshot?.phase.at === 'ready' ? true : undefined,
        );
        await bob.crashes();
      }
    }
    bob.wrapStore = (store) => store;
    await bob.unlocks();
    await bob.hasRead(bodies);
    expect(await bob.bodies()).toEqual(bodies);
    await alice.sees(
      'that all came',
      ({ conversations: [room] }) => room?.lastMessage?.state === 'delivered',
    );
    expect(new Set(await alice.states())).toEqual(new Set(['delivered']));
  });

  it('[V-6] [V-13] [F-7] loses nothing and sends nothing twice when the power goes out at any commit of the sender', async () => {
    const written: string[] = [];
    await alice.crashes();
    for (let at = 1; at <= 6; at++) {
      for (const after of [false, true]) {
        let cut = false;
        alice.wrapStore = (store) => cutStore(store, { at, after, happened: () => (cut = true) });
        alice.opensTheBrowser();
        await alice.tries('unlock', { password: 'correct horse battery' });
        await alice.sees('her conversation', (s) => s.conversations.length === 1 || s.phase.at === 'broken');
        const body = `cut at ${at}${after ? ' after' : ''}`;
        const roomId = [...world.social.rooms.keys()][0] ?? '';
        if ((await alice.tries('sendText', { roomId, body })) === 'ok') written.push(body);
        await eventually('the power goes out, or the message is sent', async () =>
          cut || bob.snapshot?.conversations[0]?.lastMessage?.body === body ? true : undefined,
        );
        await alice.crashes();
      }
    }
    alice.wrapStore = (store) => store;
    await alice.unlocks();
    await alice.writes('after all');
    await eventually('the last one', async () => (await bob.bodies()).includes('after all') || undefined);
    const shown = await bob.bodies();
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown).toEqual(await alice.bodies());
    expect(shown).toEqual(expect.arrayContaining(written));
  });

  it('mends a profile that was restored from a copy', async () => {
    await alice.writes('one');
    await bob.hasRead(['one']);
    await alice.closesTheBrowser();
    const copy = structuredClone(alice.disk);
    await alice.unlocks();
    await alice.writes('two');
    await bob.writes('three');
    await bob.hasRead(['one', 'two', 'three']);
    await alice.hasRead(['one', 'two', 'three']);
    await alice.closesTheBrowser();
    alice.disk = copy;
    await alice.unlocks();
    await alice.writes('four');
    await bob.hasRead(['one', 'two', 'three', 'four']);
    await bob.writes('five');
    await alice.hasRead(['one', 'four', 'five']);
    expect((await bob.bodies()).at(-2)).toBe('four');
    expect((await alice.bodies()).at(-1)).toBe('five');
  });

  it('[PK-5] has new keys in place after a long absence', async () => {
    await bob.closesTheBrowser();
    const bundles = () => world.social.prekeys.stocks.get(bob.deviceId)?.x25519Signed;
    const before = bundles();
    await alice.writes('see you in a month');
    world.nowMs += 30 * 86_400_000;
    await bob.unlocks();
    await bob.hasRead(['see you in a month']);
    await eventually('a new signed prekey', async () => bundles() !== before || undefined);
    await bob.writes('back again');
    await alice.hasRead(['see you in a month', 'back again']);
  });

  const published = () => world.social.prekeys.stocks.get(bob.deviceId)?.x25519Signed;
  const renewed = (old: unknown) =>
    eventually('a new signed prekey', async () => published() !== old || undefined);

  /** Bob comes back after two days, which is a reason for new keys, and nobody answers him when his mail is in. */
  async function comesBackWithout(call: 'prekeyStock' | 'putPrekeys'): Promise<void> {
    await bob.closesTheBrowser();
    world.nowMs += 2 * 86_400_000;
    let refused = 0;
    bob.fault = (each) => (each === call && ++refused > 0 ? 'before' : null);
    await bob.unlocks();
    await eventually('a refusal', async () => refused > 0 || undefined);
    bob.fault = () => null;
  }

  it('[PK-5] has new keys after a week, also when the connection held all the time', async () => {
    const before = published();
    world.nowMs += 8 * 86_400_000;
    await renewed(before);
  });

  it('[PK-5] has new keys after a week, though nobody answered at the beginning', async () => {
    await comesBackWithout('prekeyStock');
    const before = published();
    world.nowMs += 8 * 86_400_000;
    await renewed(before);
  });

  it('[PK-5] publishes keys later that nobody took at the beginning, in the same connection', async () => {
    const before = published();
    await comesBackWithout('putPrekeys');
    await renewed(before);
  });
});
