import { limits, type OurPrekey, type PrekeyRef } from '../../protocol/index.ts';
import { Serial } from '../kernel/serial.ts';
import type { PrekeyMarks } from '../ports/api.ts';
import type { Work } from '../vault/work.ts';
import { KeptPrekeys, type PrekeyDependencies } from './kept-prekeys.ts';

/** Away for a day counts as "come back": the rotating prekeys are replaced once the mail is in. */
const RETURN_AFTER_MS = 86_400_000;
/** Prekeys made in one transaction while nothing else is to be done: a pause for the rest of the engine after about 50 ms. */
const BATCH = 25;
/** The same while mail or a history comes in, which waits for each of them. */
const BATCH_BESIDE = 5;
/** The service stores at most this many one-time keys of a kind (rest.md) and refuses an upload beyond. */
const STORED_AT_MOST = 200;
/** [PK-6] Between two refills. While the stock is low the service says so again with every bundle that it hands out. */
const REFILL_EVERY_MS = 60_000;

/** Shares of a full stock: less than the one is filled up to the other. */
interface Shares {
  readonly below: number;
  readonly upTo: number;
  /** Made in one transaction. */
  readonly batch: number;
}

const FULL = 1;

const roomFor = (full: number, left: number): number => Math.min(full, STORED_AT_MOST - left);

/** When this device makes prekeys, replaces them and finally forgets them. */
export class Prekeys {
  readonly #kept: KeptPrekeys;
  readonly #deps: PrekeyDependencies;
  /** One change of the stock at a time: two that count the same stock would both fill it. */
  readonly #changes = new Serial();
  #refilledAtMs = Number.NEGATIVE_INFINITY;

  constructor(deps: PrekeyDependencies) {
    this.#deps = deps;
    this.#kept = new KeptPrekeys(deps);
  }

  load(): Promise<void> {
    return this.#kept.load();
  }

  /** The private half of a prekey that a handshake names; undefined when it is gone. */
  find(tx: Work, ref: PrekeyRef): Promise<OurPrekey | undefined> {
    return this.#kept.find(tx, ref);
  }

  /** A one-time prekey is used up by the first message that names it, in the same commit. */
  consume(tx: Work, ref: PrekeyRef): void {
    this.#kept.consume(tx, ref);
  }

  /** Fills up what has sunk below a quarter. */
  async replenish(): Promise<void> {
    if (this.#mayRefill()) await this.#changes.run(() => this.#topUp(limits.REFILL_BELOW));
  }

  /** [PK-6] What others need to begin with. A user waits for it: the rest of a full stock comes when the first mail is in. */
  establish(): Promise<void> {
    return this.#changes.run(() =>
      this.#fill({ below: limits.REFILL_BELOW, upTo: limits.REFILL_BELOW, batch: BATCH }),
    );
  }

  /** [PK-6] At most once a minute. */
  #mayRefill(): boolean {
    const now = this.#deps.clock.now();
    if (Math.abs(now - this.#refilledAtMs) < REFILL_EVERY_MS) return false; // [S-11]
    this.#refilledAtMs = now;
    return true;
  }

  /** One that failed may be tried again at once: it makes nothing new before what it made last is published. */
  async #topUp(below: number): Promise<void> {
    try {
      await this.#fill({ below, upTo: FULL, batch: BATCH_BESIDE });
    } catch (cause) {
      this.#refilledAtMs = Number.NEGATIVE_INFINITY;
      throw cause;
    }
  }

  /** Safe to repeat after any interruption. */
  async #fill({ below, upTo, batch }: Shares): Promise<void> {
    await this.#kept.publish();
    const isNew = this.#kept.state.rotation === 0;
    // Nothing was ever made here: the service has nothing of this device.
    const stock = isNew ? { x25519OneTime: 0, mlKemOneTime: 0 } : await this.#stock();
    const isShort = (left: number, full: number) => left < Math.ceil(full * below);
    const missing = (left: number, full: number) => (isShort(left, full) ? Math.ceil(full * upTo) - left : 0);
    if (isNew) await this.#kept.rotate();
    // Together: what waits for its turn shares a commit.
    await Promise.all([
      this.#kept.make('x25519-one-time', missing(stock.x25519OneTime, limits.ONE_TIME_X25519), batch),
      this.#kept.make('ml-kem-one-time', missing(stock.mlKemOneTime, limits.ONE_TIME_ML_KEM), batch),
    ]);
    await this.#kept.publish();
  }

  /** All waiting mail is in: rotate when it is time, and forget what no mail can need any more. */
  drained(): Promise<void> {
    return this.#changes.run(() => this.#afterDrain());
  }

  /** [PK-5] For who stays connected: makes nothing before it is time, and publishes what could not be before. */
  rotateWeekly(): Promise<void> {
    return this.#changes.run(async () => {
      const now = this.#deps.clock.now();
      if (this.#isOld(now)) {
        await this.#kept.rotate();
        await this.#kept.forget(now);
      }
      await this.#kept.publish();
    });
  }

  /** [S-11] A time ahead of the clock is of a clock that was wrong, and no reason to wait for it. */
  #isOld(now: number): boolean {
    return Math.abs(now - this.#kept.state.rotatedAtMs) >= limits.PREKEY_ROTATION_MS;
  }

  async #afterDrain(): Promise<void> {
    const now = this.#deps.clock.now();
    const { lastDrainedAtMs } = this.#kept.state;
    if (lastDrainedAtMs === 0) {
      // The rest of what was begun with; tried again with the next connection until it is there.
      this.#refilledAtMs = now;
      await this.#topUp(FULL);
    }
    const returned = lastDrainedAtMs > 0 && Math.abs(now - lastDrainedAtMs) >= RETURN_AFTER_MS;
    if (returned || this.#isOld(now)) await this.#kept.rotate();
    await this.#kept.drained(now);
    await this.#kept.forget(now);
    await (this.#mayRefill() ? this.#topUp(limits.REFILL_BELOW) : this.#kept.publish());
  }

  /**
   * After a rollback nothing that was published can be trusted to be unused: all of it is replaced. Safe to
   * repeat after any interruption.
   *
   * @throws ApiError when nobody answers, or the marks of the service are none
   */
  replaceAll(): Promise<void> {
    return this.#changes.run(async () => {
      const marks = await this.#stock();
      await this.#kept.startAbove(marks);
      await this.#kept.rotate();
      // What the service still has stays there until it is used: an interrupted attempt counts as well.
      await this.#kept.make('x25519-one-time', roomFor(limits.ONE_TIME_X25519, marks.x25519OneTime), BATCH);
      await this.#kept.make('ml-kem-one-time', roomFor(limits.ONE_TIME_ML_KEM, marks.mlKemOneTime), BATCH);
      await this.#kept.publish();
    });
  }

  #stock(): Promise<PrekeyMarks> {
    return this.#deps.login.authorised((token) => this.#deps.social.prekeyStock(token));
  }
}
