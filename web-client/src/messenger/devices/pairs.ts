import { equal } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import {
  abandonSessions,
  blankMessage,
  decodePair,
  emptyPair,
  encodePair,
  mayRepair,
  needsSession,
  openFromDevice,
  prekeysFor,
  prunePair,
  ratchetSessionId,
  sealForDevice,
  startSession,
  uuid,
  type ContentKey,
  type DeviceAddress,
  type DevicePublic,
  type FoundPrekeys,
  type OurDevice,
  type Pair,
  type SealedMessage,
  type VerifiedBundle,
} from '../../protocol/index.ts';
import { Serial } from '../kernel/serial.ts';
import { ApiError } from '../ports/api.ts';
import type { Clock } from '../ports/platform.ts';
import type { Collection } from '../vault/collection.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import { BLANK, type Beginning } from './bundle.ts';
import { nameOfDevice } from './device-name.ts';
import type { Prekeys } from './prekeys.ts';

/** What has to begin before the next message is sealed: a session, since there is none, or a repair of the one there is. */
export type Due = 'session' | 'repair' | null;

/** The ratchet sessions with one other device. */
interface PairRow {
  readonly pair: Pair;
  /** Id of the ratchet session that a message failed to open in: the next message mends it. */
  readonly repairOf: Uint8Array | null;
}

/** As stored: the pair is a record of the protocol, its own version inside. */
type StoredPair = Omit<PairRow, 'pair'> & { readonly pair: Uint8Array };

export const SESSIONS: Collection<PairRow> = {
  store: 'sessions',
  hideNames: true,
  version: 2,
  // Version 1 named the device a second time.
  upgrades: { 1: (old) => old },
  recent: true,
  form: {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only rows are put into this collection
    pack: (row) => packed(row as PairRow),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `pack` made, sealed since
    unpack: (stored) => unpacked(stored as StoredPair),
  },
};

const packed = ({ pair, repairOf }: PairRow): StoredPair => ({ pair: encodePair(pair).expose(), repairOf });
const unpacked = ({ pair, repairOf }: StoredPair): PairRow => ({ pair: decodePair(pair), repairOf });

/**
 * [I-2] An account chooses the ids of its devices, and could choose one that somebody else's device has: under the device's
 * id alone, what is meant for the one would be sealed for the other.
 */
const nameOf = nameOfDevice;
/** How records were named before; each is moved when it is next written. */
const formerNameOf = ({ deviceId }: DeviceAddress): string => uuid(deviceId);

export interface PairDependencies {
  readonly crypto: CryptoProvider;
  readonly device: OurDevice;
  readonly ledger: Ledger;
  readonly prekeys: Prekeys;
  readonly clock: Clock;
}

/** Seals and opens content keys for other devices, each step inside the transaction that stores it. */
export class Pairs {
  readonly #deps: PairDependencies;
  readonly #handshakes = new Serial();
  /** Called after a commit that began a session with what was found of that device: its one-time prekeys are used up. */
  onBegun: (device: DevicePublic) => void = () => undefined;

  constructor(deps: PairDependencies) {
    this.#deps = deps;
  }

  /** As committed. */
  async with(device: DeviceAddress): Promise<Pair> {
    return this.#pairOf(await this.#row(device), device);
  }

  /** As committed. */
  async due(device: DeviceAddress): Promise<Due> {
    const row = await this.#row(device);
    return this.#due(this.#pairOf(row, device), row?.repairOf ?? null);
  }

  /**
   * @param beginning what was found when a handshake was due
   * @throws ApiError `session-needed` when one is due, and nothing was looked for or found, or what was found is used up:
   *   prepare again
   */
  async seal(
    tx: Work,
    device: DevicePublic,
    key: ContentKey,
    beginning: Beginning | undefined,
  ): Promise<Uint8Array> {
    const { crypto, clock } = this.#deps;
    const row = await this.#rowIn(tx, device);
    let pair = this.#pairOf(row, device);
    let repairOf = row?.repairOf ?? null;
    const due = this.#due(pair, repairOf);
    if (due && typeof beginning === 'object') {
      // Another room may have begun a session with it since: seen in here, also when both are one commit.
      if (beginning.generation !== pair.generation) throw new ApiError('session-needed');
      pair = await this.#start(pair, beginning.bundle, repairOf);
      repairOf = null;
      tx.afterwards(() => this.onBegun(device));
    } else if (due === 'session' && beginning === BLANK) {
      return blankMessage(crypto);
    } else if (due === 'session' || (due === 'repair' && !beginning)) {
      throw new ApiError('session-needed');
    }
    const sealed = await sealForDevice(crypto, pair, key, clock.now());
    this.#put(tx, sealed.pair, repairOf);
    return sealed.sealed;
  }

  /**
   * Opens what their device sealed, uses up the prekeys it names and advances the session. The transaction
   * is left as it was when this throws. Of one device one after the other; of several at the same time.
   */
  async open(tx: Work, them: DevicePublic, message: SealedMessage): Promise<ContentKey> {
    const row = await this.#rowIn(tx, them);
    const open = () => this.#open(tx, row, them, message);
    // [PK-6] Of two devices that name the same one-time prekey the second has to find it gone.
    return prekeysFor(this.#pairOf(row, them), message) ? this.#handshakes.run(open) : open();
  }

  async #open(
    tx: Work,
    row: PairRow | undefined,
    them: DevicePublic,
    message: SealedMessage,
  ): Promise<ContentKey> {
    const { crypto, device, clock, prekeys } = this.#deps;
    const pair = this.#pairOf(row, them);
    const opened = await openFromDevice(crypto, pair, {
      us: device,
      them,
      message,
      prekeys: await this.#find(tx, pair, message),
      nowMs: clock.now(),
    });
    for (const used of opened.usedPrekeys) prekeys.consume(tx, used);
    // [S-8] What opens in the active session needs no repair; what opens in an older one says nothing of it.
    const isSound = opened.pair.active !== null && equal(opened.pair.active.id, message.sessionId);
    const stillDue = isSound ? null : (row?.repairOf ?? null);
    this.#put(tx, opened.pair, opened.repairDue ?? stillDue); // [S-5] in the transaction of the message
    return opened.key;
  }

  /** A message could not be opened for want of a common session: the next one sent begins a new one. */
  async markBroken(tx: Work, them: DeviceAddress, message: SealedMessage): Promise<void> {
    const row = await this.#rowIn(tx, them);
    this.#put(tx, this.#pairOf(row, them), message.sessionId);
  }

  /** Nothing sent under these sessions can be trusted to be unused: each pair begins anew. */
  abandonAll(tx: Work): Promise<void> {
    return this.changeAll(tx, abandonSessions);
  }

  /** Every pair there is, each without a repair that was due. */
  async changeAll(tx: Work, change: (pair: Pair) => Pair): Promise<void> {
    for (const { pair } of await tx.readAll(SESSIONS, (row) => nameOf(row.pair.theirs))) {
      await this.#rowIn(tx, pair.theirs);
      this.#put(tx, change(pair), null);
    }
  }

  /** [S-6] Of pairs that nobody writes in, too: a session that is past its time leaves the disk. */
  async prune(now: number): Promise<void> {
    const { ledger } = this.#deps;
    for (const { pair } of await ledger.readAll(SESSIONS)) {
      if (prunePair(pair, now).superseded.length === pair.superseded.length) continue;
      await ledger.transact(async (tx) => {
        // Read again: a message may have come since.
        const row = await this.#rowIn(tx, pair.theirs);
        if (row) this.#put(tx, prunePair(row.pair, now), row.repairOf);
      });
    }
  }

  async forget(tx: Work, device: DeviceAddress): Promise<void> {
    await this.#rowIn(tx, device);
    tx.delete(SESSIONS, nameOf(device));
  }

  /** As committed. */
  async #row(theirs: DeviceAddress): Promise<PairRow | undefined> {
    const { ledger } = this.#deps;
    return (await ledger.read(SESSIONS, nameOf(theirs))) ?? (await this.#formerRow(ledger, theirs));
  }

  /** As the transaction sees it, which takes the place of a record under the former name. */
  async #rowIn(tx: Work, theirs: DeviceAddress): Promise<PairRow | undefined> {
    const row = await tx.read(SESSIONS, nameOf(theirs));
    if (row) return row;
    const former = await this.#formerRow(tx, theirs);
    if (!former) return undefined;
    tx.delete(SESSIONS, formerNameOf(theirs));
    tx.put(SESSIONS, nameOf(theirs), former);
    return former;
  }

  async #formerRow(from: Pick<Ledger, 'read'>, theirs: DeviceAddress): Promise<PairRow | undefined> {
    const row = await from.read(SESSIONS, formerNameOf(theirs));
    return row && nameOf(row.pair.theirs) === nameOf(theirs) ? row : undefined;
  }

  async #start(pair: Pair, bundle: VerifiedBundle, repairOf: Uint8Array | null): Promise<Pair> {
    const { crypto, device, clock } = this.#deps;
    const input = { us: device, bundle, nowMs: clock.now() };
    return startSession(crypto, pair, repairOf ? { ...input, repairOf: ratchetSessionId(repairOf) } : input);
  }

  async #find(tx: Work, pair: Pair, message: SealedMessage): Promise<FoundPrekeys | null> {
    const named = prekeysFor(pair, message);
    if (!named) return null;
    const { prekeys } = this.#deps;
    const [signed, oneTime, kem] = await Promise.all([
      prekeys.find(tx, named.signed),
      named.oneTime ? prekeys.find(tx, named.oneTime) : undefined,
      prekeys.find(tx, named.kem),
    ]);
    return { signed: signed ?? null, oneTime: oneTime ?? null, kem: kem ?? null };
  }

  #due(pair: Pair, repairOf: Uint8Array | null): Due {
    const now = this.#deps.clock.now();
    if (needsSession(pair, now)) return 'session';
    return repairOf !== null && mayRepair(pair, now) ? 'repair' : null;
  }

  #pairOf(row: PairRow | undefined, theirs: DeviceAddress): Pair {
    if (!row) return emptyPair(this.#deps.device.public, theirs);
    return prunePair(row.pair, this.#deps.clock.now());
  }

  #put(tx: Work, pair: Pair, repairOf: Uint8Array | null): void {
    tx.put(SESSIONS, nameOf(pair.theirs), { pair, repairOf });
  }
}
