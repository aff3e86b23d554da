/**
 * Four people live in seven browsers for a day of random events: is anything lost, shown twice or to a stranger, or said
 * in words that nobody understands? Prints what happened and one Markdown table, and fails if so. Never asserts a time.
 * Ctrl-C ends the day after the event under way; what happened until then is judged.
 *
 *     node e2e-tests/src/day/measure.ts [events] [seed] [folder for pictures of the screens]
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lots } from '../lots.ts';
import { Stack } from '../stack.ts';
import { eventually } from '../waiting.ts';
import { dawn, type Day } from './cast.ts';
import { happens } from './happenings.ts';
import { notesWhatHasLeft } from './speaking.ts';
import { verdictOn, type Verdict } from './verdict.ts';

const EVENTS = Number(process.argv[2] ?? 200);
const SEED = Number(process.argv[3] ?? Date.now() % 1_000_000);
const PICTURES = process.argv[4];
/** Until everything is everywhere: what was under way when a tab died is asked for again only after minutes. */
const ALLOWED_MS = 300_000;

let happened = 0;
const over = new AbortController();
process.once('SIGINT', () => over.abort());
const beganAt = performance.now();
tell(`${EVENTS} events, seed ${SEED}`);
const stack = await Stack.start();
const day = await dawn(stack, lots(SEED));
try {
  tell(`${day.browsers.length} browsers are ready`);
  while (happened < EVENTS && !over.signal.aborted) {
    await passes(day, ++happened);
    if (happened === Math.floor(EVENTS / 2)) await pictures('middle');
  }
  await dusk(day);
  const wrong = await settled(day);
  await report(day, wrong);
} catch (cause) {
  // First, so that a browser that shows nothing does not hide it.
  tell(`failed: ${cause instanceof Error ? cause.stack : String(cause)}`);
  await pictures('failed');
  throw cause;
} finally {
  for (const { person } of day.browsers) await person.leaves();
  await stack.dispose();
}

async function passes(current: Day, at: number): Promise<void> {
  const what = await happens(current);
  tell(`${at}. ${what}`);
  for (const browser of current.browsers.filter((each) => each.isAtHand)) {
    await notesWhatHasLeft(current.book, browser);
    await browser.collectsWords();
  }
}

/** Everybody is there, and everything works again. */
async function dusk({ browsers }: Day): Promise<void> {
  for (const browser of browsers) {
    if (browser.isOffline) await browser.goesOnline();
    if (!browser.isOpen) await browser.opens();
  }
  for (const browser of browsers) await browser.hasComeBack();
  tell('everybody is there');
}

/** Until nothing is missing, or nothing more comes. */
async function settled({ browsers, book }: Day): Promise<Verdict> {
  let wrong: Verdict = [];
  await eventually(
    'everything is everywhere',
    async () => {
      for (const browser of browsers) await notesWhatHasLeft(book, browser);
      wrong = await verdictOn(browsers, book);
      return wrong.length === 0 ? true : undefined;
    },
    ALLOWED_MS,
  ).catch((cause: unknown) => tell(String(cause)));
  return wrong;
}

async function report({ browsers, book }: Day, wrong: Verdict): Promise<void> {
  await lookAround(day);
  await pictures('end');
  const strange = browsers.flatMap(({ name, strange: all }) => [...all].map((text) => `${name}: ${text}`));
  const shown = [...wrong, ...strange];
  const rows: [string, number | string, string][] = [
    ['events', happened, ''],
    ['texts', book.said.length, ''],
    ['groups', [...book.rooms.values()].filter(({ kind }) => kind === 'group').length, ''],
    ['lost, twice, misplaced or unreadable', wrong.length, '0'],
    ['strange words, errors in a console', strange.length, '0'],
    ['minutes, seed', `${((performance.now() - beganAt) / 60_000).toFixed(1)}, ${SEED}`, ''],
  ];
  process.stdout.write(
    `| over ${browsers.length} browsers | found | aim |\n| --- | --- | --- |\n${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`,
  );
  for (const each of shown) tell(each);
  if (shown.length > 0) process.exitCode = 1;
}

/** Each conversation of everybody is looked at once. */
async function lookAround({ browsers, book }: Day): Promise<void> {
  for (const browser of browsers) {
    for (const room of book.rooms.values()) await browser.turnsTo(room.roomId);
    await browser.collectsWords();
  }
}

async function pictures(when: string): Promise<void> {
  if (PICTURES === undefined) return;
  await mkdir(PICTURES, { recursive: true });
  for (const browser of day.browsers.filter((each) => each.isOpen)) {
    const file = join(PICTURES, `${when} ${browser.name}.png`);
    await browser
      .isSeen(file)
      .catch((cause: unknown) => tell(`${browser.name} has no picture: ${String(cause)}`));
  }
}

function tell(what: string): void {
  process.stderr.write(`${((performance.now() - beganAt) / 1_000).toFixed(0)} s: ${what}\n`);
}
