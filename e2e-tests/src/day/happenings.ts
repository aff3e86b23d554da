import { isRemoved, opensDevices, signsOutDevice } from '../devices.ts';
import { eventually } from '../waiting.ts';
import type { Room } from './book.ts';
import { anyOf, browsersOf, links, type Day } from './cast.ts';
import type { DayBrowser } from './day-browser.ts';
import { changesAGroup } from './group-happenings.ts';
import { says } from './speaking.ts';

/** Something that happens on a day. @returns what it was, or null when it cannot happen just now */
type Happening = (day: Day) => Promise<string | null>;

/** Texts that one browser says at a time. */
const MAX_BURST = 3;

/** Each as often as it stands here, in relation to the others. */
const HAPPENINGS: readonly (readonly [number, Happening])[] = [
  [20, (day) => someWrite(day, 1)],
  [8, (day) => someWrite(day, 3)],
  [6, looks],
  [6, goesOffline],
  [8, goesOnline],
  [4, opensATab],
  [4, closesATab],
  [3, losesATab],
  [2, browserDies],
  [4, opensAgain],
  [3, locks],
  [2, signsOut],
  [4, linksAgain],
  [3, verifies],
  [2, serverStartsAgain],
  [16, changesAGroup],
];

/** Draws until something can happen, and lets it. @returns what it was */
export async function happens(day: Day): Promise<string> {
  const total = HAPPENINGS.reduce((sum, [weight]) => sum + weight, 0);
  for (;;) {
    let lot = day.draw(total);
    const drawn = HAPPENINGS.find(([weight]) => (lot -= weight) < 0);
    const what = await drawn?.[1](day);
    if (what) return what;
  }
}

const open = (day: Day): readonly DayBrowser[] => day.browsers.filter((each) => each.isAtHand);

/** One or several at the same time, each in a room that it knows. */
async function someWrite(day: Day, writers: number): Promise<string | null> {
  const { draw, book } = day;
  const all = [...open(day)];
  const writing: Promise<void>[] = [];
  const told: string[] = [];
  while (writing.length < writers && all.length > 0) {
    const [browser] = all.splice(draw(all.length), 1);
    const count = 1 + draw(MAX_BURST);
    const room = browser && (await anyRoom(day, browser));
    if (!browser || !room) continue;
    browser.turnsToAny(draw);
    told.push(`${browser.name} writes ${count} in ${room.name || room.standings[0]?.join(' and ')}`);
    writing.push(says(book, browser, room, count));
  }
  await Promise.all(writing);
  return told.length === 0 ? null : told.join('; ');
}

/** One in which that browser may write, as far as it knows. */
async function anyRoom({ draw, book }: Day, browser: DayBrowser): Promise<Room | undefined> {
  const { conversations } = await browser.snapshot();
  const here = conversations.filter((each) => each.open).map(({ roomId }) => roomId);
  const isIn = (room: Room) => room.standings.at(-1)?.includes(browser.owner) === true;
  return anyOf(
    draw,
    [...book.rooms.values()].filter((room) => isIn(room) && here.includes(room.roomId)),
  );
}

async function looks(day: Day): Promise<string | null> {
  const browser = anyOf(day.draw, open(day));
  const room = browser && (await anyRoom(day, browser));
  if (!browser || !room) return null;
  browser.turnsToAny(day.draw);
  await browser.turnsTo(room.roomId);
  return `${browser.name} looks`;
}

async function goesOffline(day: Day): Promise<string | null> {
  const browser = anyOf(
    day.draw,
    open(day).filter((each) => !each.isOffline),
  );
  if (!browser) return null;
  await browser.goesOffline();
  return `${browser.name} goes offline`;
}

async function goesOnline(day: Day): Promise<string | null> {
  const browser = anyOf(
    day.draw,
    day.browsers.filter((each) => each.isOffline && !each.isOut),
  );
  if (!browser) return null;
  await browser.goesOnline();
  return `${browser.name} is online again`;
}

async function opensATab(day: Day): Promise<string | null> {
  const browser = anyOf(
    day.draw,
    open(day).filter((each) => each.mayOpenMore),
  );
  if (!browser) return null;
  await browser.opens();
  return `${browser.name} opens a tab${browser.isOffline ? ' without a network' : ''}`;
}

async function closesATab(day: Day): Promise<string | null> {
  const browser = anyOf(day.draw, open(day));
  const page = browser && anyOf(day.draw, browser.tabs);
  if (!browser || !page) return null;
  await browser.closesTab(page);
  return `${browser.name} closes a tab, ${browser.tabs.length} are left`;
}

async function losesATab(day: Day): Promise<string | null> {
  const browser = anyOf(day.draw, open(day));
  const page = browser && anyOf(day.draw, browser.tabs);
  if (!browser || !page) return null;
  await browser.loses(page);
  return `${browser.name} loses a tab, ${browser.tabs.length} are left`;
}

async function browserDies(day: Day): Promise<string | null> {
  const browser = anyOf(day.draw, open(day));
  if (!browser) return null;
  await browser.isKilled();
  await browser.isStartedAgain();
  return `${browser.name} is killed and started again`;
}

async function opensAgain(day: Day): Promise<string | null> {
  const browser = anyOf(
    day.draw,
    day.browsers.filter((each) => !each.isOpen && !each.isOut),
  );
  if (!browser) return null;
  await browser.opens();
  return `${browser.name} is opened again`;
}

async function locks(day: Day): Promise<string | null> {
  const browser = anyOf(day.draw, open(day));
  if (!browser) return null;
  await browser.person.choosesInAccountMenu('Lock');
  await browser.person.isAskedToUnlock();
  await browser.comesHome();
  return `${browser.name} is locked and unlocked`;
}

/** What it had not sent yet stays in it, sealed. */
async function signsOut(day: Day): Promise<string | null> {
  const by = anyOf(
    day.draw,
    open(day).filter((each) => !each.isOffline),
  );
  const other =
    by &&
    anyOf(
      day.draw,
      browsersOf(day, by.owner).filter((each) => each !== by),
    );
  if (!by || !other) return null;
  const isWatched = other.isOpen && !other.isOffline;
  await by.hasComeBack();
  // One that pauses between its attempts hears of it only then.
  if (isWatched) await other.hasComeBack();
  for (const said of day.book.underWay(other.name)) said.isDoubtful = true;
  await opensDevices(by.person);
  await signsOutDevice(by.person, await nameOfOther(by));
  await by.person.closesDialog();
  other.isOut = true;
  if (isWatched) {
    await isRemoved(other.person);
    await other.collectsWords();
  }
  await other.person.leaves();
  day.browsers.splice(day.browsers.indexOf(other), 1);
  return `${by.name} signs ${other.name} out${other.isOffline ? ', which is offline' : ''}`;
}

async function linksAgain(day: Day): Promise<string | null> {
  const { draw } = day;
  const opener = anyOf(
    draw,
    open(day).filter(
      ({ owner, isOffline }) => !isOffline && owner !== 'Dave' && browsersOf(day, owner).length < 2,
    ),
  );
  if (!opener) return null;
  await opener.hasComeBack();
  const browser = await links(day, opener, `${opener.owner} ${day.count()}`);
  return `${opener.name} links ${browser.name}`;
}

/** Both look at the same sixty digits; one of them says so. */
async function verifies(day: Day): Promise<string | null> {
  const { draw, book } = day;
  const browser = anyOf(
    draw,
    open(day).filter((each) => !each.isOffline),
  );
  const room = anyOf(
    draw,
    [...book.rooms.values()].filter(
      ({ kind, standings }) => kind === 'direct' && browser && standings[0]?.includes(browser.owner),
    ),
  );
  const other = room?.standings[0]?.find((each) => each !== browser?.owner);
  if (!browser || !room || !other || day.verified.has(`${browser.owner} ${other}`)) return null;
  await browser.hasComeBack();
  if (!(await browser.turnsTo(room.roomId))) return null;
  if (!(await browser.verifies())) return null;
  day.verified.add(`${browser.owner} ${other}`);
  return `${browser.name} verifies ${other}`;
}

async function serverStartsAgain({ stack, draw }: Day): Promise<string> {
  const isKilled = draw(2) === 0;
  await (isKilled ? stack.kill() : stack.stop());
  await stack.boot();
  return `the server is ${isKilled ? 'killed' : 'stopped'} and started again`;
}

/** As "Devices" calls the browser that it is not. */
async function nameOfOther({ page }: DayBrowser): Promise<string> {
  const button = page.getByRole('button', { name: /^Sign out (?!everywhere)/ }).first();
  return eventually('another browser is listed', async () => {
    const label = await button.getAttribute('aria-label');
    return label?.replace('Sign out ', '');
  });
}
