import type { CryptoProvider } from '../../crypto/index.ts';
import {
  type OurDevice,
  limits,
  createPrekey,
  isRotating,
  restorePrekey,
  type OurPrekey,
  type PrekeyKind,
  type PrekeyRef,
} from '../../protocol/index.ts';
import { Serial } from '../kernel/serial.ts';
import type { LoginKeeper } from '../connection/login.ts';
import { ApiError, type PrekeyMarks, type PrekeyUpload, type SocialApi } from '../ports/api.ts';
import type { Clock } from '../ports/platform.ts';
import { StoreError } from '../ports/store.ts';
import { Cell } from '../vault/cell.ts';
import type { Collection } from '../vault/collection.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';

/** A private prekey. It stays until consumed, or 60 days after a newer one replaced it. */
interface PrekeyRow extends PrekeyRef {
  readonly secret: Uint8Array;
  /** Serialised `SignedPrekey` until the service has it: an interrupted upload repeats these bytes. */
  readonly unpublished: Uint8Array | null;
  readonly createdAtMs: number;
  readonly replacedAtMs: number | null;
}

interface PrekeyState {
  readonly nextKeyId: number;
  /** `Prekey.counter` of the newest rotating pair; both rotate together. */
  readonly rotation: number;
  readonly rotatedAtMs: number;
  /** When this device last fetched all its mail. */
  readonly lastDrainedAtMs: number;
}

const PREKEYS: Collection<PrekeyRow> = { store: 'prekeys', hideNames: false, version: 1 };
const INITIAL: PrekeyState = { nextKeyId: 1, rotation: 0, rotatedAtMs: 0, lastDrainedAtMs: 0 };

/** Away for a day counts as "come back": the rotating prekeys are replaced once the mail is in. */
const RETURN_AFTER_MS = 86_400_000;
/** Prekeys made in one transaction while nothing else is to be done: a pause for the rest of the engine after about 50 ms. */
const BATCH = 25;
/** The same while mail or a history comes in, which waits for each of them. */
const BATCH_BESIDE = 5;
/** `PUT prekeys` takes at most 100 one-time keys of each kind (rest.md). */
const UPLOAD_AT_ONCE = 100;
/** The service stores at most this many one-time keys of a kind (rest.md) and refuses an upload beyond. */
const STORED_AT_MOST = 200;
/**
 * [PK-6] Private one-time keys of a kind kept here, ten full stocks of the larger kind: what was handed out and never used adds up,
 * and a service that always says "none left" must not fill the disk.
 */
const KEPT_AT_MOST = 1_000;
/** [PK-6] Between two refills. While the stock is low the service says so again with every bundle that it hands out. */
const REFILL_EVERY_MS = 60_000;
/**
 * How far ahead of this profile the marks of the service may be. No device gets there in years; a hostile
 * answer must not use up the 32 bits of the key ids at once.
 */
const FURTHEST_MARK = 1_000_000;

/** Shares of a full stock: less than the one is filled up to the other. */
interface Shares {
  readonly below: number;
  readonly upTo: number;
  /** Made in one transaction. */
  readonly batch: number;
}

const FULL = 1;

const rowName = ({ kind, keyId }: PrekeyRef): string => `${kind}-${keyId}`;

const roomFor = (full: number, left: number): number => Math.min(full, STORED_AT_MOST - left);

export interface PrekeyDependencies {
  readonly crypto: CryptoProvider;
  readonly device: OurDevice;
  readonly social: SocialApi;
  readonly login: LoginKeeper;
  readonly ledger: Ledger;
  readonly clock: Clock;
}

/** This device's prekeys: makes, publishes, rotates and finally forgets them. */
export class Prekeys {
  readonly #cell = new Cell<PrekeyState>('prekeys', 1, INITIAL);
  readonly #deps: PrekeyDependencies;
  /** One change of the stock at a time: two that count the same stock would both fill it. */
  readonly #changes = new Serial();
  #refilledAtMs = Number.NEGATIVE_INFINITY;

  constructor(deps: PrekeyDependencies) {
    this.#deps = deps;
  }

  load(): Promise<void> {
    return this.#cell.load(this.#deps.ledger);
  }

  /** The private half of a prekey that a handshake names; undefined when it is gone. */
  async find(tx: Work, ref: PrekeyRef): Promise<OurPrekey | undefined> {
    const row = await tx.read(PREKEYS, rowName(ref));
    return row && this.#restored(row);
  }

  /** [V-10] What does not open here is damaged, whoever names it. */
  async #restored({ secret }: PrekeyRow): Promise<OurPrekey> {
    try {
      return await restorePrekey(this.#deps.crypto, secret);
    } catch (cause) {
      throw new StoreError('damaged', cause);
    }
  }

  /** A one-time prekey is used up by the first message that names it, in the same commit. */
  consume(tx: Work, ref: PrekeyRef): void {
    if (!isRotating(ref.kind)) tx.delete(PREKEYS, rowName(ref));
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
    await this.#publish();
    const isNew = this.#cell.value.rotation === 0;
    // Nothing was ever made here: the service has nothing of this device.
    const stock = isNew ? { x25519OneTime: 0, mlKemOneTime: 0 } : await this.#stock();
    const isShort = (left: number, full: number) => left < Math.ceil(full * below);
    const missing = (left: number, full: number) => (isShort(left, full) ? Math.ceil(full * upTo) - left : 0);
    if (isNew) await this.#rotate();
    // Together: what waits for its turn shares a commit.
    await Promise.all([
      this.#make('x25519-one-time', missing(stock.x25519OneTime, limits.ONE_TIME_X25519), batch),
      this.#make('ml-kem-one-time', missing(stock.mlKemOneTime, limits.ONE_TIME_ML_KEM), batch),
    ]);
    await this.#publish();
  }

  /** All waiting mail is in: rotate when it is time, and forget what no mail can need any more. */
  drained(): Promise<void> {
    return this.#changes.run(() => this.#afterDrain());
  }

  /** [PK-5] For who stays connected: does nothing before it is time. */
  rotateWeekly(): Promise<void> {
    return this.#changes.run(async () => {
      const now = this.#deps.clock.now();
      if (!this.#isOld(now)) return;
      await this.#rotate();
      await this.#forget(now);
      await this.#publish();
    });
  }

  /** [S-11] A time ahead of the clock is of a clock that was wrong, and no reason to wait for it. */
  #isOld(now: number): boolean {
    return Math.abs(now - this.#cell.value.rotatedAtMs) >= limits.PREKEY_ROTATION_MS;
  }

  async #afterDrain(): Promise<void> {
    const now = this.#deps.clock.now();
    const { lastDrainedAtMs } = this.#cell.value;
    if (lastDrainedAtMs === 0) {
      // The rest of what was begun with; tried again with the next connection until it is there.
      this.#refilledAtMs = now;
      await this.#topUp(FULL);
    }
    const returned = lastDrainedAtMs > 0 && Math.abs(now - lastDrainedAtMs) >= RETURN_AFTER_MS;
    if (returned || this.#isOld(now)) await this.#rotate();
    await this.#deps.ledger.transact((tx) =>
      this.#cell.set(tx, { ...this.#cell.in(tx), lastDrainedAtMs: now }),
    );
    await this.#forget(now);
    await (this.#mayRefill() ? this.#topUp(limits.REFILL_BELOW) : this.#publish());
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
      await this.#startAbove(marks);
      await this.#rotate();
      // What the service still has stays there until it is used: an interrupted attempt counts as well.
      await this.#make('x25519-one-time', roomFor(limits.ONE_TIME_X25519, marks.x25519OneTime));
      await this.#make('ml-kem-one-time', roomFor(limits.ONE_TIME_ML_KEM, marks.mlKemOneTime));
      await this.#publish();
    });
  }

  /** The service remembers ids and counters that this profile has forgotten: they are not given out again. */
  async #startAbove(marks: PrekeyMarks): Promise<void> {
    const rotation = Math.max(marks.x25519SignedCounter, marks.mlKemLastResortCounter);
    const keyId = Math.max(marks.x25519OneTimeHighestKeyId, marks.mlKemOneTimeHighestKeyId);
    const { value } = this.#cell;
    if (rotation - value.rotation > FURTHEST_MARK || keyId - value.nextKeyId > FURTHEST_MARK) {
      throw new ApiError('invalid-answer');
    }
    const rows = await this.#deps.ledger.readAll(PREKEYS);
    await this.#deps.ledger.transact(async (tx) => {
      const state = this.#cell.in(tx);
      // Each forgotten rotation took two key ids, which the service keeps no mark of.
      const rotated = 2 * Math.max(0, rotation - state.rotation);
      this.#cell.set(tx, {
        ...state,
        rotation: Math.max(state.rotation, rotation),
        nextKeyId: Math.max(state.nextKeyId, keyId + 1) + rotated,
      });
      // The service may have them since, or refuse them as too old; the private halves may still be asked for.
      for (const row of rows) await this.#published(tx, row);
    });
  }

  #stock(): Promise<PrekeyMarks> {
    return this.#deps.login.authorised((token) => this.#deps.social.prekeyStock(token));
  }

  async #make(kind: PrekeyKind, count: number, batch = BATCH): Promise<void> {
    for (let made = 0; made < count; made += batch) {
      await this.#deps.ledger.transact(async (tx) => {
        for (let left = Math.min(batch, count - made); left > 0; left--) await this.#create(tx, kind);
      });
    }
    await this.#keepNewest(kind);
  }

  /** Whoever still names one of the oldest has it mended by a repair. */
  async #keepNewest(kind: PrekeyKind): Promise<void> {
    // Each has a key id of its own, from 1 upwards: before that many were made, none is too many.
    if (this.#cell.value.nextKeyId <= KEPT_AT_MOST) return;
    const rows = (await this.#deps.ledger.readAll(PREKEYS)).filter((row) => row.kind === kind);
    const surplus = rows.toSorted((a, b) => a.keyId - b.keyId).slice(0, -KEPT_AT_MOST);
    if (surplus.length === 0) return;
    await this.#deps.ledger.transact((tx) => {
      for (const row of surplus) tx.delete(PREKEYS, rowName(row));
    });
  }

  async #rotate(): Promise<void> {
    const now = this.#deps.clock.now();
    const rows = await this.#deps.ledger.readAll(PREKEYS);
    await this.#deps.ledger.transact(async (tx) => {
      for (const row of rows) {
        if (!isRotating(row.kind) || row.replacedAtMs !== null) continue;
        tx.put(PREKEYS, rowName(row), { ...row, unpublished: null, replacedAtMs: now });
      }
      const state = this.#cell.in(tx);
      this.#cell.set(tx, { ...state, rotation: state.rotation + 1, rotatedAtMs: now });
      await this.#create(tx, 'x25519-signed');
      await this.#create(tx, 'ml-kem-last-resort');
    });
  }

  async #create(tx: Work, kind: PrekeyKind): Promise<void> {
    const { crypto, device, clock } = this.#deps;
    const state = this.#cell.in(tx);
    const plan = { kind, keyId: state.nextKeyId, counter: state.rotation, nowMs: clock.now() };
    const { record, signed } = await createPrekey(crypto, device, plan);
    this.#cell.set(tx, { ...state, nextKeyId: state.nextKeyId + 1 });
    tx.put(PREKEYS, rowName(plan), {
      kind,
      keyId: plan.keyId,
      secret: record.expose(),
      unpublished: signed,
      createdAtMs: plan.nowMs,
      replacedAtMs: null,
    });
  }

  /** Private halves are stored before the service may hand out the public ones. */
  async #publish(): Promise<void> {
    const { ledger, login, social } = this.#deps;
    // One-time key ids ascend from upload to upload (rest.md): a lower one would count as repeated.
    const unpublished = (await ledger.readAll(PREKEYS))
      .filter((row) => row.unpublished !== null)
      .toSorted((a, b) => a.keyId - b.keyId);
    for (let at = 0; at < unpublished.length; at += UPLOAD_AT_ONCE) {
      const waiting = unpublished.slice(at, at + UPLOAD_AT_ONCE);
      await login.authorised((token) => social.putPrekeys(token, uploadOf(waiting)));
      await ledger.transact(async (tx) => {
        for (const row of waiting) await this.#published(tx, row);
      });
    }
  }

  async #published(tx: Work, ref: PrekeyRef): Promise<void> {
    // Read again: a message may have consumed it since.
    const row = await tx.read(PREKEYS, rowName(ref));
    if (row?.unpublished) tx.put(PREKEYS, rowName(row), { ...row, unpublished: null });
  }

  async #forget(now: number): Promise<void> {
    const rows = await this.#deps.ledger.readAll(PREKEYS);
    await this.#deps.ledger.transact((tx) => {
      for (const row of rows) {
        const replaced = row.replacedAtMs;
        if (replaced === null) continue;
        if (now - replaced >= limits.PREKEY_RETENTION_MS) tx.delete(PREKEYS, rowName(row));
        else if (replaced > now) tx.put(PREKEYS, rowName(row), { ...row, replacedAtMs: now }); // [S-11]
      }
    });
  }
}

function uploadOf(rows: readonly PrekeyRow[]): PrekeyUpload {
  const of = (kind: PrekeyKind) =>
    rows.filter((row) => row.kind === kind).flatMap((row) => (row.unpublished ? [row.unpublished] : []));
  const [x25519Signed] = of('x25519-signed');
  const [mlKemLastResort] = of('ml-kem-last-resort');
  return {
    ...(x25519Signed ? { x25519Signed } : {}),
    ...(mlKemLastResort ? { mlKemLastResort } : {}),
    x25519OneTime: of('x25519-one-time'),
    mlKemOneTime: of('ml-kem-one-time'),
  };
}
