import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { OUTBOX } from '../../src/messenger/outbox/records.ts';
import { Refused_Reason } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { eventually } from './world/eventually.ts';
import { befriended, hasMembers, isIn, joins } from './world/gathering.ts';
import { recordsOf } from './world/peek.ts';
import type { Someone } from './world/someone.ts';
import { sentBy, startsOver, trusts, verifies } from './world/verifying.ts';
import { World } from './world/world.ts';

/** Carol's group with Alice, who verified Bob, and with Bob. */
describe('a group with a verified person who has another identity', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  let carol: Someone;
  let roomId: string;
  let device: string;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
    carol = await befriended(world, alice, 'carol');
    await carol.befriends(bob);
    const group = { name: 'Trio', description: '', usernames: ['alice', 'bob'] };
    ({ roomId } = await carol.does('createGroup', group));
    for (const guest of [alice, bob]) await joins(guest, roomId);
    for (const each of [alice, bob, carol]) await hasMembers(each, 'alice', 'bob', 'carol');
    await alice.writes('all three', { roomId });
    for (const each of [bob, carol]) await each.hasRead(['all three'], { roomId });
    await isIn(alice, roomId, 'all three', 'delivered');
    await verifies(alice, bob);
    device = alice.deviceId;
  });
  afterEach(() => world.end());

  const withCarol = () => alice.with('carol') ?? { roomId: '' };
  let said = 0;
  async function lineIsUp(): Promise<void> {
    const direct = carol.with('alice');
    const bodies = [...(direct ? await carol.bodies(direct) : []), `carol ${++said}`];
    await alice.writes(`carol ${said}`, withCarol());
    await carol.hasRead(bodies, carol.with('alice'));
  }

  /** Bob begins anew, is taken out, and is invited again by Carol, who trusts him. */
  async function comesBack(): Promise<Someone> {
    const phone = await startsOver(bob);
    await carol.writes('who is bob now?', { roomId });
    await hasMembers(alice, 'alice', 'carol');
    expect(alice.group.heldBy).toEqual([]);
    await carol.does('addPeople', { roomId, usernames: ['bob'] });
    await joins(phone, roomId);
    await hasMembers(alice, 'alice', 'bob', 'carol');
    return phone;
  }

  it('[I-12] [M-10] goes on without them, once they are taken out', async () => {
    await startsOver(bob);
    await trusts(alice, 'bob', 'changed');
    await alice.writes('without bob', { roomId });
    await carol.hasRead(['all three', 'without bob'], { roomId });
    await hasMembers(alice, 'alice', 'carol');
    expect(alice.group.heldBy).toEqual([]);
  });

  it('[I-12] is held when somebody else lets them in again, until the user agrees', async () => {
    const phone = await comesBack();
    await alice.sees('what holds it', () => alice.group.heldBy.join() === bob.accountId);
    const bobs = alice.group.members.find(({ person }) => person.username === 'bob');
    expect(bobs?.trust).toBe('changed');
    await lineIsUp();
    const before = sentBy(alice, device);
    await alice.looks(true, { roomId });
    await alice.writes('for all three?', { roomId });
    await carol.writes('it is bob', { roomId });
    await phone.hasRead(['it is bob'], { roomId });
    await alice.hasRead(['1', '2', '3', 'it is bob'], { roomId });
    await alice.crashes();
    await alice.unlocks();
    await lineIsUp();
    expect(sentBy(alice, device) - before).toBe(1);
    await isIn(alice, roomId, 'for all three?', 'sending');
    await alice.does('acceptIdentity', { accountId: bob.accountId });
    await phone.hasRead(['it is bob', 'for all three?'], { roomId });
    expect(alice.group.heldBy).toEqual([]);
  });

  it('[I-12] is held no more when they are taken out again: what waited goes to the others', async () => {
    const phone = await comesBack();
    await alice.sees('what holds it', () => alice.group.heldBy.length === 1);
    await alice.writes('for whom?', { roomId });
    await lineIsUp();
    await carol.does('removeMember', { roomId, accountId: bob.accountId });
    await hasMembers(alice, 'alice', 'carol');
    await eventually('carol reads it', async () =>
      (await carol.bodies({ roomId })).includes('for whom?') ? true : undefined,
    );
    expect(await phone.bodies({ roomId })).not.toContain('for whom?');
    expect(alice.with('bob')?.trust).toBe('changed');
  });

  it('[I-12] [V-13] gets nothing that was sealed before it: it is sealed anew for whoever is there', async () => {
    // Sealed and under way; the relay says nothing of it.
    world.relay.faults.push('lose');
    await alice.writes('under way', { roomId });
    await eventually('it is lost', async () => world.relay.faults.length === 0 || undefined);
    expect((await recordsOf(alice, OUTBOX)).map(({ envelope }) => envelope !== null)).toEqual([true]);
    await startsOver(bob);
    await trusts(alice, 'bob', 'changed');
    expect((await recordsOf(alice, OUTBOX)).map(({ envelope }) => envelope !== null)).toEqual([false]);
    world.relay.drop(device);
    await carol.hasRead(['all three', 'under way'], { roomId });
    // Nobody had to refuse the former one.
    expect(world.relay.refusals).not.toContain(Refused_Reason.WRONG_DEVICES);
    await hasMembers(alice, 'alice', 'carol');
  });
});
