/**
 * Draining a mailbox in real Chromium with the real server: 10,000 messages of 20 senders that waited. They are sent once; each
 * build of the client then drains a fresh copy of the same mailbox into a fresh copy of the same browser profile, in turns.
 * Prints one Markdown table. Nothing here asserts: it tells.
 *
 *     node benchmarks/drain/measure.ts [messages] [senders] [folder of a built client]... [--profile] [--trace] [--rounds=N] [--mail=FILE]
 *
 * `--mail` keeps the mailbox: the file says where it is, and is read if it is there. `--profile` lists what the messenger's worker
 * and the page's main thread spend their time on, which lengthens the times. `--trace` lists the main thread's longest tasks by
 * processor time and what they consist of.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { looksBehindScreens } from '../../e2e-tests/src/behind-the-screen.ts';
import { RealBrowser } from '../../e2e-tests/src/browser.ts';
import { Stack } from '../../e2e-tests/src/stack.ts';
import { eventually } from '../../e2e-tests/src/waiting.ts';
import { MainThread, type Task } from './main-thread.ts';
import { spentSince, threadTimes } from './threads.ts';
import { copyOf, mailThatWaits, thrownAway, type WaitingMail } from './waiting-mail.ts';
import { PageProfile, WorkerProfile } from './worker-profile.ts';

declare global {
  interface Window {
    /** Tasks above 50 ms of the page's main thread. */
    longTasks: { readonly beganAtMs: number; readonly ms: number }[];
  }
}

const ALLOWED_MS = 300_000;
const SITE = resolve(import.meta.dirname, '../../web-client/dist/site');
const PROFILED = 40;
const TRACED = 12;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    profile: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '1' },
    mail: { type: 'string' },
  },
});
const [messages = '10000', senders = '20', ...given] = positionals;
const sites = given.length > 0 ? given.map((site) => resolve(site)) : [SITE];

const rows: string[] = [];
const mail = await waitingMail();
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const site of sites) await drains(site);
}
if (values.mail === undefined) await thrownAway(mail.folder);
process.stdout.write(
  `| client | draining ${mail.messages} messages of ${mail.senders}, from the click on Unlock | of that until the first were in | tasks above 50 ms on the main thread, the longest | processor: browser | server |\n| --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`,
);
process.exit(0);

async function waitingMail(): Promise<WaitingMail> {
  const { mail: file } = values;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written below
  if (file !== undefined && existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as WaitingMail;
  const startedAt = performance.now();
  const made = await mailThatWaits(Number(messages), Number(senders));
  process.stderr.write(`mail made in ${seconds(performance.now() - startedAt)}\n`);
  if (file !== undefined) await writeFile(file, JSON.stringify(made));
  return made;
}

async function drains(site: string): Promise<void> {
  const folder = await copyOf(mail);
  const stack = await Stack.again(join(folder, 'server'), mail.port, { TACET_WEB_ROOT: site });
  try {
    const browser = await RealBrowser.on(join(folder, 'profile'), '127.0.0.1');
    try {
      await drainsIn(browser, stack, site);
    } finally {
      await browser.kill();
    }
  } finally {
    await stack.stop();
    await thrownAway(folder);
  }
}

async function drainsIn(browser: RealBrowser, stack: Stack, site: string): Promise<void> {
  await looksBehindScreens(browser.context);
  await browser.context.addInitScript(() => {
    const longTasks: Window['longTasks'] = [];
    window.longTasks = longTasks;
    new PerformanceObserver((list) => {
      for (const { duration, startTime } of list.getEntries()) {
        longTasks.push({ beganAtMs: performance.timeOrigin + startTime, ms: duration });
      }
    }).observe({ type: 'longtask' });
  });
  const page = await browser.context.newPage();
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(stack.url);
  await page.getByLabel('Password', { exact: true }).fill(mail.password);
  const profiles = values.profile ? [await WorkerProfile.of(page), await PageProfile.of(page)] : [];
  for (const profile of profiles) await profile.start();
  const trace = values.trace ? await MainThread.of(browser) : undefined;
  const before = [await threadTimes(browser.pid), await threadTimes(stack.pid)] as const;
  const startedAt = performance.now();
  const clickedAtMs = Date.now();
  let begunAt = 0;
  await page.getByRole('button', { name: 'Unlock' }).click();
  await eventually(
    'everything is here',
    async () => {
      const { count, isCatchingUp } = await howFar(page);
      if (begunAt === 0 && isCatchingUp) begunAt = performance.now();
      return (!isCatchingUp && count >= mail.messages + mail.senders) || undefined;
    },
    ALLOWED_MS,
  );
  const took = performance.now() - startedAt;
  const first = begunAt - startedAt;
  const spent = [
    spentSince(before[0], await threadTimes(browser.pid)),
    spentSince(before[1], await threadTimes(stack.pid)),
  ] as const;
  // The page loads before the click.
  const longTasks = (await page.evaluate(() => window.longTasks)).filter(
    (each) => each.beganAtMs > clickedAtMs,
  );
  const sums = spent.map((threads) => seconds(threads.reduce((sum, [, ms]) => sum + ms, 0)));
  const main = `${longTasks.length}, ${Math.max(0, ...longTasks.map(({ ms }) => ms)).toFixed(0)} ms`;
  rows.push(`| ${site} | ${seconds(took)} | ${seconds(first)} | ${main} | ${sums.join(' | ')} |`);
  process.stderr.write(`${rows.at(-1)}\n`);
  for (const { beganAtMs, ms } of longTasks) {
    process.stderr.write(`  ${ms.toFixed(0)} ms, ${seconds(beganAtMs - clickedAtMs)} after the click\n`);
  }
  if (trace) tellTasks(await trace.stop());
  for (const threads of spent) tell(threads);
  for (const profile of profiles) tell((await profile.stop()).slice(0, PROFILED));
}

/** Counted in the page: a whole snapshot, asked for again and again, would cost the browser what is measured here. */
function howFar(page: Page): Promise<{ readonly count: number; readonly isCatchingUp: boolean }> {
  return page.evaluate(() => {
    const { conversations = [], catchingUp = null } = window.tacetSnapshot ?? {};
    const count = conversations.reduce((sum, { messageCount }) => sum + messageCount, 0);
    return { count, isCatchingUp: catchingUp !== null };
  });
}

function tell(times: readonly [string, number][]): void {
  process.stderr.write(
    `${times.map(([what, ms]) => `  ${ms.toFixed(0).padStart(6)} ms  ${what}`).join('\n')}\n\n`,
  );
}

function tellTasks(tasks: readonly Task[]): void {
  for (const { afterClickMs, clockMs, processorMs, parts } of tasks.slice(0, TRACED)) {
    const what = parts.map(([name, ms]) => `${name} ${ms.toFixed(1)}`).join(', ');
    const times = `${processorMs.toFixed(0)} ms of processor time, ${clockMs.toFixed(0)} by the clock`;
    process.stderr.write(`  ${times}, ${seconds(afterClickMs)} after the click: ${what}\n`);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
