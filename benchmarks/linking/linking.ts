/**
 * Linking a second browser, real Chromium and the real server: when what is on its screen, from the last "They match" on the
 * browser that lets it in. The history is made once; each build of the client then links on a fresh copy of it, in turns.
 * Prints one Markdown table. Nothing here asserts: it tells.
 *
 *     node benchmarks/linking/measure.ts [messages] [senders] [folder of a built client]... [--rounds=N] [--history=FILE]
 *
 * `--history` keeps the browser that has it: the file says where it is, and is read if it is there.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { looksBehindScreens } from '../../e2e-tests/src/behind-the-screen.ts';
import { entersLinkCode, numberToCompare, says, showsLinkCode } from '../../e2e-tests/src/devices.ts';
import { Person } from '../../e2e-tests/src/person.ts';
import { Stack } from '../../e2e-tests/src/stack.ts';
import { copyOf, mailThatWaits, thrownAway, type WaitingMail } from '../drain/waiting-mail.ts';
import { marksOf, until, watchesScreen, type Mark } from './marks.ts';
import { drained } from './drained.ts';

const SITE = resolve(import.meta.dirname, '../../web-client/dist/site');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '1' }, history: { type: 'string' } },
});
const [messages = '5000', senders = '20', ...given] = positionals;
const sites = given.length > 0 ? given.map((site) => resolve(site)) : [SITE];

const rows: string[] = [];
const kept = await history();
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const site of sites) await links(site);
}
if (values.history === undefined) await thrownAway(kept.folder);
process.stdout.write(
  `| client | home | conversations listed | newest message of the ten on top | of all ${kept.senders} | all ${kept.messages} messages | the other says done | processor time: opener | newcomer |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`,
);
process.exit(0);

/** A browser that has fetched all of it. */
async function history(): Promise<WaitingMail> {
  const { history: file } = values;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written below
  if (file !== undefined && existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as WaitingMail;
  const made = await drained(await mailThatWaits(Number(messages), Number(senders)));
  if (file !== undefined) await writeFile(file, JSON.stringify(made));
  return made;
}

async function links(site: string): Promise<void> {
  const folder = await copyOf(kept);
  const stack = await Stack.again(join(folder, 'server'), kept.port, { TACET_WEB_ROOT: site });
  const account = { username: kept.username, password: kept.password, firstName: 'Bob' };
  const bob = await Person.isBack(stack, account, join(folder, 'profile'));
  const tablet = await Person.arrives(stack, 'Tablet');
  try {
    // Of two tabs the one that came first would do the work.
    await tablet.page.close();
    for (const person of [bob, tablet]) {
      await looksBehindScreens(person.browser.context);
      await watchesScreen(person.browser.context, kept);
      const page = await person.opensTacet();
      await page.setViewportSize({ width: 1440, height: 900 });
    }
    await bob.unlocks();
    await until(bob.page, 'everything');
    await lets(bob, tablet);
    rows.push(await linked(site, bob, tablet));
    process.stderr.write(`${rows.at(-1)}\n`);
  } finally {
    await bob.leaves();
    await tablet.leaves();
    await stack.stop();
    await thrownAway(folder);
  }
}

/** Up to where only the last click is missing. */
async function lets(bob: Person, tablet: Person): Promise<void> {
  const code = await showsLinkCode(bob);
  await entersLinkCode(tablet.actsAs(bob), code);
  await Promise.all([numberToCompare(bob), numberToCompare(tablet)]);
  await says(tablet, 'They match');
}

async function linked(site: string, bob: Person, tablet: Person): Promise<string> {
  const before = [await processorMs(bob), await processorMs(tablet)] as const;
  const startedAt = Date.now();
  await says(bob, 'They match');
  await until(tablet.page, 'everything');
  await until(bob.page, 'done');
  const spent = [(await processorMs(bob)) - before[0], (await processorMs(tablet)) - before[1]] as const;
  const [there, here] = [await marksOf(tablet.page), await marksOf(bob.page)];
  const after = (mark: Mark, marks = there): string => seconds((marks[mark] ?? Number.NaN) - startedAt);
  const shown = (['home', 'listed', 'top', 'newest', 'everything'] as const).map((mark) => after(mark));
  const cells = [site, ...shown, after('done', here), ...spent.map(seconds)];
  return `| ${cells.join(' | ')} |`;
}

/** Of all its processes since it started; other work on the machine does not lengthen it much. */
async function processorMs({ browser }: Person): Promise<number> {
  const devtools = await browser.browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  await devtools.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0) * 1_000;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
