import type { Clock } from './clock.ts';

/** One pending task at a time: scheduling again replaces the earlier one. */
export class Debounce {
  private cancelPending: (() => void) | null = null;
  private task: (() => void) | null = null;
  private readonly clock: Clock;
  private readonly delayMs: number;

  constructor(clock: Clock, delayMs: number) {
    this.clock = clock;
    this.delayMs = delayMs;
  }

  schedule(task: () => void): void {
    this.cancel();
    this.task = task;
    this.cancelPending = this.clock.after(this.delayMs, () => this.flush());
  }

  /** Runs the pending task now, if there is one. */
  flush(): void {
    const task = this.task;
    this.cancel();
    task?.();
  }

  cancel(): void {
    this.cancelPending?.();
    this.cancelPending = null;
    this.task = null;
  }
}
