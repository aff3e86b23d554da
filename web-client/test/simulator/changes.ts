import type { GroupConversationView } from '../../src/messenger/port.ts';
import { links } from '../messenger/world/linking.ts';
import { PASSWORD } from '../messenger/world/someone.ts';
import type { Device } from './device.ts';
import type { Happening } from './script.ts';
import type { Simulation } from './simulation.ts';

type Change = Extract<Happening, { readonly what: What }>;
type What = 'group' | 'links' | 'signs out' | 'recovers' | 'loses device';

/** Browsers that a script opens at most. */
const MOST_DEVICES = 8;

/** Who is in a group, and which devices somebody has. Whatever is not possible just then does not happen. */
export function changes(simulation: Simulation, device: Device, event: Change): void {
  switch (event.what) {
    case 'group':
      return group(simulation, device, event);
    case 'links':
      return link(simulation, device);
    case 'signs out':
      return signOut(simulation, device, event.whom);
    case 'recovers':
      return recover(simulation);
    case 'loses device':
      simulation.witness.resets.push({ at: simulation.witness.now(), is: device.accountId });
      return simulation.commands(device, 'lostOrStolen', { password: PASSWORD });
  }
}

function group(
  simulation: Simulation,
  device: Device,
  { how, whom }: Extract<Change, { readonly what: 'group' }>,
): void {
  const { conversations = [], invitations = [] } = device.snapshot ?? {};
  const groups = conversations.flatMap((each) => (each.kind === 'group' && each.open ? [each] : []));
  const friends = conversations.flatMap((each) => (each.kind === 'direct' && each.open ? [each.person] : []));
  const known = groups[whom % Math.max(1, groups.length)];
  const invitation = invitations[whom % Math.max(1, invitations.length)];
  const friend = friends[whom % Math.max(1, friends.length)];
  if (how === 'create') {
    if (!friend || conversations.length > 6) return;
    const input = { name: `by ${device.name}`, description: '', usernames: [friend.username] };
    return simulation.commands(device, 'createGroup', input);
  }
  if (how === 'accept' || how === 'decline') {
    if (!invitation) return;
    const name = how === 'accept' ? 'acceptInvitation' : 'declineInvitation';
    return simulation.commands(device, name, { roomId: invitation.roomId });
  }
  if (known) inGroup(simulation, device, { how, whom, friend: friend?.username }, known);
}

function inGroup(
  simulation: Simulation,
  device: Device,
  {
    how,
    whom,
    friend,
  }: {
    readonly how: 'add' | 'remove' | 'leave' | 'rename' | 'hand over';
    readonly whom: number;
    readonly friend: string | undefined;
  },
  { roomId, members, invited }: GroupConversationView,
): void {
  const all = [...members, ...invited].map(({ person }) => person.accountId);
  const others = all.filter((account) => account !== device.accountId);
  const accountId = others[whom % Math.max(1, others.length)];
  switch (how) {
    case 'add':
      return friend ? simulation.commands(device, 'addPeople', { roomId, usernames: [friend] }) : undefined;
    case 'remove':
      return accountId ? simulation.commands(device, 'removeMember', { roomId, accountId }) : undefined;
    case 'hand over':
      return accountId ? simulation.commands(device, 'handOver', { roomId, accountId }) : undefined;
    case 'leave':
      return simulation.commands(device, 'leaveGroup', { roomId });
    case 'rename':
      return simulation.commands(device, 'renameGroup', { roomId, name: `named ${whom}`, description: '' });
  }
}

function link(simulation: Simulation, opener: Device): void {
  if (simulation.devices.length >= MOST_DEVICES || opener.snapshot?.linking) return;
  const newcomer = simulation.device(opener.username);
  simulation.leaves(newcomer);
  const joined = () => {
    newcomer.openedBy = opener.name;
    simulation.count('linked');
    simulation.devices.push(newcomer);
  };
  // Both sides said so, and yet one of them went down: nobody uses that browser.
  void links(opener, newcomer).then(joined, () => newcomer.powerCut());
}

function signOut(simulation: Simulation, device: Device, whom: number): void {
  const others = simulation.devices.filter(
    (each) => each.username === device.username && each !== device && each.deviceId !== '',
  );
  const other = others[whom % Math.max(1, others.length)];
  if (other) simulation.commands(device, 'signOutDevice', { deviceId: other.deviceId });
}

function recover(simulation: Simulation): void {
  const [[username, phrase] = []] = simulation.phrases;
  if (!username || !phrase || simulation.devices.length >= MOST_DEVICES) return;
  const browser = simulation.device(username);
  simulation.leaves(browser);
  simulation.witness.resets.push({ at: simulation.witness.now(), is: browser.accountId });
  simulation.commands(browser, 'recoverAccount', { username, password: PASSWORD, phrase }, (outcome) => {
    if (outcome === 'ok') simulation.devices.push(browser);
    else browser.powerCut();
  });
}
