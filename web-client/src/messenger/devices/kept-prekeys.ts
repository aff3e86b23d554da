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

/** `PUT prekeys` takes at most 100 one-time keys of each kind (rest.md). */
const UPLOAD_AT_ONCE = 100;
/**
 * [PK-6] Private one-time keys of a kind kept here, ten full stocks of the larger kind: what was handed out and never used adds up,
 * and a service that always says "none left" must not fill the disk.
 */
const KEPT_AT_MOST = 1_000;
/**
 * How far ahead of this profile the marks of the service may be. No device gets there in years; a hostile
 * answer must not use up the 32 bits of the key ids at once.
 */
const FURTHEST_MARK = 1_000_000;

const rowName = ({ kind, keyId }: PrekeyRef): string => `${kind}-${keyId}`;

export interface PrekeyDependencies {
  readonly crypto: CryptoProvider;
  readonly device: OurDevice;
  readonly social: SocialApi;
  readonly login: LoginKeeper;
  readonly ledger: Ledger;
  readonly clock: Clock;
}

/** The private prekeys that this device keeps, each published once it is stored. */
export class KeptPrekeys {
  readonly #cell = new Cell<PrekeyState>('prekeys', 1, INITIAL);
  readonly #deps: PrekeyDependencies;

  constructor(deps: PrekeyDependencies) {
    this.#deps = deps;
  }

  load(): Promise<void> {
    return this.#cell.load(this.#deps.ledger);
  }

  get state(): PrekeyState {
    return this.#cell.value;
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

  /** All waiting mail is in. */
  drained(now: number): Promise<void> {
    return this.#deps.ledger.transact((tx) =>
      this.#cell.set(tx, { ...this.#cell.in(tx), lastDrainedAtMs: now }),
    );
  }

  /** The service remembers ids and counters that this profile has forgotten: they are not given out again. */
  async startAbove(marks: PrekeyMarks): Promise<void> {
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

  /** @param batch made in one transaction */
  async make(kind: PrekeyKind, count: number, batch: number): Promise<void> {
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

  /** A new rotating pair; the one before is kept for mail that names it. */
  async rotate(): Promise<void> {
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
  async publish(): Promise<void> {
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

  /** What was replaced so long ago that no mail can name it any more. */
  async forget(now: number): Promise<void> {
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
