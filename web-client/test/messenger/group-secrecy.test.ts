import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { fixed } from '../../src/bytes/index.ts';
import { saltName } from '../../src/protocol/index.ts';
import {
  DirectoryChanged_Topic as Topic,
  Refused_Reason,
} from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { eventually } from './world/eventually.ts';
import { befriended, hasMembers, invited, isIn, joins, story, tells, trio } from './world/gathering.ts';
import { Handmade } from './world/handmade.ts';
import { alarmsIn, quarantinedIn } from './world/peek.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const text = (body: string) => ({ type: 'text', body, replyTo: null }) as const;

describe('who reads what is written in a group', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  let carol: Someone;
  let roomId: string;
  beforeEach(async () => {
    world = await World.begin();
    ({ alice, bob, carol, roomId } = await trio(world));
  });
  afterEach(() => world.end());

  /** A relay that works together with that device hands it whatever the other one got. */
  async function triesToRead(someone: Someone, mailOf: Someone): Promise<void> {
    const before = (await quarantinedIn(someone, roomId)).length;
    world.relay.passesOn(mailOf.deviceId, someone.deviceId);
    await eventually(`${someone.username} tried`, async () =>
      (await quarantinedIn(someone, roomId)).length > before && world.relay.waiting(someone.deviceId) === 0
        ? true
        : undefined,
    );
  }

  const shown = async (someone: Someone) => (await someone.bodies({ roomId })).filter((body) => body !== '');

  it('[M-14] is not who was removed: nothing afterwards, with all that they have', async () => {
    await alice.writes('with carol', { roomId });
    await carol.hasRead(['with carol'], { roomId });
    await alice.does('removeMember', { roomId, accountId: carol.accountId });
    await hasMembers(bob, 'alice', 'bob');
    await alice.writes('without carol', { roomId });
    await bob.writes('neither', { roomId });
    await bob.hasRead(['1', '2', '3'], { roomId });
    await alice.hasRead(['1', '2', '3'], { roomId });
    await triesToRead(carol, bob);
    await triesToRead(carol, alice);
    expect(await shown(carol)).toEqual(['with carol']);
    const reached = world.relay.sends.slice(-1)[0]?.to ?? [];
    expect(reached).not.toContain(carol.deviceId);
  });

  it('[M-14] is not who came later: nothing from before, though they ask for it', async () => {
    await alice.writes('before dave', { roomId });
    await bob.hasRead(['before dave'], { roomId });
    const dave = await befriended(world, alice, 'dave');
    await alice.does('addPeople', { roomId, usernames: ['dave'] });
    await joins(dave, roomId);
    await hasMembers(alice, 'alice', 'bob', 'carol', 'dave');
    await triesToRead(dave, bob);
    // What could not be read is asked for, [C-13]; nobody answers.
    await eventually('dave asked', async () =>
      world.relay.sends.some(({ from, targeted }) => from === dave.deviceId && targeted) ? true : undefined,
    );
    await alice.writes('with dave', { roomId });
    await dave.hasRead(['?', 'with dave'], { roomId });
    expect(await shown(dave)).toEqual(['with dave']);
    expect(world.relay.sends.some(({ from, targeted }) => from === alice.deviceId && targeted)).toBe(false);
  });

  it('[M-14] is settled anew for what was sealed before somebody was removed', async () => {
    // Bob has sessions with both.
    await bob.writes('sessions', { roomId });
    for (const each of [alice, carol]) await each.hasRead(['sessions'], { roomId });
    const { onChanged } = world.social;
    world.social.onChanged = () => undefined;
    await alice.does('removeMember', { roomId, accountId: carol.accountId });
    // Bob has not heard of it.
    await bob.writes('for whom?', { roomId });
    await alice.hasRead(['sessions', 'for whom?'], { roomId });
    expect(world.relay.refusals).toContain(Refused_Reason.WRONG_DEVICES);
    world.social.onChanged = onChanged;
    await hasMembers(bob, 'alice', 'bob');
    expect(await shown(carol)).toEqual(['sessions']);
    await isIn(bob, roomId, 'for whom?', 'delivered');
  });

  it('[M-10] is not an account with another identity: it is expelled first', async () => {
    await alice.writes('to the bob I know', { roomId });
    await bob.hasRead(['to the bob I know'], { roomId });
    await bob.closesTheBrowser();
    const phone = world.someone('bob');
    await phone.does('startOver', { username: 'bob', password: PASSWORD });
    await carol.sees('news', () => true);
    await carol.writes('who is bob now?', { roomId });
    await alice.hasRead(['1', 'who is bob now?'], { roomId });
    await hasMembers(alice, 'alice', 'carol');
    await tells(alice, roomId, 'member-gone carol bob');
    expect(await alarmsIn(carol, roomId)).toEqual([]);
    expect(phone.snapshot?.conversations.some(({ kind }) => kind === 'group')).toBe(false);
    await alice.does('addPeople', { roomId, usernames: ['bob'] });
    await joins(phone, roomId);
    await hasMembers(alice, 'alice', 'bob', 'carol');
    await alice.writes('welcome back', { roomId });
    await phone.hasRead(['welcome back'], { roomId });
    expect(await phone.bodies({ roomId })).toEqual(['welcome back']);
    expect(await story(phone, roomId)).toEqual(['member-joined bob bob']);
  });

  it('[M-5] is asked again when somebody who is invited has another identity', async () => {
    const dave = await befriended(world, alice, 'dave');
    await alice.does('addPeople', { roomId, usernames: ['dave'] });
    await invited(dave, roomId);
    await dave.closesTheBrowser();
    const phone = world.someone('dave');
    await phone.does('startOver', { username: 'dave', password: PASSWORD });
    expect(phone.snapshot?.invitations ?? []).toEqual([]);
    await alice.does('addPeople', { roomId, usernames: ['dave'] });
    await tells(alice, roomId, 'member-invited alice dave');
    expect((await story(alice, roomId)).slice(-2)).toEqual([
      'member-gone alice dave',
      'member-invited alice dave',
    ]);
    await joins(phone, roomId);
    await hasMembers(alice, 'alice', 'bob', 'carol', 'dave');
  });

  describe('from whom', () => {
    let mallory: Handmade;
    beforeEach(async () => {
      mallory = await Handmade.arrives(world, 'mallory');
      await mallory.befriends(alice);
      await alice.does('addPeople', { roomId, usernames: ['mallory'] });
      await mallory.joins(roomId);
      for (const each of [alice, bob, carol]) await hasMembers(each, 'alice', 'bob', 'carol', 'mallory');
      world.relay.lets(mallory.deviceId);
    });

    it('[M-13] [C-18] is nobody who was never in it', async () => {
      const nobody = await Handmade.arrives(world, 'nobody');
      await nobody.befriends(bob);
      world.relay.lets(nobody.deviceId);
      const log = world.social.groups.kept.get(roomId)?.log;
      await nobody.saysIn(roomId, [bob], text('let me in'), {
        counter: 1,
        head: { sequence: 1, hash: log?.firstHash ?? null },
      });
      await eventually('it is refused', async () =>
        (await quarantinedIn(bob, roomId)).includes('room-unknown') ? true : undefined,
      );
      expect(await bob.bodies({ roomId })).toEqual([]);
    });

    it('[M-13] is also who left a short while ago, for what was under way', async () => {
      await mallory.saysIn(roomId, [bob], text('hello'), { counter: 1 });
      await bob.hasRead(['hello'], { roomId });
      // Her invitation came, and his receipt, which answers her session: it lasts.
      await mallory.hasGot(2);
      const kept = world.social.groups.kept.get(roomId);
      const head = { sequence: kept?.log.sequence ?? 0, hash: kept?.log.headHash ?? null };
      await alice.does('removeMember', { roomId, accountId: mallory.accountId });
      await hasMembers(bob, 'alice', 'bob', 'carol');
      await mallory.saysIn(roomId, [bob], text('was under way'), { counter: 2, head });
      await bob.hasRead(['hello', 'was under way'], { roomId });
      // Of a log in which she is not.
      const now = world.social.groups.kept.get(roomId)?.log;
      await mallory.saysIn(roomId, [bob], text('after it'), {
        counter: 3,
        head: { sequence: now?.sequence ?? 0, hash: now?.headHash ?? null },
      });
      await eventually('it is refused', async () =>
        (await quarantinedIn(bob, roomId)).includes('content-membership') ? true : undefined,
      );
      world.nowMs += 46 * 86_400_000;
      await mallory.saysIn(roomId, [bob], text('much later'), { counter: 4, head });
      await eventually('it is refused', async () =>
        (await quarantinedIn(bob, roomId)).includes('room-unknown') ? true : undefined,
      );
      expect(await bob.bodies({ roomId })).toEqual(['hello', 'was under way']);
    });

    it('[M-11] [M-12] says of which log it is: one without is refused, a false one is an alarm', async () => {
      await mallory.saysIn(roomId, [bob], text('of none'), { counter: 1, head: { sequence: 5, hash: null } });
      await eventually('it is refused', async () =>
        (await quarantinedIn(bob, roomId)).includes('content-room-state') ? true : undefined,
      );
      const hash = fixed(32, new Uint8Array(32), 'log-head');
      await mallory.saysIn(roomId, [bob], text('of another one'), {
        counter: 2,
        head: { sequence: 5, hash },
      });
      await bob.hasRead(['', 'of another one'], { roomId });
      expect(await alarmsIn(bob, roomId)).toEqual(['membership-forked']);
      // She takes it back, or goes: then it is over.
      await mallory.saysIn(roomId, [bob], text('I mean this one'), { counter: 3 });
      await eventually('it is over', async () => (await alarmsIn(bob, roomId)).length === 0 || undefined);
    });

    it('[M-12] is no alarm any more when who told it was removed', async () => {
      const log = world.social.groups.kept.get(roomId)?.log;
      await mallory.saysIn(roomId, [bob], text('I am ahead'), {
        counter: 1,
        head: { sequence: 99, hash: log?.headHash ?? null },
      });
      await eventually(
        'the alarm',
        async () => (await alarmsIn(bob, roomId)).includes('membership-withheld') || undefined,
      );
      await alice.does('removeMember', { roomId, accountId: mallory.accountId });
      await eventually('it is over', async () => (await alarmsIn(bob, roomId)).length === 0 || undefined);
      await bob.writes('all is well', { roomId });
      await carol.hasRead(['all is well'], { roomId });
    });

    it('[M-15] is of no matter for a name: only the one that the log has counts', async () => {
      const name = { type: 'room-update', ...saltName(world.crypto, 'Mine', '') } as const;
      await mallory.saysIn(roomId, [alice, bob, carol], name, { counter: 1 });
      await mallory.saysIn(roomId, [alice, bob, carol], text('what are we called?'), { counter: 2 });
      for (const each of [alice, bob, carol]) {
        await each.hasRead(['what are we called?'], { roomId });
        expect(each.group.name).toBe('Trio');
      }
    });

    it('[M-13] waits at the relay while nobody can say who is in the group', async () => {
      const { onChanged } = world.social;
      const dave = await Handmade.arrives(world, 'dave');
      await dave.befriends(alice);
      world.relay.lets(dave.deviceId);
      world.social.onChanged = (topic, audience, subject) =>
        topic === Topic.ROOMS ? undefined : onChanged(topic, audience, subject);
      await alice.does('addPeople', { roomId, usernames: ['dave'] });
      await dave.joins(roomId);
      let answers = false;
      bob.fault = (call) => (call === 'roomLog' && !answers ? 'before' : null);
      await dave.saysIn(roomId, [alice, bob, carol], text('here I am'), { counter: 1 });
      await dave.saysIn(roomId, [alice, bob, carol], text('and on'), { counter: 2 });
      // Other mail goes on.
      await alice.writes('between us', alice.with('bob'));
      await bob.hasRead(['between us']);
      expect(await bob.bodies({ roomId })).toEqual([]);
      expect(world.relay.waiting(bob.deviceId)).toBeGreaterThanOrEqual(2);
      answers = true;
      await bob.hasRead(['here I am', 'and on'], { roomId });
      expect(await bob.bodies({ roomId })).toEqual(['here I am', 'and on']);
      await eventually('nothing waits', async () => world.relay.waiting(bob.deviceId) === 0 || undefined);
      expect(await quarantinedIn(bob, roomId)).toEqual([]);
    });
  });
});
