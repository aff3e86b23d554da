/**
 * Measures what people feel: scrolling through 100,000 messages, the time from Enter to the bubble, and what keeps the main
 * thread while 2,000 messages come in.
 *
 *   node web-client/test/ui/browser/measure.ts
 */
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './launch.ts';
import { servePage } from './serve-page.ts';

declare global {
  interface Window {
    stopFrames: () => number[];
  }
}

const SLOW_FRAME_MS = 50;
const SENDS = 30;
const WHEEL_TURNS = 400;
/** As the messenger tells the interface of a drain: so many messages at once, so often. */
const COMING_IN = { turns: 25, messages: 80, everyMs: 200 };

/** What Chromium's tracing says about one task; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Time on the processor. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

interface Frames {
  readonly frames: number;
  readonly slow: number;
  readonly longestMs: number;
}

/** Counts frames in the page while `action` goes on outside. */
async function frames(page: Page, action: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const seen: number[] = [];
    let last = performance.now();
    let running = true;
    const tick = (now: number): void => {
      seen.push(now - last);
      last = now;
      if (running) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    window.stopFrames = (): number[] => {
      running = false;
      return seen.slice(1);
    };
  });
  await action();
  const times = await page.evaluate(() => window.stopFrames());
  return {
    frames: times.length,
    slow: times.filter((ms) => ms > SLOW_FRAME_MS).length,
    longestMs: Math.round(Math.max(...times)),
  };
}

async function scrollByWheel(page: Page): Promise<void> {
  await page.getByRole('log').hover();
  for (let turn = 0; turn < WHEEL_TURNS; turn++) await page.mouse.wheel(0, -600);
}

/** Jumps to the top of what is known again and again, until the very first message stands there. */
async function flyToBeginning(page: Page): Promise<void> {
  await page.getByRole('log').evaluate(async (log) => {
    const deadline = performance.now() + 120_000;
    while (!log.textContent.includes('(0)') && performance.now() < deadline) {
      log.scrollTop = 0;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
}

/** From the key to the first frame in which the bubble stands in the log. */
async function enterToBubble(page: Page): Promise<number[]> {
  const times: number[] = [];
  const field = page.getByRole('textbox', { name: 'Message' });
  for (let turn = 0; turn < SENDS; turn++) {
    const body = `Measured ${turn}`;
    await field.fill(body);
    times.push(
      await field.evaluate(async (element, text) => {
        const started = performance.now();
        element.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }),
        );
        const shown = (): boolean =>
          [...document.querySelectorAll('[role=log] article')].some((row) => row.textContent.includes(text));
        while (!shown()) await new Promise((resolve) => requestAnimationFrame(resolve));
        await new Promise((resolve) => requestAnimationFrame(resolve));
        return performance.now() - started;
      }, body),
    );
  }
  return times.toSorted((a, b) => a - b);
}

/** The longest of the main thread's tasks while `action` runs, in milliseconds of processor time: others' load does not count. */
async function longestTask(browser: Browser, action: () => Promise<void>): Promise<number> {
  const devtools = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  devtools.on('Tracing.dataCollected', ({ value }) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the trace event format
    events.push(...(value as unknown as TraceEvent[]));
  });
  await devtools.send('Tracing.start', { traceConfig: { includedCategories: ['toplevel'] } });
  await action();
  const complete = new Promise<void>((resolve) => devtools.once('Tracing.tracingComplete', () => resolve()));
  await devtools.send('Tracing.end');
  await complete;
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const tasks = events.filter(
    ({ name, pid, tid }) =>
      name.endsWith('RunTask') && mains.some((main) => main.pid === pid && main.tid === tid),
  );
  if (tasks.length === 0) throw new Error('the trace has no tasks');
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur / 1_000));
}

/** Bob's conversation is on screen, and everything he wrote in a long time comes in. */
async function messagesComeIn(page: Page): Promise<void> {
  await page.evaluate(async ({ turns, messages, everyMs }) => {
    const { story } = window;
    const bob = story.snapshot.conversations.find(({ roomId }) => roomId === 'room-bob');
    if (bob?.kind !== 'direct') throw new Error('the story has no Bob');
    const { roomId, person } = bob;
    for (let turn = 0, count = bob.messageCount; turn < turns; turn++) {
      const batch = Array.from({ length: messages }, (_, at) => ({
        id: `waiting-${count + at}`,
        index: count + at,
        roomId,
        senderId: person.accountId,
        mine: false,
        body: `Waiting ${count + at}.`,
        kind: 'text' as const,
        sentAtMs: Date.now(),
        state: 'received' as const,
      }));
      count += messages;
      story.emit({ type: 'messages', roomId, messages: batch });
      story.changeConversation(roomId, { messageCount: count, lastMessage: batch.at(-1) ?? null });
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }, COMING_IN);
}

const site = await servePage();
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
  const started = performance.now();
  await page.goto(site.url);
  await page.getByRole('navigation', { name: 'Conversations' }).waitFor();
  const usable = performance.now() - started;
  const open = page.getByRole('navigation').getByRole('button', { name: 'Zoë Papadopoulou' });
  const opening = performance.now();
  await open.click();
  await page.getByText('(99999)').last().waitFor();
  const opened = performance.now() - opening;
  const wheel = await frames(page, () => scrollByWheel(page));
  const fly = await frames(page, () => flyToBeginning(page));
  await page.getByText('(0)', { exact: false }).first().waitFor();
  await page
    .getByRole('button', { name: 'Jump to latest' })
    .click({ timeout: 2_000 })
    .catch(() => undefined);
  const sends = await enterToBubble(page);
  const rowsInDocument = await page.locator('.log-row').count();
  await page.getByRole('navigation').getByRole('button', { name: 'Bob Okafor' }).click();
  await page.getByText('The good one, from the corner.').last().waitFor();
  const longest = await longestTask(browser, () => messagesComeIn(page));
  const figures = {
    'page to conversation list, ms': Math.round(usable),
    'click to 100,000 messages open, ms': Math.round(opened),
    'wheel through thousands': wheel,
    'fly to the first of 100,000': fly,
    'Enter to bubble p50, ms': Math.round(sends[Math.floor(SENDS / 2)] ?? Number.NaN),
    'Enter to bubble p95, ms': Math.round(sends[Math.floor(SENDS * 0.95)] ?? Number.NaN),
    'rows in the document': rowsInDocument,
    'longest task while 2,000 messages come in, processor time, ms': Math.round(longest),
  };
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
} finally {
  await browser.close();
  await site.close();
}
