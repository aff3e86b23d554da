/**
 * Much mail in real browsers: 10,000 messages of 20 senders that waited, and a second browser that is linked afterwards and gets
 * all of it. Prints one Markdown table. Nothing here asserts: it tells.
 *
 *     node benchmarks/much-mail/measure.ts [messages] [senders]
 */
import { looksBehindScreens, snapshotOf } from '../../e2e-tests/src/behind-the-screen.ts';
import { entersLinkCode, numberToCompare, says, showsLinkCode } from '../../e2e-tests/src/devices.ts';
import { Person } from '../../e2e-tests/src/person.ts';
import { Stack } from '../../e2e-tests/src/stack.ts';
import { eventually } from '../../e2e-tests/src/waiting.ts';
import { traceMainThread } from '../first-message/main-thread.ts';
import { befriended, writesMany, type Friend } from '../friend.ts';

const MESSAGES = Number(process.argv[2] ?? 10_000);
const SENDERS = Number(process.argv[3] ?? 20);
const EACH = Math.ceil(MESSAGES / SENDERS);
/** Each step, on a machine that does other things too. */
const ALLOWED_MS = 1_800_000;

const rows: [string, string, string][] = [];
const stack = await Stack.start();
const bob = await Person.arrives(stack, 'Bob');
const tablet = await Person.arrives(stack, 'Tablet');
const senders: Friend[] = [];
try {
  for (const { page, browser } of [bob, tablet]) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await looksBehindScreens(browser.context);
    await page.reload();
  }
  await bob.signsUp();
  while (senders.length < SENDERS) senders.push(await befriended(stack, bob, `Sender${senders.length}x`));
  await everybodyWrites();
  await drains();
  for (const { person } of senders) await person.leaves();
  await links();
} finally {
  await bob.leaves();
  await tablet.leaves();
  await stack.dispose();
}
process.stdout.write(
  `| figure | measured | aim |\n| --- | --- | --- |\n${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`,
);
process.exit(0);

/** Into one mailbox, of 20,000 envelopes or 64 MiB: an envelope of a short text takes less than a kilobyte. */
async function everybodyWrites(): Promise<void> {
  await bob.choosesInAccountMenu('Lock');
  await bob.isAskedToUnlock();
  const startedAt = performance.now();
  await Promise.all(senders.map((sender) => writesMany(sender, EACH, ALLOWED_MS)));
  row(`sending them, ${SENDERS} senders at once in one process`, performance.now() - startedAt, '');
}

async function drains(): Promise<void> {
  await bob.page.getByLabel('Password', { exact: true }).fill(bob.password);
  let took = 0;
  const before = await processorMs(bob);
  const main = await traceMainThread(bob.browser.browser, async () => {
    const startedAt = performance.now();
    await bob.page.getByRole('button', { name: 'Unlock' }).click();
    await has(bob, SENDERS * EACH);
    took = performance.now() - startedAt;
  });
  row(`draining ${SENDERS * EACH} messages of ${SENDERS} senders, from the click on Unlock`, took, '≤ 30 s');
  row('processor time of all processes of the browser meanwhile', (await processorMs(bob)) - before, '');
  row('longest task on the main thread meanwhile, processor time', main.longestMs, '≤ 50 ms');
  row(`all ${main.tasks} tasks on the main thread meanwhile, processor time`, main.totalMs, '');
}

async function links(): Promise<void> {
  const code = await showsLinkCode(bob);
  await entersLinkCode(tablet.actsAs(bob), code);
  await Promise.all([numberToCompare(bob), numberToCompare(tablet)]);
  await says(tablet, 'They match');
  const startedAt = performance.now();
  const [opener, newcomer] = [await processorMs(bob), await processorMs(tablet)];
  await says(bob, 'They match');
  await tablet.isHome();
  await tablet.page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('listitem')
    .first()
    .waitFor();
  row(
    'linking a second browser, from the last click to its first screen',
    performance.now() - startedAt,
    '≤ 3 s',
  );
  await has(tablet, SENDERS * EACH);
  row(`until all ${SENDERS * EACH} messages are in it`, performance.now() - startedAt, '5,000: ≤ 20 s');
  row('processor time of the browser that sends them', (await processorMs(bob)) - opener, '');
  row('processor time of the browser that gets them', (await processorMs(tablet)) - newcomer, '');
}

/** Of all its processes since it started; other work on the machine does not lengthen it much. */
async function processorMs({ browser }: Person): Promise<number> {
  const devtools = await browser.browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  await devtools.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0) * 1_000;
}

/** Every conversation of theirs says that so many messages are in it; each begins with a notice. */
async function has(person: Person, messages: number): Promise<void> {
  await eventually(
    `${person.firstName} has ${messages} messages`,
    async () => {
      const { conversations, history, catchingUp } = await snapshotOf(person.page);
      const count = conversations.reduce((sum, { messageCount }) => sum + messageCount, 0);
      return (history === null && catchingUp === null && count >= messages + SENDERS) || undefined;
    },
    ALLOWED_MS,
  );
}

function row(figure: string, ms: number, aim: string): void {
  const measured = ms >= 1_000 ? `${(ms / 1_000).toFixed(1)} s` : `${ms.toFixed(0)} ms`;
  rows.push([figure, measured, aim]);
  process.stderr.write(`${figure}: ${measured}\n`);
}
