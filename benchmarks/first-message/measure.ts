/**
 * The figures of the first message, taken with two real browsers against a standalone server on
 * loopback. Prints one Markdown table. Nothing here asserts: it tells.
 */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { becomeFriends, Person } from '../../e2e-tests/src/person.ts';
import { Stack } from '../../e2e-tests/src/stack.ts';
import { traceMainThread } from './main-thread.ts';

declare global {
  /** What the pages under measurement write down. */
  interface Window {
    sentAt: number[];
    seenAt: Map<string, number>;
  }
}

const MESSAGES = 100;
const WAITING = 2_000;
const rows: [string, string, string][] = [];

const startedAt = performance.now();
const stack = await Stack.start();
row('second start until ready', ms(performance.now() - startedAt), '≤ 15 s');
const alice = await Person.arrives(stack, 'Alice');
const bob = await Person.arrives(stack, 'Bob');
try {
  await signUp();
  await becomeFriends(alice, bob);
  await enterToBubble();
  await rest();
  await outboxAndDrain();
  await firstLoad();
} finally {
  await alice.leaves();
  await bob.leaves();
  await stack.dispose();
}
process.stdout.write(
  `| figure | measured | aim |\n|---|---|---|\n${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`,
);

async function signUp(): Promise<void> {
  await Promise.all([alice.fillsInSignUp(alice.password), bob.signsUp()]);
  const start = performance.now();
  await alice.page.getByRole('button', { name: 'Create account' }).click();
  await alice.isHome();
  row('sign-up, click to ready', ms(performance.now() - start), '≤ 3 s');
  await alice.putsOffThePhrase();
}

/** Both pages' clocks are the machine's: when Alice pressed Enter, when Bob's bubble was in the document. */
async function enterToBubble(): Promise<void> {
  await bob.page.evaluate(() => {
    const seen = new Map<string, number>();
    window.seenAt = seen;
    new MutationObserver(() => {
      for (const article of document.querySelectorAll('[role=log] article')) {
        const number = /Ping (\d+)\./.exec(article.textContent ?? '')?.[1];
        if (number !== undefined && !seen.has(number))
          seen.set(number, performance.timeOrigin + performance.now());
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  await alice.page.evaluate(() => {
    const sent: number[] = [];
    window.sentAt = sent;
    addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Enter') sent.push(performance.timeOrigin + performance.now());
      },
      true,
    );
  });
  const box = alice.page.getByRole('textbox', { name: 'Message' });
  for (let i = 0; i < MESSAGES; i++) {
    await box.fill(`Ping ${i}.`);
    await box.press('Enter');
    await bob.sees(`Ping ${i}.`);
  }
  const sent = await alice.page.evaluate(() => window.sentAt);
  const seen = await bob.page.evaluate(() => [...window.seenAt]);
  const delays = seen
    .map(([number, at]) => at - (sent[Number(number)] ?? Number.NaN))
    .toSorted((a, b) => a - b);
  row(`Enter to bubble on the other screen, p50 of ${delays.length}`, ms(quantile(delays, 0.5)), '');
  row('Enter to bubble on the other screen, p95', ms(quantile(delays, 0.95)), '≤ 100 ms');
}

async function rest(): Promise<void> {
  const jvm = stack.pid;
  const redis = Number(await readFile(join(stack.data, 'redis/redis.pid'), 'utf8'));
  row('memory at rest: server process', mib(await resident(jvm)), '');
  row('memory at rest: its Redis', mib(await resident(redis)), 'together ≤ 500 MB');
}

/**
 * Bob's browser is locked while Alice writes without a network; then all of it leaves at once, and then all of it comes to
 * Bob, who unlocks with the conversation on screen.
 */
async function outboxAndDrain(): Promise<void> {
  await bob.choosesInAccountMenu('Lock');
  await bob.isAskedToUnlock();
  await alice.network.cut();
  await writesMany();
  const sending = performance.now();
  await alice.network.mend();
  await alice.page.evaluate(() => dispatchEvent(new Event('online')));
  await alice.page
    .getByRole('log', { name: 'Messages' })
    .getByRole('article')
    .filter({ hasText: `Waiting ${WAITING}.` })
    .filter({ hasText: 'Sent' })
    .waitFor({ timeout: 180_000 });
  row(
    `sending ${WAITING} messages written offline, reconnecting included`,
    ms(performance.now() - sending),
    '',
  );
  await bob.page.getByLabel('Password', { exact: true }).fill(bob.password);
  let took = 0;
  const main = await traceMainThread(bob.browser.browser, async () => {
    const start = performance.now();
    await bob.page.getByRole('button', { name: 'Unlock' }).click();
    await bob
      .messages()
      .filter({ hasText: `Waiting ${WAITING}.` })
      .first()
      .waitFor({ timeout: 120_000 });
    took = performance.now() - start;
  });
  row(`draining ${WAITING} waiting messages, from the click on Unlock to the last bubble`, ms(took), '≤ 5 s');
  row('longest task on the main thread meanwhile, processor time', ms(main.longestMs), '≤ 50 ms');
  row(`all ${main.tasks} tasks on the main thread meanwhile, processor time`, ms(main.totalMs), '');
}

/** As fast as the page takes it: what a person does with the keyboard would take an hour. */
async function writesMany(): Promise<void> {
  await alice.page.getByRole('textbox', { name: 'Message' }).evaluate(async (field, count) => {
    if (!(field instanceof HTMLTextAreaElement)) throw new TypeError('messages are written elsewhere');
    for (let i = 1; i <= count; i++) {
      field.value = `Waiting ${i}.`;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      const enter = { key: 'Enter', bubbles: true, cancelable: true };
      field.dispatchEvent(new KeyboardEvent('keydown', enter));
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }, WAITING);
  await alice.page
    .getByRole('navigation', { name: 'Conversations' })
    .getByText(`Waiting ${WAITING}.`)
    .waitFor({ timeout: 180_000 });
}

async function firstLoad(): Promise<void> {
  const carol = await Person.arrives(stack, 'Carol');
  const sizes = await carol.page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry): entry is PerformanceResourceTiming => entry instanceof PerformanceResourceTiming)
      .filter((entry) => /\.(js|css)$/.test(entry.name))
      .map((entry) => ({ name: new URL(entry.name).pathname, bytes: entry.encodedBodySize })),
  );
  await carol.page.getByRole('tab', { name: 'Create account' }).waitFor();
  const usable = await carol.page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  );
  row(
    'first load: JavaScript and CSS, compressed',
    `${(sizes.reduce((sum, { bytes }) => sum + bytes, 0) / 1024).toFixed(1)} KiB`,
    '≤ 120 KB',
  );
  row('first contentful paint, new profile', ms(usable), '≤ 1 s');
  await carol.leaves();
}

async function resident(pid: number): Promise<number> {
  execFileSync('sleep', ['5']);
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

function row(figure: string, measured: string, aim: string): void {
  rows.push([figure, measured, aim]);
  process.stderr.write(`${figure}: ${measured}\n`);
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

function ms(value: number): string {
  return value >= 1_000 ? `${(value / 1_000).toFixed(2)} s` : `${value.toFixed(0)} ms`;
}

function mib(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(0)} MiB`;
}
