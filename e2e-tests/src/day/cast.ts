import { linksNewBrowser } from '../devices.ts';
import type { Lots } from '../lots.ts';
import { becomeFriends } from '../person.ts';
import type { Stack } from '../stack.ts';
import { Book } from './book.ts';
import { DayBrowser } from './day-browser.ts';

/** Who lives in how many browsers. */
const BROWSERS: Readonly<Record<string, number>> = { Alice: 2, Bob: 2, Carol: 2, Dave: 1 };

/** Four people, their browsers, and what is known of them. */
export interface Day {
  readonly stack: Stack;
  readonly draw: Lots;
  readonly book: Book;
  /** Those of people; who is signed out stays here. */
  readonly browsers: DayBrowser[];
  /** Pairs of who has verified whom. */
  readonly verified: Set<string>;
  /** A number that was not used yet. */
  readonly count: () => number;
}

/** Everybody signs up, becomes a friend of everybody, and links their second browser. */
export async function dawn(stack: Stack, draw: Lots): Promise<Day> {
  const names = Object.keys(BROWSERS);
  let counted = 2;
  const count = () => ++counted;
  const day: Day = { count, stack, draw, book: new Book(), browsers: [], verified: new Set() };
  for (const name of names) day.browsers.push(await DayBrowser.begins(stack, `${name} 1`, name));
  const firsts = [...day.browsers];
  for (const { person } of firsts) await person.signsUp();
  for (const [at, one] of firsts.entries()) {
    for (const other of firsts.slice(at + 1)) {
      await becomeFriends(one.person, other.person);
      const room = await directRoom(one, other);
      day.book.opens(room, 'direct', '', [one.owner, other.owner]);
    }
  }
  for (const first of firsts) {
    for (let at = 2; at <= (BROWSERS[first.owner] ?? 1); at++)
      await links(day, first, `${first.owner} ${at}`);
  }
  return day;
}

/** One more browser of that person, let in by one that is there. */
export async function links(day: Day, opener: DayBrowser, name: string): Promise<DayBrowser> {
  const browser = await DayBrowser.begins(day.stack, name, opener.owner);
  day.browsers.push(browser);
  await linksNewBrowser(opener.person, browser.person);
  return browser;
}

/** The browsers of that person that are linked now. */
export function browsersOf(day: Day, owner: string): readonly DayBrowser[] {
  return day.browsers.filter((each) => each.owner === owner && !each.isOut);
}

/** One of those, if there is any. */
export function anyOf<T>(draw: Lots, all: readonly T[]): T | undefined {
  return all.length === 0 ? undefined : all[draw(all.length)];
}

async function directRoom(one: DayBrowser, other: DayBrowser): Promise<string> {
  const { conversations } = await one.snapshot();
  const found = conversations.find(
    (each) => each.kind === 'direct' && each.person.username === other.person.username,
  );
  if (!found) throw new Error(`${one.owner} has no conversation with ${other.owner}`);
  return found.roomId;
}
