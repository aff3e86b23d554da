import type { Clock } from '../../src/viewmodel/system/clock.ts';

/** A clock whose hands the test turns. */
export class ManualClock implements Clock {
  private time = 1_763_000_000_000;
  private readonly tasks = new Set<{ at: number; run: () => void }>();

  now(): number {
    return this.time;
  }

  after(delayMs: number, run: () => void): () => void {
    const task = { at: this.time + delayMs, run };
    this.tasks.add(task);
    return () => this.tasks.delete(task);
  }

  /** Lets time pass, running what becomes due in order. */
  pass(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const next = [...this.tasks].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      // What was due while it slept runs late.
      this.time = Math.max(this.time, next.at);
      this.tasks.delete(next);
      next.run();
    }
    this.time = end;
  }

  /** The computer sleeps: time passes, no timer runs. */
  sleep(ms: number): void {
    this.time += ms;
  }

  /** Somebody sets it back; what was to run after some time still does. */
  setBack(ms: number): void {
    this.time -= ms;
    for (const task of this.tasks) task.at -= ms;
  }
}

/** Lets everything that is already answered arrive. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
