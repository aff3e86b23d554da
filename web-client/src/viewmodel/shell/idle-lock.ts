import type { Clock } from '../system/clock.ts';

/** Looks at the clock at least this often: timers stand still while a computer sleeps. */
const CHECK_MS = 20_000;
/** Other tabs are told of activity this often: much less than the minute that is the shortest choice. */
const TELL_MS = 5_000;

/** When somebody was last active in any tab of this browser, milliseconds since the epoch; 0 when nobody knows. */
export interface ActivityStore {
  read(): number;
  write(atMs: number): void;
}

/** Locks after the chosen minutes without a key, click or touch in any tab. */
export class IdleLock {
  private lastActivityMs: number;
  private toldMs = 0;
  private cancelCheck: (() => void) | null = null;
  private minutes = 0;
  private readonly clock: Clock;
  private readonly activity: ActivityStore;
  private readonly lock: () => void;

  constructor(clock: Clock, activity: ActivityStore, lock: () => void) {
    this.clock = clock;
    this.activity = activity;
    this.lock = lock;
    this.lastActivityMs = clock.now();
  }

  /** 0 minutes switches it off. */
  configure(minutes: number): void {
    if (minutes === this.minutes) return;
    this.minutes = minutes;
    this.note();
    this.check();
  }

  /** Somebody did something here: after a sleep possibly before any timer runs, and then too late. */
  active(): void {
    if (this.clock.now() - this.lastActivityMs >= this.minutes * 60_000) this.check();
    if (this.minutes > 0) this.note();
  }

  private note(): void {
    this.lastActivityMs = this.clock.now();
    if (this.minutes === 0 || Math.abs(this.lastActivityMs - this.toldMs) < TELL_MS) return;
    this.toldMs = this.lastActivityMs;
    this.activity.write(this.toldMs);
  }

  /** Also called when the window is shown again, before anything on it can be read for long. */
  check(): void {
    this.cancelCheck?.();
    this.cancelCheck = null;
    if (this.minutes === 0) return;
    const now = this.clock.now();
    const elsewhere = this.activity.read();
    // A time that is still to come is of a clock that was wrong.
    this.lastActivityMs = Math.min(this.lastActivityMs, now);
    if (elsewhere <= now) this.lastActivityMs = Math.max(this.lastActivityMs, elsewhere);
    const left = this.lastActivityMs + this.minutes * 60_000 - now;
    if (left <= 0) {
      this.minutes = 0;
      this.lock();
      return;
    }
    this.cancelCheck = this.clock.after(Math.min(left, CHECK_MS), () => this.check());
  }
}
