import type { CDPSession, Page } from 'playwright-core';

/** The part of `Profiler.Profile` that is read here; times in microseconds. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
      readonly columnNumber: number;
    };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface Answer {
  readonly id?: number;
  readonly result?: { readonly profile?: Profile };
}

const SAMPLE_US = 500;

/** The profiler of the page's messenger, which works in a worker of its own. */
export class WorkerProfile {
  readonly #page: CDPSession;
  readonly #worker: string;
  #asked = 0;

  private constructor(page: CDPSession, worker: string) {
    this.#page = page;
    this.#worker = worker;
  }

  static async of(page: Page): Promise<WorkerProfile> {
    const devtools = await page.context().newCDPSession(page);
    const attached = new Promise<string>((resolve) => {
      devtools.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
        if (targetInfo.type === 'worker') resolve(sessionId);
      });
    });
    await devtools.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: false,
    });
    return new WorkerProfile(devtools, await attached);
  }

  async start(): Promise<void> {
    await this.#ask('Profiler.enable');
    await this.#ask('Profiler.setSamplingInterval', { interval: SAMPLE_US });
    await this.#ask('Profiler.start');
  }

  /** @returns own time in ms by function, most first */
  async stop(): Promise<readonly [string, number][]> {
    const { result } = await this.#ask('Profiler.stop');
    return result?.profile ? ownTimes(result.profile) : [];
  }

  async #ask(method: string, params: object = {}): Promise<Answer> {
    const id = ++this.#asked;
    const answered = new Promise<Answer>((resolve) => {
      const heard = ({ message }: { readonly message: string }): void => {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the DevTools protocol
        const answer = JSON.parse(message) as Answer;
        if (answer.id !== id) return;
        this.#page.off('Target.receivedMessageFromTarget', heard);
        resolve(answer);
      };
      this.#page.on('Target.receivedMessageFromTarget', heard);
    });
    const message = JSON.stringify({ id, method, params });
    await this.#page.send('Target.sendMessageToTarget', { sessionId: this.#worker, message });
    return answered;
  }
}

/** The profiler of the page itself: what its main thread does. */
export class PageProfile {
  readonly #devtools: CDPSession;

  private constructor(devtools: CDPSession) {
    this.#devtools = devtools;
  }

  static async of(page: Page): Promise<PageProfile> {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Profiler.enable');
    await devtools.send('Profiler.setSamplingInterval', { interval: SAMPLE_US });
    return new PageProfile(devtools);
  }

  async start(): Promise<void> {
    await this.#devtools.send('Profiler.start');
  }

  /** @returns as {@link WorkerProfile.stop} */
  async stop(): Promise<readonly [string, number][]> {
    const { profile } = await this.#devtools.send('Profiler.stop');
    const { samples = [], timeDeltas = [] } = profile;
    return ownTimes({ ...profile, samples, timeDeltas });
  }
}

function ownTimes({ nodes, samples, timeDeltas }: Profile): readonly [string, number][] {
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber, columnNumber } }) => {
      const file = url.replace(/^.*\//, '').replace(/-[\w-]{8}\.js$/, '');
      return [id, `${functionName || 'anonymous'} (${file}:${lineNumber + 1}:${columnNumber})`];
    }),
  );
  const own = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    const name = names.get(id) ?? '?';
    own.set(name, (own.get(name) ?? 0) + (timeDeltas[at] ?? 0) / 1_000);
  }
  return [...own].toSorted(([, a], [, b]) => b - a);
}
