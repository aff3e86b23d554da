import type { Person } from '../../src/messenger/port.ts';
import { joins } from '../messenger/world/gathering.ts';
import type { Someone } from '../messenger/world/someone.ts';
import { attack, type NamedAttack } from './attack.ts';
import type { Stage } from './stage.ts';

const carolOf = ({ carol }: Stage): Someone => {
  if (!carol) throw new Error('there are three');
  return carol;
};

const roomWith = (stage: Stage, name: string): string => stage.alice.with(name)?.roomId ?? '';

/** Who gets it, of the two whose names were swapped, when Alice writes a secret to Carol. */
async function writesToCarol(stage: Stage): Promise<string> {
  const roomId = roomWith(stage, 'carol');
  const secret = await stage.secret(stage.alice, roomId);
  await stage.has(carolOf(stage), secret, roomId);
  return `carol has it, bob has ${(await stage.bob.bodies()).length}`;
}

const called = (people: readonly Person[], { accountId }: Someone): string =>
  people.find((person) => person.accountId === accountId)?.username ?? 'nobody';

/** How the service calls people. */
export const NAMES: readonly NamedAttack[] = [
  attack('[C-20] swaps the names of two people', {
    setting: 'group',
    does: async (stage) => {
      stage.swaps(stage.bob, carolOf(stage));
      const alarms = await Promise.all(
        ['bob', 'carol'].map((name) => stage.alarms(stage.alice, roomWith(stage, name))),
      );
      return [...alarms, await writesToCarol(stage)].join('; ');
    },
    shows: 'username-changed; username-changed; carol has it, bob has 0',
    heals: true,
  }),
  attack('[C-20] swaps the names of two people in a group', {
    setting: 'group',
    does: async (stage) => {
      const [bob, carol] = [stage.bob, carolOf(stage)];
      stage.swapsInGroups(stage.alice, bob, carol);
      const alarms = await stage.alarms(stage.alice);
      const people = stage.alice.group.members.map(({ person }) => person);
      return `${alarms}; ${called(people, bob)}, ${called(people, carol)}`;
    },
    shows: 'username-changed; bob, carol',
    heals: true,
  }),
  attack('[C-20] gives an account of its own the name of a friend, whom Alice invites', {
    setting: 'friends',
    does: async (stage) => {
      const { alice, bob } = stage;
      const mallory = await stage.impostor(bob);
      const rooms = alice.snapshot?.conversations.map(({ roomId }) => roomId) ?? [];
      const alarms = await Promise.all(rooms.map((roomId) => stage.alarms(alice, roomId)));
      const typed = await alice.tries('createGroup', { name: 'Duo', description: '', usernames: ['bob'] });
      const accountIds = [bob.accountId];
      const { roomId } = await alice.does('createGroup', { name: 'Duo', description: '', accountIds });
      await joins(bob, roomId);
      const secret = await stage.secret(alice, roomId);
      await stage.has(bob, secret, roomId);
      return `${alarms.join(', ')}; ${typed}; mallory is in ${mallory.snapshot?.invitations.length ?? 0}`;
    },
    shows: 'username-changed, username-changed; unverified; mallory is in 0',
  }),
];
