import { Session, type Profiler } from 'node:inspector';

const OURS = /\/web-client\/src\/(?!wire\/gen\/)/;

/** Per function, one byte for each character of its source: 1 if it ran. */
type Run = ReadonlyMap<string, Uint8Array>;

/** Which parts of the client's own code ran: V8 counts them itself, so nothing has to be instrumented. */
export class Coverage {
  readonly #session = new Session();
  readonly #seen = new Map<string, Uint8Array>();

  constructor() {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** What ran since the last look. */
  take(): Run {
    let scripts: readonly Profiler.ScriptCoverage[] = [];
    // In this process the answer comes before the call returns.
    this.#session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error) throw error;
      scripts = answer.result;
    });
    const ours = scripts.filter(({ url }) => OURS.test(url));
    return new Map(
      ours.flatMap(({ scriptId, functions }) =>
        functions.map(({ ranges }) => [`${scriptId} ${ranges[0]?.startOffset}`, painted(ranges)] as const),
      ),
    );
  }

  /** Whether something in it had never run before. */
  isNew(run: Run): boolean {
    for (const [name, ran] of run) {
      const seen = this.#seen.get(name);
      if (ran.some((each, at) => each === 1 && seen?.[at] !== 1)) return true;
    }
    return false;
  }

  /** Remembers it. @returns what {@link isNew} would have said */
  absorb(run: Run): boolean {
    const isNew = this.isNew(run);
    for (const [name, ran] of run) {
      const seen = this.#seen.get(name);
      this.#seen.set(name, seen === undefined ? ran : ran.map((each, at) => each | (seen[at] ?? 0)));
    }
    return isNew;
  }

  close(): void {
    this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }
}

/** V8 names the whole function first and then, inside it, every part that ran another number of times. */
function painted(ranges: readonly Profiler.CoverageRange[]): Uint8Array {
  const start = ranges[0]?.startOffset ?? 0;
  const ran = new Uint8Array((ranges[0]?.endOffset ?? 0) - start);
  for (const { startOffset, endOffset, count } of ranges) {
    ran.fill(count > 0 ? 1 : 0, startOffset - start, endOffset - start);
  }
  return ran;
}
