import { limits } from '../../protocol/index.ts';
import type { LinkingFailure, LinkingView } from '../port-devices.ts';
import type { Cancel, Clock, Timers } from '../ports/platform.ts';
import type { LinkingSlot, RunningLinking } from './slot.ts';

/** The linking is over before its end, for a reason the interface has a sentence for. */
export class LinkingOver extends Error {
  override readonly name = 'LinkingOver';
  readonly reason: LinkingFailure;

  constructor(reason: LinkingFailure) {
    super(`linking: ${reason}`);
    this.reason = reason;
  }
}

export interface AttemptDependencies {
  readonly slot: LinkingSlot;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** [D-1] One linking, once: the time that it has, and what the user says to it. */
export class Attempt implements RunningLinking {
  readonly beganAtMs: number;
  readonly #deps: AttemptDependencies;
  readonly #over = Promise.withResolvers<never>();
  readonly #same = Promise.withResolvers<void>();
  readonly #unwanted = Promise.withResolvers<void>();
  #cancelWatch: Cancel = () => undefined;
  #ended: LinkingOver | null = null;
  #isLeft = false;
  #isCalledOff = false;

  constructor(deps: AttemptDependencies) {
    this.#deps = deps;
    this.beganAtMs = deps.clock.now();
    // Whoever waits hears of it; when nobody does, nobody has to.
    this.#over.promise.catch(() => undefined);
    deps.slot.running?.cancel();
    deps.slot.running = this;
    this.#watch();
  }

  get expiresAtMs(): number {
    return this.beganAtMs + limits.LINK_LIFETIME_MS;
  }

  /** The user of this side did not want it any more. */
  get isCalledOff(): boolean {
    return this.#isCalledOff;
  }

  /** Ended with the account that was open. */
  get isLeft(): boolean {
    return this.#isLeft;
  }

  /** [S-11] A clock that was set back gives no more time. */
  get isExpired(): boolean {
    return Math.abs(this.#deps.clock.now() - this.beganAtMs) > limits.LINK_LIFETIME_MS;
  }

  show(view: LinkingView): void {
    if (this.#deps.slot.running === this) this.#deps.slot.show(view);
  }

  /** [D-5] Only of numbers that are on the screen can anybody say that they are the same. */
  confirm(same: boolean): void {
    if (!same) return this.#callOff('different');
    if (this.#deps.slot.view?.at === 'check') this.#same.resolve();
  }

  cancel(): void {
    this.#callOff('cancelled');
  }

  leave(): void {
    this.#isLeft = true;
    this.#unwanted.resolve();
    this.fail('cancelled');
  }

  #callOff(reason: LinkingFailure): void {
    this.#isCalledOff = true;
    this.#unwanted.resolve();
    this.fail(reason);
  }

  fail(reason: LinkingFailure): void {
    this.#ended ??= new LinkingOver(reason);
    this.#over.reject(this.#ended);
  }

  /** Null while it lasts. */
  get over(): LinkingOver | null {
    return this.#ended;
  }

  /** The user said that the numbers are the same. */
  confirmed(): Promise<void> {
    return this.within(this.#same.promise);
  }

  /** Waits for something, no longer than the linking lasts. @throws LinkingOver */
  within<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#over.promise]);
  }

  pause(delayMs: number): Promise<void> {
    const { timers } = this.#deps;
    return this.within(new Promise((resolve) => void timers.after(delayMs, resolve)));
  }

  /** Waits that long after its end, unless nobody wants it any more. */
  async unwanted(atMostMs: number): Promise<void> {
    const passed = Promise.withResolvers<void>();
    const cancel = this.#deps.timers.after(atMostMs, passed.resolve);
    await Promise.race([passed.promise, this.#unwanted.promise]);
    cancel();
  }

  /** The last word of it. @param view what stays on the screen */
  finish(view: LinkingView | null): void {
    this.#cancelWatch();
    const { slot } = this.#deps;
    if (slot.running !== this) return;
    slot.running = null;
    slot.show(view);
  }

  /** A timer may be early or late (a device that slept), so that the clock decides. */
  #watch(): void {
    if (this.isExpired) return this.fail('expired');
    const leftMs = Math.abs(this.expiresAtMs - this.#deps.clock.now());
    this.#cancelWatch = this.#deps.timers.after(leftMs + 1, () => this.#watch());
  }
}
