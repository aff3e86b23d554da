import {
  accountId,
  fromUuid,
  roomNameHash,
  saltName,
  type MembershipChange,
} from '../../src/protocol/index.ts';
import { Handmade } from '../messenger/world/handmade.ts';
import type { Someone } from '../messenger/world/someone.ts';
import { attack, type NamedAttack } from './attack.ts';
import type { Stage } from './stage.ts';

type Person = Pick<Someone, 'accountId'>;

const idOf = ({ accountId: account }: Person) => accountId(fromUuid(account));
const carolOf = ({ carol }: Stage): Someone => {
  if (!carol) throw new Error('there are three');
  return carol;
};

const invites = async (stage: Stage, person: Person): Promise<MembershipChange> => ({
  type: 'invite',
  people: [{ accountId: idOf(person), identityKey: (await stage.verified(person)).identityKey }],
});

/** Bob is shown one entry more; it takes nobody in. */
const adds =
  (make: (stage: Stage, ghost: Handmade) => Promise<Uint8Array>) =>
  async (stage: Stage): Promise<string> => {
    const ghost = await Handmade.arrives(stage.world, 'ghost');
    const entry = await make(stage, ghost);
    stage.showsLog(stage.bob, (entries) => [...entries, entry]);
    const alarms = await stage.alarms(stage.bob);
    const { members, invited } = stage.bob.group;
    return `${alarms}; ${members.length} members, ${invited.length} invited`;
  };

const bob = { setting: 'group', held: 'bob' } as const;

/** Membership logs. */
export const GROUPS: readonly NamedAttack[] = [
  attack('[M-8] adds a ghost to a group', {
    ...bob,
    does: adds(async (stage, ghost) => {
      const [device] = (await stage.verified(ghost)).certified;
      return stage.entry(stage.alice, await invites(stage, ghost), device?.signingKey);
    }),
    shows: 'membership-signature; 3 members, 0 invited',
    heals: true,
  }),
  attack('[M-8] lets in a ghost whom nobody invited', {
    ...bob,
    does: adds((stage, ghost) => stage.entry(ghost, { type: 'accept' })),
    shows: 'membership-role; 3 members, 0 invited',
    heals: true,
  }),
  attack('[M-8] has a member invite a ghost who is no owner', {
    ...bob,
    does: adds(async (stage, ghost) => stage.entry(carolOf(stage), await invites(stage, ghost))),
    shows: 'membership-role; 3 members, 0 invited',
    heals: true,
  }),
  attack('[M-8] has a member remove the owner', {
    ...bob,
    does: adds((stage) => stage.entry(carolOf(stage), { type: 'remove', accountId: idOf(stage.alice) })),
    shows: 'membership-role; 3 members, 0 invited',
    heals: true,
  }),
  attack('[M-8] expels somebody without a reason', {
    ...bob,
    does: adds((stage) => {
      const evidence = stage.newest(stage.alice);
      return stage.entry(carolOf(stage), { type: 'expel', accountId: idOf(stage.alice), evidence });
    }),
    shows: 'membership-evidence; 3 members, 0 invited',
    heals: true,
  }),
  attack('[M-8] adds what is no entry', {
    ...bob,
    does: adds(async () => Uint8Array.of(0x0a, 0xff)),
    shows: 'membership-malformed; 3 members, 0 invited',
    heals: true,
  }),
  attack('[M-8] takes entries back', {
    ...bob,
    does: async (stage) => {
      stage.showsLog(stage.bob, (entries) => entries.slice(0, -1));
      return `${await stage.alarms(stage.bob)}; ${stage.bob.group.members.length} members`;
    },
    shows: 'membership-rolled-back; 3 members',
    heals: true,
  }),
  attack('[M-12] hides a removal', {
    ...bob,
    does: async (stage) => {
      const { alice, roomId } = stage;
      const removed = carolOf(stage);
      stage.showsLog(stage.bob, (entries) => entries.slice(0, 4));
      await alice.does('removeMember', { roomId, accountId: removed.accountId });
      await stage.has(stage.bob, await stage.secret(alice));
      await stage.aWhile();
      return `${await stage.alarms(stage.bob)}; carol has ${(await removed.bodies(stage)).length}`;
    },
    shows: 'membership-withheld; carol has 0',
  }),
  attack('[M-12] tells two members of two logs', {
    ...bob,
    does: async (stage) => {
      const { alice, roomId, world } = stage;
      const nameHash = await roomNameHash(world.crypto, saltName(world.crypto, 'for Bob', ''));
      const other = await stage.entry(alice, { type: 'rename', nameHash });
      stage.showsLog(stage.bob, (entries) => [...entries.slice(0, 4), other]);
      await stage.aWhile();
      await alice.does('renameGroup', { roomId, name: 'for all others', description: '' });
      await stage.has(stage.bob, await stage.secret(alice));
      return stage.alarms(stage.bob);
    },
    shows: 'membership-forked',
  }),
];
