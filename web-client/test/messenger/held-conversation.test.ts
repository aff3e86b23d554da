import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DirectoryChanged_Topic as Topic } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { eventually } from './world/eventually.ts';
import { befriended } from './world/gathering.ts';
import type { Someone } from './world/someone.ts';
import { sentBy, startsOver, trusts, verifies } from './world/verifying.ts';
import { World } from './world/world.ts';

describe('a verified person who has another identity all at once', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  let carol: Someone;
  let device: string;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
    carol = await befriended(world, alice, 'carol');
    device = alice.deviceId;
    await alice.writes('to the bob I know', withBob());
    await bob.hasRead(['to the bob I know']);
    await alice.sees('his receipt', () => alice.with('bob')?.lastMessage?.state === 'delivered');
    await verifies(alice, bob);
  });
  afterEach(() => world.end());

  const withBob = () => alice.with('bob') ?? { roomId: '' };
  const withCarol = () => alice.with('carol') ?? { roomId: '' };

  /** A conversation with somebody else goes on, so Alice's line is up and whatever could leave has left. */
  let said = 0;
  async function lineIsUp(): Promise<void> {
    const bodies = [...(await carol.bodies()), `carol ${++said}`];
    await alice.writes(`carol ${said}`, withCarol());
    await carol.hasRead(bodies);
  }

  /** @param toCarol how many envelopes for others she may have sent meanwhile */
  const toNobodyElse = (before: number, toCarol: number) =>
    expect(sentBy(alice, device) - before).toBe(toCarol);

  it('[I-12] gets nothing that is written, until the user agrees; then it goes by itself', async () => {
    const phone = await startsOver(bob);
    await trusts(alice, 'bob', 'changed');
    const before = sentBy(alice, device);
    await alice.writes('for whom?', withBob());
    await alice.writes('and this?', withBob());
    await lineIsUp();
    toNobodyElse(before, 1);
    expect((await alice.reads(withBob())).slice(-2).map(({ state }) => state)).toEqual([
      'sending',
      'sending',
    ]);
    await alice.does('acceptIdentity', { accountId: bob.accountId });
    await phone.hasRead(['for whom?', 'and this?']);
    expect(await phone.bodies()).toEqual(['for whom?', 'and this?']);
    await trusts(alice, 'bob', 'unverified');
    expect(await alice.notices(withBob())).toEqual([
      'conversation-started',
      'verified',
      'identity-changed',
      'unverified',
    ]);
    // Once more is no other answer.
    await alice.does('acceptIdentity', { accountId: bob.accountId });
    expect((await alice.notices(withBob())).length).toBe(4);
  });

  it('[I-12] gets nothing of what she takes away meanwhile, and misses nothing either', async () => {
    const phone = await startsOver(bob);
    await trusts(alice, 'bob', 'changed');
    for (const body of ['one', 'two', 'three', 'four']) await alice.writes(body, withBob());
    const shown = await alice.reads(withBob());
    const idOf = (body: string) => shown.find((each) => each.body === body)?.id ?? '';
    const { roomId } = withBob();
    expect(await alice.does('discardMessage', { roomId, id: idOf('two') })).toBe(true);
    expect(await alice.does('discardMessage', { roomId, id: idOf('four') })).toBe(true);
    // Also after a crash.
    await alice.crashes();
    await alice.unlocks();
    await trusts(alice, 'bob', 'changed');
    expect((await alice.bodies(withBob())).slice(-2)).toEqual(['one', 'three']);
    await alice.does('acceptIdentity', { accountId: bob.accountId });
    await alice.writes('five', withBob());
    await phone.hasRead(['one', 'three', 'five']);
    expect(await phone.bodies()).toEqual(['one', 'three', 'five']);
    expect(await phone.notices()).not.toContain('messages-missing');
    // What left is no longer hers to take away.
    expect(await alice.does('discardMessage', { roomId, id: idOf('one') })).toBe(false);
    expect((await alice.bodies(withBob())).slice(-3)).toEqual(['one', 'three', 'five']);
  });

  it('[I-12] gets it when she compares the new number, and is verified', async () => {
    const phone = await startsOver(bob);
    await trusts(alice, 'bob', 'changed');
    await alice.writes('is it you?', withBob());
    await verifies(alice, phone);
    await phone.hasRead(['is it you?']);
    expect(alice.with('bob')?.trust).toBe('verified');
  });

  it('[I-12] is not agreed to by taking the mark away', async () => {
    await startsOver(bob);
    await trusts(alice, 'bob', 'changed');
    const { accountId } = bob;
    expect(await alice.tries('setVerified', { accountId, safetyNumber: null })).toBe('identity-changed');
    expect(alice.with('bob')?.trust).toBe('changed');
  });

  it('[I-12] gets nothing after a crash either, nor when she was offline all the time', async () => {
    world.relay.down = true;
    world.relay.drop();
    await alice.sees('that she is offline', ({ connection }) => connection.state !== 'online');
    await alice.writes('written before', withBob());
    await alice.crashes();
    world.relay.down = false;
    const phone = await startsOver(bob);
    const before = sentBy(alice, device);
    await alice.unlocks();
    await trusts(alice, 'bob', 'changed');
    await alice.writes('written after', withBob());
    await alice.crashes();
    await alice.unlocks();
    await trusts(alice, 'bob', 'changed');
    await lineIsUp();
    toNobodyElse(before, 1);
    const [first, second] = (await alice.reads(withBob())).slice(-2);
    expect(first).toMatchObject({ state: 'failed', unsentBecause: 'identity-changed' });
    expect(second).toMatchObject({ state: 'sending' });
    // [I-9] What was written before waits for the user's word, and her agreeing to the identity is not that.
    const tries = () => alice.tries('retryMessage', { roomId: withBob().roomId, id: first?.id ?? '' });
    expect(await tries()).toBe('identity-changed');
    expect((await alice.reads(withBob())).at(-2)).toMatchObject({ unsentBecause: 'identity-changed' });
    await alice.does('acceptIdentity', { accountId: bob.accountId });
    await phone.hasRead(['written after']);
    expect(await phone.bodies()).toEqual(['written after']);
    await alice.does('retryMessage', { roomId: withBob().roomId, id: first?.id ?? '' });
    await phone.hasRead(['written after', 'written before']);
  });

  it('[I-12] writes, and hears nothing of it: no receipt, no typing, nothing asked for again', async () => {
    const phone = await startsOver(bob);
    await trusts(alice, 'bob', 'changed');
    const before = sentBy(alice, device);
    await alice.looks(true, withBob());
    await phone.writes('it is me');
    await phone.writes('really');
    await alice.hasRead(['to the bob I know', 'it is me', 'really'], withBob());
    // She has a ratchet session with it now, and types.
    await alice.does('typing', withBob());
    await lineIsUp();
    await lineIsUp();
    toNobodyElse(before, 2);
    expect(phone.conversation.typing).toBe(false);
    expect(await phone.states()).toEqual(['sent', 'sent']);
    await alice.does('acceptIdentity', { accountId: bob.accountId });
    await alice.does('typing', withBob());
    await phone.sees('her typing', () => phone.conversation.typing);
    // What was not told then is not told later.
    await alice.writes('I believe you', withBob());
    await phone.hasRead(['it is me', 'really', 'I believe you']);
    expect((await phone.states()).slice(0, 2)).toEqual(['sent', 'sent']);
  });

  it('[I-12] gets nothing, whichever instant the service chooses for it', async () => {
    for (let turn = 0; turn < 6; turn++) {
      const other = await befriended(world, alice, `friend${turn}`);
      await alice.writes('hello', alice.with(other.username));
      await other.hasRead(['hello']);
      await verifies(alice, other);
      // Words in line, under way and answered, while the list is replaced.
      const room = alice.with(other.username) ?? { roomId: '' };
      const former = other.deviceId;
      const writing = (async () => {
        for (let word = 0; word < 12; word++) {
          await alice.writes(`word ${word}`, room);
          if (word % 3 === turn % 3) await new Promise((resolve) => setImmediate(resolve));
        }
      })();
      const phone = await startsOver(other);
      await writing;
      await trusts(alice, other.username, 'changed');
      await alice.writes('last word', room);
      await lineIsUp();
      const told = world.relay.sends.filter(({ from }) => from === device).flatMap(({ to }) => to);
      const known = new Set([former, carol.deviceId, bob.deviceId]);
      expect(told.filter((to) => !known.has(to) && to === phone.deviceId)).toEqual([]);
      expect(await phone.bodies()).toEqual([]);
    }
  });

  it('[I-12] gets nothing of what was under way when it came, if the relay lost it', async () => {
    world.relay.faults.push('lose');
    await alice.writes('lost on its way', withBob());
    await eventually('the relay lost it', async () => world.relay.faults.length === 0 || undefined);
    await startsOver(bob);
    await trusts(alice, 'bob', 'changed');
    const before = sentBy(alice, device);
    // A relay that takes whatever it gets would keep the very bytes, were they repeated.
    world.relay.lets(device);
    world.relay.drop(device);
    await alice.sees('a new line', ({ connection }) => connection.state === 'online');
    await lineIsUp();
    toNobodyElse(before, 1);
    expect((await alice.reads(withBob())).at(-1)).toMatchObject({ unsentBecause: 'identity-changed' });
  });

  it('[I-12] stays changed when the service shows it once more, and costs others no place in line', async () => {
    await startsOver(bob);
    await trusts(alice, 'bob', 'changed');
    await alice.writes('waits', withBob());
    for (let time = 0; time < 3; time++) {
      world.social.onChanged(Topic.DEVICES, [alice.accountId], bob.accountId);
      await lineIsUp();
    }
    expect(alice.with('bob')?.trust).toBe('changed');
    expect((await alice.states(withBob())).at(-1)).toBe('sending');
  });
});

describe('somebody who was never verified', () => {
  it('[I-12] is written to under another identity as well: the conversation tells of it', async () => {
    const world = await World.begin();
    const [alice, bob] = await world.friends('alice', 'bob');
    await alice.writes('one');
    await bob.hasRead(['one']);
    const phone = await startsOver(bob);
    await alice.writes('two');
    await phone.hasRead(['two']);
    expect(alice.conversation.trust).toBe('unverified');
    expect(await alice.notices()).toContain('identity-changed');
    await world.end();
  });
});
