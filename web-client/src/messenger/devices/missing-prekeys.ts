import { limits, type DeviceAddress } from '../../protocol/index.ts';
import type { Clock } from '../ports/platform.ts';
import { nameOfDevice } from './device-name.ts';

/** Between two questions for the prekeys of one device, whichever rooms wait for them. */
const ASK_AFTER_MS = 1_000;
/** The same for one that is without for long. The service answers twenty questions an hour (rest.md). */
const ASK_AT_LEAST_EVERY_MS = 600_000;

interface Missing {
  readonly sinceMs: number;
  readonly askedAtMs: number;
  readonly times: number;
}

/** [PK-7] Devices that have no prekeys, as far as this browser was told since it was opened. */
export class MissingPrekeys {
  readonly #clock: Clock;
  readonly #missing = new Map<string, Missing>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether it is worth asking again: when it has been without for twice as long as at the last time. */
  mayAsk(device: DeviceAddress): boolean {
    const missing = this.#missing.get(nameOfDevice(device));
    if (!missing) return true;
    const { sinceMs, askedAtMs } = missing;
    const pauseMs = Math.max(ASK_AFTER_MS, Math.min(askedAtMs - sinceMs, ASK_AT_LEAST_EVERY_MS));
    return this.#isAgo(askedAtMs, pauseMs);
  }

  /** It was asked for, and there are none. */
  missed(device: DeviceAddress): void {
    const name = nameOfDevice(device);
    const { sinceMs = this.#clock.now(), times = 0 } = this.#missing.get(name) ?? {};
    this.#missing.set(name, { sinceMs, askedAtMs: this.#clock.now(), times: times + 1 });
  }

  has(device: DeviceAddress): boolean {
    return this.#missing.has(nameOfDevice(device));
  }

  found(device: DeviceAddress): void {
    this.#missing.delete(nameOfDevice(device));
  }

  /**
   * Whether what was written then waits for them no more. After the first question its list is asked for anew: it may not
   * name the device any longer.
   */
  isOver(device: DeviceAddress, writtenAtMs: number): boolean {
    const missing = this.#missing.get(nameOfDevice(device));
    if (!missing || missing.times < 2) return false;
    return [missing.sinceMs, writtenAtMs].some((from) => this.#isAgo(from, limits.PREKEYS_WAIT_MS));
  }

  /** [S-11] In either direction. */
  #isAgo(fromMs: number, ms: number): boolean {
    return Math.abs(this.#clock.now() - fromMs) >= ms;
  }
}
