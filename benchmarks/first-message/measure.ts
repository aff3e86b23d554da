/**
 * The figures of the first message, taken with two real browsers against a standalone server on
 * loopback. Prints one Markdown table. Nothing here asserts: it tells.
 */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { becomeFriends, Person } from '../../e2e-tests/src/person.ts';
import { Stack } from '../../e2e-tests/src/stack.ts';
import { eventually } from '../../e2e-tests/src/waiting.ts';

declare global {
  /** What the pages under measurement write down. */
  interface Window {
    sentAt: number[];
    seenAt: Map<string, number>;
    longTasks: number[];
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
  await drain();
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

/** Bob is away while Alice's client sends; then everything waits for him. */
async function drain(): Promise<void> {
  await bob.network.cut();
  const box = alice.page.getByRole('textbox', { name: 'Message' });
  for (let i = 1; i <= WAITING; i++) {
    await box.fill(`Waiting ${i}.`);
    await box.press('Enter');
  }
  await alice.page
    .getByRole('log', { name: 'Messages' })
    .getByRole('article')
    .filter({ hasText: `Waiting ${WAITING}.` })
    .filter({ hasText: 'Sent' })
    .waitFor({ timeout: 180_000 });
  await bob.page.evaluate(() => {
    const long: number[] = [];
    window.longTasks = long;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) long.push(entry.duration);
    }).observe({ type: 'longtask' });
  });
  const start = performance.now();
  await bob.network.mend();
  await eventually(
    'Bob has everything',
    async () =>
      (await bob
        .messages()
        .filter({ hasText: `Waiting ${WAITING}.` })
        .count()) > 0
        ? true
        : undefined,
    120_000,
  );
  const took = performance.now() - start;
  const long = await bob.page.evaluate(() => window.longTasks);
  row(`draining ${WAITING} waiting messages (reconnecting included)`, ms(took), '≤ 8 s');
  row(
    'longest task on the main thread meanwhile',
    long.length === 0 ? 'none above 50 ms' : ms(Math.max(...long)),
    'responsive',
  );
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
