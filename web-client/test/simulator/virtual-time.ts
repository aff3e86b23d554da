import { setImmediate as realTurn } from 'node:timers';

interface Task {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** When the virtual clock begins, in milliseconds since 1970. */
const BEGINNING_MS = 1_800_000_000_000;

/**
 * Time that passes only when nothing is left to do at this instant. One task runs at a time, and everything that follows
 * from it in the same turn; tasks that are due at once run in the order in which they were planned. So the same tasks
 * always run in the same order, whatever the machine does meanwhile.
 */
export class VirtualTime {
  #now = BEGINNING_MS;
  #order = 0;
  readonly #heap: Task[] = [];
  /** How many tasks ran. */
  steps = 0;

  get nowMs(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const at = this.#now + Math.max(0, Math.ceil(delayMs));
    const task: Task = { at, order: this.#order++, run, cancelled: false };
    this.#push(task);
    return () => {
      task.cancelled = true;
    };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Lets everything happen that happens in this time. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    // What was begun just now may plan something first.
    await turn();
    for (let next = this.#peek(); next && next.at <= end; next = this.#peek()) await this.#step();
    this.#now = Math.max(this.#now, end);
  }

  /** Lets time pass until that is done. @throws when it takes longer than `limitMs` of this time */
  async until<T>(what: string, done: Promise<T>, limitMs = 600_000): Promise<T> {
    const state = { settled: false };
    const settle = () => void (state.settled = true);
    done.then(settle, settle);
    const end = this.#now + limitMs;
    await turn();
    while (!state.settled) {
      if (this.#now > end || !(await this.#step())) throw new Error(`never happened: ${what}`);
    }
    return done;
  }

  /** Takes the place of the timers and clocks of this process. @returns what puts them back */
  install(): () => void {
    const { setTimeout: timeout, clearTimeout: clear, setImmediate: immediate } = globalThis;
    const cancels = new WeakMap<object, () => void>();
    const planned = (delayMs: number, run: () => void) => {
      const handle = {};
      cancels.set(handle, this.after(delayMs, run));
      return handle;
    };
    Object.assign(globalThis, {
      setTimeout: (run: () => void, delayMs = 0) => planned(delayMs, run),
      setImmediate: (run: () => void) => planned(0, run),
      clearTimeout: (handle: object | undefined) => handle && cancels.get(handle)?.(),
    });
    const { now } = Date;
    Date.now = () => this.#now;
    performance.now = () => this.#now;
    return () => {
      Object.assign(globalThis, { setTimeout: timeout, clearTimeout: clear, setImmediate: immediate });
      Date.now = now;
      Reflect.deleteProperty(performance, 'now');
    };
  }

  async #step(): Promise<boolean> {
    const task = this.#peek();
    if (!task) return false;
    this.#pop();
    this.#now = Math.max(this.#now, task.at);
    this.steps++;
    task.run();
    await turn();
    return true;
  }

  #peek(): Task | undefined {
    while (this.#heap[0]?.cancelled) this.#pop();
    return this.#heap[0];
  }

  #push(task: Task): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(task);
    for (;;) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (at === 0 || !parent || isBefore(parent, task)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = task;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      const [left, right] = [heap[down], heap[down + 1]];
      if (!left) break;
      if (right && isBefore(right, left)) down++;
      const child = heap[down] ?? left;
      if (isBefore(last, child)) break;
      heap[at] = child;
      at = down;
    }
    heap[at] = last;
  }
}

const isBefore = (one: Task, other: Task) =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

/** All promises that can be settled now have been, and what waited for them has run. */
const turn = () => new Promise<void>((resolve) => void realTurn(resolve));
