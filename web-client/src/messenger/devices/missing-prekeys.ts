import { limits, uuid, type DeviceAddress } from '../../protocol/index.ts';
import { ApiError } from '../ports/api.ts';
import type { Clock } from '../ports/platform.ts';
import { nameOfDevice } from './device-name.ts';

/** Between two questions for the prekeys of one device, whichever rooms wait for them. */
const ASK_AFTER_MS = 1_000;
/**
 * The same for one that is without for long, and the longest pause that the service may ask for. It answers twenty
 * questions an hour (rest.md).
 */
const ASK_AT_LEAST_EVERY_MS = 600_000;

const NOT_FOUND = 404;
/** What is waited for, after the first miss: when it is over, the last question may be long ago. */
const WAITS_MS = [limits.PREKEYS_LEAST_WAIT_MS, limits.PREKEYS_WAIT_MS];

/** A device without prekeys, and what waits for it. */
export interface Waiting {
  readonly device: DeviceAddress;
  /** When the youngest of it was written; null for what waits until it has some, however long that takes. */
  readonly writtenAtMs: number | null;
}

/** Devices that their lists name have no prekeys for us: they were linked a moment ago, were signed out, or their room is closed. */
export class PrekeysMissing extends ApiError {
  readonly waiting: readonly Waiting[];

  constructor(waiting: readonly Waiting[]) {
    super('prekeys-missing', NOT_FOUND);
    this.waiting = waiting;
  }

  /** Whose lists may be old. */
  get accounts(): ReadonlySet<string> {
    return new Set(this.waiting.map(({ device }) => uuid(device.accountId)));
  }
}

interface Missing {
  readonly sinceMs: number;
  readonly askedAtMs: number;
  /** How long the service wants to hear no more of it, after that. */
  readonly pauseMs: number;
  /** Whether its account's list was asked for anew since it was missed first. */
  readonly isStillListed: boolean;
}

/** [PK-7] Devices that have no prekeys, as far as this browser was told since it was opened. */
export class MissingPrekeys {
  readonly #clock: Clock;
  readonly #missing = new Map<string, Missing>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether it is worth asking again: when it has been without for twice as long as at the last time, or a wait ends. */
  mayAsk(device: DeviceAddress): boolean {
    const missing = this.#missing.get(nameOfDevice(device));
    if (!missing) return true;
    if (WAITS_MS.some((waitMs) => this.#ends(missing, waitMs))) return true;
    const withoutMs = Math.abs(missing.askedAtMs - missing.sinceMs); // [S-11]
    const pauseMs = Math.min(Math.max(withoutMs, missing.pauseMs), ASK_AT_LEAST_EVERY_MS);
    return this.#ago(missing.askedAtMs) >= Math.max(ASK_AFTER_MS, pauseMs);
  }

  has(device: DeviceAddress): boolean {
    return this.#missing.has(nameOfDevice(device));
  }

  /** It was asked for, and there are none. */
  missed(device: DeviceAddress, pauseMs = 0): void {
    const name = nameOfDevice(device);
    const now = this.#clock.now();
    const { sinceMs = now, isStillListed = false } = this.#missing.get(name) ?? {};
    this.#missing.set(name, { sinceMs, askedAtMs: now, pauseMs, isStillListed });
  }

  found(device: DeviceAddress): void {
    this.#missing.delete(nameOfDevice(device));
  }

  /** Its account's list was asked for anew, after it was missed: the next round goes by what that says. */
  listAsked(device: DeviceAddress): void {
    const name = nameOfDevice(device);
    const missing = this.#missing.get(name);
    if (missing) this.#missing.set(name, { ...missing, isStillListed: true });
  }

  /** Whether what was written then waits for it no more. */
  isOver(device: DeviceAddress, writtenAtMs: number): boolean {
    const missing = this.#missing.get(nameOfDevice(device));
    return missing?.isStillListed === true && this.restMs({ device, writtenAtMs }) <= 0;
  }

  /** Milliseconds for which it is still waited for, when its list was asked for anew by then; none when it is over. */
  restMs({ device, writtenAtMs }: Waiting): number {
    const missing = this.#missing.get(nameOfDevice(device));
    if (!missing) return 0;
    if (writtenAtMs === null) return Number.POSITIVE_INFINITY;
    const withoutMs = this.#ago(missing.sinceMs);
    const waitedMs = Math.max(withoutMs, this.#ago(writtenAtMs));
    return Math.max(0, limits.PREKEYS_WAIT_MS - waitedMs, limits.PREKEYS_LEAST_WAIT_MS - withoutMs);
  }

  /** It is over, and was not when they were last asked for. */
  #ends({ sinceMs, askedAtMs }: Missing, waitMs: number): boolean {
    return Math.abs(askedAtMs - sinceMs) < waitMs && this.#ago(sinceMs) >= waitMs;
  }

  /** [S-11] In either direction. */
  #ago(atMs: number): number {
    return Math.abs(this.#clock.now() - atMs);
  }
}
