import { joins } from '../messenger/world/gathering.ts';
import { links } from '../messenger/world/linking.ts';
import { setsAPhrase } from '../messenger/world/recovering.ts';
import type { Device } from './device.ts';
import type { Shape } from './script.ts';
import type { Simulation } from './simulation.ts';

const PEOPLE: Readonly<Record<Shape, number>> = { direct: 2, pairs: 2, trio: 3, quartet: 4 };
const NAMES = ['alice', 'bob', 'carol', 'dave'] as const;

/**
 * Alice, who has a recovery phrase, and her friends sign up; some link a second browser; three make a group.
 *
 * @returns one device of each person
 */
export async function meet(simulation: Simulation, shape: Shape): Promise<readonly Device[]> {
  const people = NAMES.slice(0, PEOPLE[shape]).map((username) => simulation.device(username));
  await Promise.all(people.map((each) => each.signsUp()));
  const [alice, bob, carol] = people;
  if (!alice || !bob) throw new Error('there are two at least');
  for (const other of people.slice(1)) await alice.befriends(other);
  simulation.phrases.set('alice', await setsAPhrase(alice));
  const twice = { direct: [], pairs: people, trio: [alice], quartet: [alice, bob] }[shape];
  for (const each of twice) await links(each, simulation.device(each.username));
  if (carol) await gather(simulation, alice, [bob, carol]);
  return people;
}

async function gather({ devices }: Simulation, owner: Device, guests: readonly Device[]): Promise<void> {
  const usernames = guests.map(({ username }) => username);
  const { roomId } = await owner.does('createGroup', { name: 'Group', description: '', usernames });
  for (const guest of guests) await joins(guest, roomId);
  const all = [owner, ...guests].map(({ username }) => username);
  for (const device of devices.filter(({ username }) => all.includes(username))) {
    await device.sees('everybody', ({ conversations }) =>
      conversations.some((each) => each.kind === 'group' && each.members.length === all.length),
    );
  }
}
