import type { Clock } from '../system/clock.ts';

/** Looks at the clock at least this often: timers stand still while a computer sleeps. */
const CHECK_MS = 20_000;

/** Locks after the chosen minutes without a key, click or touch. */
export class IdleLock {
  private lastActivityMs: number;
  private cancelCheck: (() => void) | null = null;
  private minutes = 0;
  private readonly clock: Clock;
  private readonly lock: () => void;

  constructor(clock: Clock, lock: () => void) {
    this.clock = clock;
    this.lock = lock;
    this.lastActivityMs = clock.now();
  }

  /** 0 minutes switches it off. */
  configure(minutes: number): void {
    if (minutes === this.minutes) return;
    this.minutes = minutes;
    this.active();
    this.check();
  }

  active(): void {
    this.lastActivityMs = this.clock.now();
  }

  /** Also called when the window is shown again, before anything on it can be read for long. */
  check(): void {
    this.cancelCheck?.();
    this.cancelCheck = null;
    if (this.minutes === 0) return;
    const left = this.lastActivityMs + this.minutes * 60_000 - this.clock.now();
    if (left <= 0) {
      this.minutes = 0;
      this.lock();
      return;
    }
    this.cancelCheck = this.clock.after(Math.min(left, CHECK_MS), () => this.check());
  }
}
