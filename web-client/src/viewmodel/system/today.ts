import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { Clock } from './clock.ts';
import { dateOf } from './moment.ts';

/** Looks at the clock at least this often: timers stand still while a computer sleeps. */
const LOOK_MS = 60_000;

/** Which day it is where the reader is: what says “today” or “yesterday” says it anew after midnight. */
export class Today {
  private readonly clock: Clock;
  private readonly current = signal(0);

  constructor(clock: Clock) {
    this.clock = clock;
    this.goOn();
  }

  /** When this day began, milliseconds since the epoch. */
  get startMs(): ReadonlySignal<number> {
    return this.current;
  }

  /** Also called when the window is shown again. */
  look(): void {
    this.current.value = dateOf(this.clock.now()).setHours(0, 0, 0, 0);
  }

  private goOn(): void {
    this.look();
    this.clock.after(LOOK_MS, () => this.goOn());
  }
}
