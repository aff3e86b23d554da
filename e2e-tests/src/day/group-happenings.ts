import { adds, handsOverTo, invitationTo, leavesGroup, makesGroup, removes, renames } from '../groups.ts';
import { eventually } from '../waiting.ts';
import { membersOf, type Room } from './book.ts';
import { anyOf, type Day } from './cast.ts';
import type { DayBrowser } from './day-browser.ts';
import { says } from './speaking.ts';

const NAMES = ['Chess', 'Choir', 'Garden', 'Holidays', 'Kitchen', 'Library', 'Market', 'Nature'];
const MAX_GROUPS = 3;
/** With fewer nobody leaves: a group of one is seldom of interest. */
const MEMBERS_LEFT = 3;
/** How long somebody who is online waits for what another one did. */
const NOTICED_WITHIN_MS = 60_000;

type Change = (day: Day, by: DayBrowser, room: Room) => Promise<string | null>;

/** Somebody who is online makes a group or changes one; another one writes there at the same time. */
export async function changesAGroup(day: Day): Promise<string | null> {
  const { draw, book, browsers } = day;
  const by = anyOf(
    draw,
    browsers.filter((each) => each.isAtHand && !each.isOffline),
  );
  if (!by) return null;
  await by.hasComeBack();
  const groups = [...book.rooms.values()].filter(({ kind }) => kind === 'group');
  if (groups.length < MAX_GROUPS && draw(4) === 0) return makes(day, by, groups.length);
  const room = anyOf(draw, groups);
  if (!room) return null;
  if (room.invited.has(by.owner)) return answers(day, by, room);
  if (!membersOf(room).includes(by.owner)) return null;
  const change = anyOf(draw, room.owner === by.owner ? OF_OWNERS : OF_MEMBERS);
  if (!change || !(await by.turnsTo(room.roomId))) return null;
  const writer = anyOf(
    draw,
    browsers.filter((each) => each !== by && each.isAtHand && membersOf(room).includes(each.owner)),
  );
  const [what] = await Promise.all([change(day, by, room), writer && says(book, writer, room, 1)]);
  return what && writer ? `${what}, while ${writer.name} writes there` : what;
}

const OF_OWNERS: readonly Change[] = [invites, invites, takesOut, names, handsOver, goes];
const OF_MEMBERS: readonly Change[] = [goes];

async function makes({ draw, book, browsers }: Day, by: DayBrowser, groups: number): Promise<string | null> {
  const name = NAMES[groups] ?? 'Others';
  const friends = browsers.filter(
    ({ owner }, at) => at === browsers.findIndex((each) => each.owner === owner),
  );
  const guests = friends.filter(({ owner }) => owner !== by.owner && draw(4) > 0);
  if (guests.length === 0) return null;
  await makesGroup(
    by.person,
    name,
    guests.map(({ person }) => person),
  );
  const made = await eventually('the group is there', async () => {
    const { conversations } = await by.snapshot();
    return conversations.find((each) => each.kind === 'group' && each.name === name);
  });
  const room = book.opens(made.roomId, 'group', name, [by.owner]);
  for (const { owner } of guests) room.invited.add(owner);
  return `${by.name} makes ${name} with ${guests.map(({ owner }) => owner).join(', ')}`;
}

async function answers({ draw, book }: Day, by: DayBrowser, room: Room): Promise<string> {
  const isYes = draw(5) > 0;
  const { name } = await eventually(
    `${by.name} is invited to ${room.name}`,
    async () => (await by.snapshot()).invitations.find((each) => each.roomId === room.roomId),
    NOTICED_WITHIN_MS,
  );
  const invitation = invitationTo(by.person, name).first();
  await invitation.getByRole('button', { name: isYes ? 'Accept' : 'Decline' }).click();
  await eventually(`${by.name} has answered`, async () => {
    const { invitations } = await by.snapshot();
    return invitations.some((each) => each.roomId === room.roomId) ? undefined : true;
  });
  if (isYes) book.joins(room, by.owner);
  else room.invited.delete(by.owner);
  return `${by.name} ${isYes ? 'joins' : 'declines'} ${room.name}`;
}

async function invites({ draw, browsers }: Day, by: DayBrowser, room: Room): Promise<string | null> {
  const here = [...membersOf(room), ...room.invited];
  const other = anyOf(
    draw,
    browsers.filter((each) => !here.includes(each.owner)),
  );
  if (!other) return null;
  // Who has just declined, or was taken out, is still in what this browser knows.
  await eventually(
    `${by.name} knows that ${other.owner} is not in ${room.name}`,
    async () => {
      const group = await by.room(room.roomId);
      const all = group?.kind === 'group' ? [...group.members, ...group.invited] : [];
      return all.some(({ person }) => person.username === other.person.username) ? undefined : true;
    },
    NOTICED_WITHIN_MS,
  );
  await adds(by.person, other.person);
  room.invited.add(other.owner);
  return `${by.name} invites ${other.owner} to ${room.name}`;
}

async function takesOut({ draw, book, browsers }: Day, by: DayBrowser, room: Room): Promise<string | null> {
  const other = anyOf(
    draw,
    browsers.filter(({ owner }) => owner !== by.owner && membersOf(room).includes(owner)),
  );
  if (!other || membersOf(room).length < MEMBERS_LEFT) return null;
  await removes(by.person, other.person);
  book.leaves(room, other.owner);
  return `${by.name} removes ${other.owner} from ${room.name}`;
}

async function names({ count }: Day, by: DayBrowser, room: Room): Promise<string> {
  const name = `${room.name.split(' ')[0]} ${count()}`;
  await renames(by.person, name, `What ${name} is about`);
  room.name = name;
  return `${by.name} calls it ${name}`;
}

async function handsOver({ draw, browsers }: Day, by: DayBrowser, room: Room): Promise<string | null> {
  const other = anyOf(
    draw,
    browsers.filter(({ owner }) => owner !== by.owner && membersOf(room).includes(owner)),
  );
  if (!other) return null;
  await handsOverTo(by.person, other.person);
  room.owner = other.owner;
  return `${by.name} hands ${room.name} over to ${other.owner}`;
}

async function goes({ book }: Day, by: DayBrowser, room: Room): Promise<string | null> {
  if (membersOf(room).length < MEMBERS_LEFT) return null;
  await leavesGroup(by.person);
  book.leaves(room, by.owner);
  return `${by.name} leaves ${room.name}`;
}
