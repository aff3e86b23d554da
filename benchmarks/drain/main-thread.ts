import type { CDPSession } from 'playwright-core';
import type { RealBrowser } from '../../e2e-tests/src/browser.ts';

/** The part of a trace event that is read here; times in microseconds, `tdur` of the processor. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string; readonly data?: { readonly type?: string } };
}

/** One task of the page's main thread. */
export interface Task {
  readonly afterClickMs: number;
  readonly clockMs: number;
  readonly processorMs: number;
  /** Processor time of what Chromium names in it, own time of each, most first. */
  readonly parts: readonly [string, number][];
}

const TASK = 'RunTask';
const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', '__metadata'];
/** Shorter ones are nobody's concern. */
const SHORTEST_MS = 10;

/** Notes the tasks of a page's main thread with the processor time that each took: on a machine that is shared, the clock tells little. */
export class MainThread {
  readonly #devtools: CDPSession;
  readonly #events: TraceEvent[] = [];

  private constructor(devtools: CDPSession) {
    this.#devtools = devtools;
    devtools.on('Tracing.dataCollected', ({ value }) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Chromium's trace format
      this.#events.push(...(value as unknown as TraceEvent[]));
    });
  }

  static async of(browser: RealBrowser): Promise<MainThread> {
    const devtools = await browser.browser.newBrowserCDPSession();
    await devtools.send('Tracing.start', {
      transferMode: 'ReportEvents',
      traceConfig: { includedCategories: CATEGORIES, recordMode: 'recordUntilFull' },
    });
    return new MainThread(devtools);
  }

  /** @returns the tasks that took longest, by the processor */
  async stop(): Promise<readonly Task[]> {
    const done = new Promise<void>((resolve) => {
      this.#devtools.once('Tracing.tracingComplete', () => resolve());
    });
    await this.#devtools.send('Tracing.end');
    await done;
    return tasksOf(this.#events);
  }
}

function tasksOf(events: readonly TraceEvent[]): readonly Task[] {
  const threads = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const timed = events
    .filter(({ ph, pid, tid, tdur }) => ph === 'X' && tdur !== undefined && threads.has(`${pid} ${tid}`))
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const isClick = ({ name, args }: TraceEvent): boolean =>
    name === 'EventDispatch' && args.data?.type === 'click';
  const clickedAt = timed.find(isClick)?.ts ?? 0;
  const found: Task[] = [];
  for (const [at, task] of timed.entries()) {
    if (task.name !== TASK || (task.tdur ?? 0) < SHORTEST_MS * 1_000) continue;
    found.push({
      afterClickMs: (task.ts - clickedAt) / 1_000,
      clockMs: (task.dur ?? 0) / 1_000,
      processorMs: (task.tdur ?? 0) / 1_000,
      parts: partsOf(task, timed.slice(at + 1)),
    });
  }
  return found.toSorted((a, b) => b.processorMs - a.processorMs);
}

/** @param later what began after the task, in order */
function partsOf(task: TraceEvent, later: readonly TraceEvent[]): readonly [string, number][] {
  const own = new Map<string, number>([[TASK, task.tdur ?? 0]]);
  const open = [task];
  const end = (event: TraceEvent): number => event.ts + (event.dur ?? 0);
  for (const event of later) {
    if (event.ts >= end(task)) break;
    if (event.pid !== task.pid || event.tid !== task.tid) continue;
    while (open.length > 1 && event.ts >= end(open.at(-1) ?? task)) open.pop();
    const around = open.at(-1) ?? task;
    const took = event.tdur ?? 0;
    own.set(around.name, (own.get(around.name) ?? 0) - took);
    own.set(event.name, (own.get(event.name) ?? 0) + took);
    open.push(event);
  }
  return [...own]
    .map(([name, us]): [string, number] => [name, us / 1_000])
    .filter(([, ms]) => ms >= 0.5)
    .toSorted(([, a], [, b]) => b - a);
}
