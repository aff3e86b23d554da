import type { Browser, CDPSession } from 'playwright-core';

/** What Chromium's tracing says about one task; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Time on the processor, which a busy machine does not lengthen. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Tasks of the busiest page's main thread. */
export interface MainThread {
  readonly tasks: number;
  readonly totalMs: number;
  readonly longestMs: number;
}

/** Records what the main threads of a browser's pages do while `action` runs, in processor time. */
export async function traceMainThread(browser: Browser, action: () => Promise<void>): Promise<MainThread> {
  const devtools = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  devtools.on('Tracing.dataCollected', ({ value }) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the trace event format
    events.push(...(value as unknown as TraceEvent[]));
  });
  await devtools.send('Tracing.start', { traceConfig: { includedCategories: ['toplevel'] } });
  await action();
  await stopped(devtools);
  return busiest(events);
}

async function stopped(devtools: CDPSession): Promise<void> {
  const complete = new Promise<void>((resolve) => devtools.once('Tracing.tracingComplete', () => resolve()));
  await devtools.send('Tracing.end');
  await complete;
}

function busiest(events: readonly TraceEvent[]): MainThread {
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const threads = mains.map(({ pid, tid }) => {
    const times = events
      .filter((event) => event.pid === pid && event.tid === tid && event.ph === 'X' && isTask(event))
      .map(({ tdur = 0 }) => tdur / 1_000);
    return {
      tasks: times.length,
      totalMs: times.reduce((sum, ms) => sum + ms, 0),
      longestMs: Math.max(0, ...times),
    };
  });
  const [first] = threads.toSorted((a, b) => b.totalMs - a.totalMs);
  return first ?? { tasks: 0, totalMs: 0, longestMs: 0 };
}

function isTask({ name }: TraceEvent): boolean {
  return name === 'RunTask' || name === 'ThreadControllerImpl::RunTask';
}
