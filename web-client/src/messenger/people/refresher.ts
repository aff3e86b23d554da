import { Backoff } from '../kernel/backoff.ts';
import { ApiError } from '../ports/api.ts';
import type { Cancel, Random, Timers } from '../ports/platform.ts';
import type { Directory } from './directory.ts';

const BACKOFF_BASE_MS = 2_000;
const BACKOFF_CAP_MS = 60_000;

/** Keeps the picture of people and rooms fresh while connected: asks again when nobody answered. */
export class Refresher {
  readonly #directory: Directory;
  readonly #timers: Timers;
  readonly #backoff: Backoff;
  readonly #broken: (cause: unknown) => void;
  #online = false;
  /** Nobody answered for a part of it. */
  #behind = false;
  #cancel: Cancel = () => undefined;

  constructor(directory: Directory, timers: Timers, random: Random, broken: (cause: unknown) => void) {
    this.#broken = broken;
    this.#directory = directory;
    this.#timers = timers;
    this.#backoff = new Backoff(BACKOFF_BASE_MS, BACKOFF_CAP_MS, random);
    directory.onBehind = (cause) => {
      this.#behind = true;
      this.#again(cause);
    };
  }

  /** Whatever happened while nobody could tell. */
  online(): Promise<void> {
    this.#online = true;
    this.#backoff.reset();
    return this.refresh();
  }

  offline(): void {
    this.#online = false;
    this.#cancel();
  }

  /** Something changed at the service. */
  async refresh(): Promise<void> {
    this.#cancel();
    try {
      this.#behind = false;
      await this.#directory.refresh();
      if (!this.#behind) this.#backoff.reset();
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      this.#again(cause);
    }
  }

  #again({ retryAfterMs }: ApiError): void {
    if (this.#online) this.#later(retryAfterMs ?? 0);
  }

  #later(atLeastMs: number): void {
    this.#cancel();
    this.#cancel = this.#timers.after(this.#backoff.next(atLeastMs), () => {
      this.refresh().catch(this.#broken);
    });
  }
}
