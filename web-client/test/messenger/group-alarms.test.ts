import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  roomNameHash,
  saltName,
  takeEntry,
  type MembershipChange,
  type VerifiedLog,
} from '../../src/protocol/index.ts';
import { DirectoryChanged_Topic as Topic } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { eventually } from './world/eventually.ts';
import { befriended, hasMembers, isIn, story, trio } from './world/gathering.ts';
import { Handmade } from './world/handmade.ts';
import { alarmsIn, quarantinedIn } from './world/peek.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('a service that does not tell the truth about a group', () => {
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

  type Person = Pick<Someone, 'accountId'>;
  const listOf = ({ accountId: account }: Person) =>
    world.social.lists.get(account)?.at(-1) ?? new Uint8Array();
  const genuine = (): { log: VerifiedLog; entries: readonly Uint8Array[] } => {
    const kept = world.social.groups.kept.get(roomId);
    if (!kept) throw new Error('there is a group');
    return kept;
  };
  const forged = (author: Person, change: MembershipChange, signedBy?: Uint8Array) =>
    world.traitor.entry(author.accountId, listOf(author), genuine().log, change, signedBy);

  const news = (someone: Someone) => world.social.onChanged(Topic.ROOMS, [someone.accountId], null);

  /** What that person is shown of the log from now on. */
  function shows(to: Someone, log: (entries: readonly Uint8Array[]) => readonly Uint8Array[]): void {
    world.social.groups.shows = (reader, _room, entries) =>
      reader === to.accountId ? log(entries) : entries;
    news(to);
  }

  function tellsTheTruth(to: Someone): void {
    world.social.groups.shows = (_reader, _room, entries) => entries;
    news(to);
  }

  const alarmed = (someone: Someone, code: string) =>
    eventually(`${someone.username} is alarmed by ${code}`, async () => {
      const standing = await alarmsIn(someone, roomId);
      return standing.length > 0 && standing.every((each) => each === code) ? true : undefined;
    });

  /** Whatever Bob writes stays with him. */
  async function nothingIsSent(): Promise<void> {
    await bob.writes('unsent', { roomId });
    let asked = 0;
    bob.fault = (call) => {
      if (call === 'roomLog') asked++;
      return null;
    };
    await eventually('bob asked twice more', async () => asked >= 2 || undefined);
    expect((await bob.states({ roomId })).at(-1)).toBe('sending');
    for (const each of [alice, carol]) expect(await each.bodies({ roomId })).not.toContain('unsent');
    expect((await bob.notices({ roomId })).filter((each) => each === 'security-alarm')).toHaveLength(1);
  }

  async function sentInTheEnd(): Promise<void> {
    await isIn(bob, roomId, 'unsent', 'delivered');
    await eventually('all holds again', async () => (await alarmsIn(bob, roomId)).length === 0 || undefined);
    expect(await bob.notices({ roomId })).toContain('security-restored');
    expect(await bob.notices({ roomId })).not.toContain('security-alarm');
  }

  it('[M-8] is caught when it shows nothing of the group any more', async () => {
    world.social.groups.lists = (reader, rooms) => (reader === bob.accountId ? [] : rooms);
    shows(bob, () => []);
    await alarmed(bob, 'membership-rolled-back');
    await nothingIsSent();
    world.social.groups.lists = (_reader, rooms) => rooms;
    tellsTheTruth(bob);
    await sentInTheEnd();
  });

  it('[M-12] is caught when it hides a removal, as soon as somebody writes', async () => {
    shows(bob, (entries) => entries.slice(0, 4));
    await alice.does('removeMember', { roomId, accountId: carol.accountId });
    await alice.writes('carol is out', { roomId });
    await bob.hasRead(['carol is out'], { roomId });
    await alarmed(bob, 'membership-withheld');
    await nothingIsSent();
    // What was known when the engine stopped is known when it starts.
    await bob.closesTheBrowser();
    bob.opensTheBrowser();
    await bob.unlocks();
    expect(await alarmsIn(bob, roomId)).toEqual(['membership-withheld']);
    tellsTheTruth(bob);
    await sentInTheEnd();
    await hasMembers(bob, 'alice', 'bob');
    expect(await carol.bodies({ roomId })).toEqual([]);
  });

  it('[M-12] is caught when it tells two truths, for ever', async () => {
    const { crypto } = world;
    const renamed = async (name: string): Promise<MembershipChange> => ({
      type: 'rename',
      nameHash: await roomNameHash(crypto, saltName(crypto, name, '')),
    });
    const other = await forged(alice, await renamed('for Bob'));
    shows(bob, (entries) => [...entries.slice(0, 4), other]);
    await eventually('bob took it', async () =>
      (await story(bob, roomId)).some((each) => each.startsWith('group-renamed')) ? true : undefined,
    );
    await alice.does('renameGroup', { roomId, name: 'for all others', description: '' });
    await alice.writes('what are we called?', { roomId });
    await bob.hasRead(['what are we called?'], { roomId });
    await alarmed(bob, 'membership-forked');
    await nothingIsSent();
    tellsTheTruth(bob);
    await alice.writes('still here', { roomId });
    await bob.hasRead(['1', 'unsent', 'still here'], { roomId });
    expect(await alarmsIn(bob, roomId)).toContain('membership-forked');
    expect((await bob.reads({ roomId })).find(({ body }) => body === 'unsent')?.state).toBe('sending');
  });

  it('[I-6] is believed again also where somebody was removed while an older list was shown', async () => {
    world.social.shows = (reader, account, lists) =>
      reader === bob.accountId && account === alice.accountId ? [] : lists;
    world.social.onChanged(Topic.DEVICES, [bob.accountId], alice.accountId);
    await alarmed(bob, 'device-list-rolled-back');
    await alice.does('removeMember', { roomId, accountId: bob.accountId });
    await bob.sees('that he is out', () => bob.group.me === 'former');
    world.social.shows = (_reader, _account, lists) => lists;
    world.social.onChanged(Topic.DEVICES, [bob.accountId], alice.accountId);
    await eventually('all holds', async () => (await alarmsIn(bob, roomId)).length === 0 || undefined);
    expect(await bob.notices({ roomId })).toContain('security-restored');
    expect(await bob.notices({ roomId })).not.toContain('security-alarm');
  });

  it('[C-16] is believed again also where somebody left while a list was withheld', async () => {
    const [first = new Uint8Array()] = world.social.lists.get(alice.accountId) ?? [];
    const next = await world.traitor.successor(alice.accountId, first, world.nowMs++);
    world.social.shows = (reader, account, lists) =>
      reader === bob.accountId && account === alice.accountId ? lists.slice(0, 1) : lists;
    world.social.lists.set(alice.accountId, [first, next]);
    await alice.writes('hi', { roomId });
    await bob.hasRead(['hi'], { roomId });
    await alarmed(bob, 'device-list-withheld');
    await bob.does('leaveGroup', { roomId });
    await bob.sees('that he is out', () => bob.group.me === 'former');
    world.social.shows = (_reader, _account, lists) => lists;
    world.social.onChanged(Topic.DEVICES, [bob.accountId], alice.accountId);
    await eventually('all holds', async () => (await alarmsIn(bob, roomId)).length === 0 || undefined);
    expect(await bob.notices({ roomId })).not.toContain('security-alarm');
  });

  it('[M-8] is caught when the log goes on from something else than what was known', async () => {
    const { crypto } = world;
    const short = genuine().entries.slice(0, 3);
    let log: VerifiedLog | null = null;
    const context = { rememberedHash: () => Promise.resolve(null), nowMs: 1 };
    for (const entry of short) log = (await takeEntry(crypto, log, genuine().log.roomId, entry, context)).log;
    if (!log) throw new Error('a log');
    const leaves = await world.traitor.entry(carol.accountId, listOf(carol), log, { type: 'decline' });
    const next = await takeEntry(crypto, log, log.roomId, leaves, context);
    const rename = await world.traitor.entry(alice.accountId, listOf(alice), next.log, { type: 'leave' });
    shows(bob, () => [...short, leaves, rename]);
    await alarmed(bob, 'membership-forked');
    await nothingIsSent();
  });

  it('shows nothing of a group whose log does not hold from its beginning, and records it once', async () => {
    const dave = await befriended(world, alice, 'dave');
    const begun = genuine().entries[1] ?? new Uint8Array();
    shows(dave, (entries) => [begun, ...entries.slice(1)]);
    await alice.does('addPeople', { roomId, usernames: ['dave'] });
    await eventually('dave was told', async () =>
      (await quarantinedIn(dave, roomId)).length > 0 ? true : undefined,
    );
    news(dave);
    news(dave);
    await eventually(
      'it was asked again',
      async () => (await quarantinedIn(dave, roomId)).length === 1 || undefined,
    );
    expect(await quarantinedIn(dave, roomId)).toEqual(['membership-gap']);
    expect(dave.snapshot?.invitations).toEqual([]);
    expect(dave.snapshot?.conversations).toHaveLength(1);
    tellsTheTruth(dave);
    await dave.sees('the invitation', ({ invitations }) => invitations.length === 1);
  });

  it('[M-16] shows no invitation that only the service, or only somebody else, tells of', async () => {
    const dave = await befriended(world, alice, 'dave');
    const mallory = await Handmade.arrives(world, 'mallory');
    await mallory.befriends(dave);
    // Her invitation does not leave yet; the log tells of it already.
    world.relay.down = true;
    world.relay.drop(alice.deviceId);
    await alice.sees('no connection', ({ connection }) => connection.state !== 'online');
    await alice.does('addPeople', { roomId, usernames: ['dave'] });
    const { log } = genuine();
    const name = saltName(world.crypto, 'Win a prize', '');
    const invitation = {
      type: 'group-invitation',
      roomId: log.roomId,
      firstHash: log.firstHash,
      name,
    } as const;
    await mallory.says(dave, invitation, { counter: 1 });
    await mallory.says(dave, { type: 'text', body: 'look!', replyTo: null }, { counter: 2 });
    await dave.hasRead(['look!'], dave.with('mallory'));
    expect(dave.snapshot?.invitations).toEqual([]);
    world.relay.down = false;
    const { invitations } = await dave.sees(
      'the invitation',
      (snapshot) => snapshot.invitations.length === 1,
    );
    expect(invitations[0]).toMatchObject({ name: 'Trio', by: { username: 'alice' } });
  });
});
