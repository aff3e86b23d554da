import { TacetError } from '../../bytes/index.ts';
import { Refused_Reason } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { Bundles } from '../devices/bundles.ts';
import { DeviceListsUnavailable } from '../devices/list-chain.ts';
import { PrekeysMissing } from '../devices/missing-prekeys.ts';
import { Backoff } from '../kernel/backoff.ts';
import type { Directory } from '../people/directory.ts';
import type { MessageView } from '../port.ts';
import { ApiError } from '../ports/api.ts';
import type { Random } from '../ports/platform.ts';
import { isFull } from '../ports/store.ts';
import type { SentContents } from '../repair/sent-contents.ts';
import type { Logs } from '../rooms/logs.ts';
import type { Trust } from '../verification/trust.ts';
import { isKept, outboxName, type OutboxRow } from './records.ts';
import { isSealed, Sealing, type SealedRow, type SealingDependencies } from './sealing.ts';
import type { Answer, UnderWay } from './under-way.ts';

/**
 * Envelopes of one room under way at once: enough that encrypting and storing some goes on while the relay stores
 * others, few enough that little has to be repeated after a refusal.
 */
export const MAX_UNDER_WAY = 16;
const BACKOFF_BASE_MS = 250;
const BACKOFF_CAP_MS = 30_000;
/** A room that looks closed is asked about this often before its messages count as refused. */
const CLOSED_ROOM_TRIES = 2;

/** A row that is still to be sent, and why. */
interface Left {
  readonly row: OutboxRow;
  readonly answer: Exclude<Answer, { type: 'accepted' }>;
}

export interface LaneDependencies extends SealingDependencies {
  readonly bundles: Pick<Bundles, 'refreshLists' | 'closedFor' | 'restMs'>;
  readonly alarms: Alarms;
  readonly logs: Pick<Logs, 'follow'>;
  readonly trust: Pick<Trust, 'holds'>;
  readonly directory: Directory;
  readonly underWay: UnderWay;
  readonly sent: SentContents;
  readonly random: Random;
  /** `Welcome.max_frame_bytes`; null while there is no connection. */
  readonly maxFrameBytes: () => number | null;
}

/** For how long nothing leaves a room. */
export interface Rest {
  readonly ms: number;
  /** Whether this room alone has to wait, and not everybody who sends. */
  readonly isOwn: boolean;
}

/**
 * What leaves one room: in rounds, each in the order of writing [V-13]. Nothing follows an envelope that was not
 * accepted until all of its round are answered; then the round's rest goes first, and singly, so that the
 * relay cannot be asked to take a later one while it puts an earlier one off.
 */
export class Lane {
  readonly #deps: LaneDependencies;
  readonly #roomId: string;
  readonly #backoff: Backoff;
  #atOnce = 1;
  #closedRoom = 0;
  readonly #sealing: Sealing;

  constructor(deps: LaneDependencies, roomId: string) {
    this.#deps = deps;
    this.#roomId = roomId;
    this.#sealing = new Sealing(deps, roomId);
    this.#backoff = new Backoff(BACKOFF_BASE_MS, BACKOFF_CAP_MS, deps.random);
  }

  /** @returns when to go on; null once nothing is left to send, the room is held, or the connection is gone */
  async run(): Promise<Rest | null> {
    while (this.#deps.maxFrameBytes() !== null && !this.#isHeld()) {
      const rows = this.#next();
      if (rows.length === 0) return null;
      const rest = await this.#round(rows);
      if (rest) return rest;
    }
    return null;
  }

  /** Rows that were encrypted before leave by themselves: nothing has to be asked for them. */
  #next(): readonly OutboxRow[] {
    const rows = this.#deps.outbox.next(this.#roomId, this.#atOnce);
    const other = rows.findIndex((row) => isSealed(row) !== (rows[0] && isSealed(rows[0])));
    return other < 0 ? rows : rows.slice(0, other);
  }

  /** @returns null for no rest before the next round */
  async #round(rows: readonly OutboxRow[]): Promise<Rest | null> {
    try {
      return await this.#tryOrAlarm(rows);
    } catch (cause) {
      this.#atOnce = 1;
      // What the services say does not hold: nothing is sent to keys that nobody vouches for.
      if (cause instanceof TacetError && cause.kind !== 'internal') return this.#rests({ isOwn: true });
      if (isFull(cause)) return this.#rests({ isOwn: false });
      if (!(cause instanceof ApiError)) throw cause;
      const isOwn = cause instanceof PrekeysMissing;
      const { ms } = this.#rests({ isOwn, atLeastMs: cause.retryAfterMs ?? 0 });
      return { ms: isOwn ? Math.min(ms, this.#deps.bundles.restMs(cause)) : ms, isOwn };
    }
  }

  #rests({ isOwn, atLeastMs = 0 }: { readonly isOwn: boolean; readonly atLeastMs?: number }): Rest {
    return { ms: this.#backoff.next(atLeastMs), isOwn };
  }

  async #tryOrAlarm(rows: readonly OutboxRow[]): Promise<Rest | null> {
    try {
      const left = await this.#carry(rows);
      if (left.length > 0) return await this.#afterTrouble(left);
    } catch (cause) {
      await this.#deps.alarms.failed(this.#roomId, cause);
      throw cause;
    }
    this.#backoff.reset();
    this.#atOnce = Math.min(this.#atOnce * 2, MAX_UNDER_WAY);
    return null;
  }

  /** @returns what is still to be sent */
  async #carry(rows: readonly OutboxRow[]): Promise<readonly Left[]> {
    const ready = await this.#sealedOrClosed(rows);
    if (ready === null) {
      await this.#roomLooksClosed(rows);
      return [];
    }
    const sealed = await this.#sealing.leaving(ready);
    const answers = sealed.map((row) => this.#send(row));
    const ahead = this.#sealing.ahead(this.#following(sealed.at(-1)?.seq ?? Infinity));
    // Also when one fails: the next try must not find others of this round still at work.
    await Promise.allSettled([...answers, ahead]);
    await ahead;
    const left = await Promise.all(answers);
    return left.filter((each) => each !== null);
  }

  /** What the next round would be, once all of this one are answered. */
  #following(seq: number): readonly OutboxRow[] {
    const rows = this.#deps.outbox.next(this.#roomId, 2 * MAX_UNDER_WAY).filter((row) => row.seq > seq);
    return rows.slice(0, MAX_UNDER_WAY);
  }

  /** @returns null when the services know nothing of this room's people */
  async #sealedOrClosed(rows: readonly OutboxRow[]): Promise<readonly SealedRow[] | null> {
    try {
      return await this.#sealing.sealed(rows);
    } catch (cause) {
      if (isGone(cause)) return null;
      if (cause instanceof PrekeysMissing && !(await this.#mayCome(cause))) return null;
      throw cause;
    }
  }

  /**
   * [D-6] A device is listed before it has published prekeys: in an open room they will come, or be waited for no more, [PK-7].
   * Or it was signed out, and has none any more: the newest list does not name it.
   */
  async #mayCome(missing: PrekeysMissing): Promise<boolean> {
    const { bundles } = this.#deps;
    const isOpen = await this.#isOpen();
    if (isOpen) await bundles.refreshLists(missing);
    else bundles.closedFor(missing);
    return isOpen;
  }

  /** Lists that nobody has now are asked for again in the next round. */
  async #unlessGone(asked: Promise<unknown>): Promise<void> {
    try {
      await asked;
    } catch (cause) {
      if (!isGone(cause)) throw cause;
    }
  }

  /** @throws ApiError when nobody answers */
  async #isOpen(): Promise<boolean> {
    await this.#refreshRoom();
    return this.#deps.conversations.get(this.#roomId)?.open === true;
  }

  /** @returns null once it is settled for good */
  async #send(row: SealedRow): Promise<Left | null> {
    const { outbox } = this.#deps;
    const maxFrameBytes = this.#deps.maxFrameBytes();
    if (maxFrameBytes === null || this.#isHeld()) return { row, answer: { type: 'lost' } };
    this.#sealing.left(row);
    // [I-9] [I-12] Since it was sealed, what was set aside is settled, and what is to be sealed anew is still in line.
    if (outbox.table.get(outboxName(row))?.envelope?.id !== row.envelope.id) return null;
    const answer = await this.#deps.underWay.send(row.envelope, maxFrameBytes);
    switch (answer.type) {
      case 'accepted':
        // If this cannot be stored now, the next try must not take it for one that nobody took.
        this.#sealing.noLongerUntaken(row);
        await this.#finish(row, 'sent');
        return null;
      case 'refused':
        if (isMended(answer.frame.reason)) return { row, answer };
        // Every other refusal is definite: the same bytes would be refused again.
        await this.#finish(row, reasonOf(answer.frame.reason));
        return null;
      // A relay whose store did not answer in time may have stored it all the same.
      case 'later':
      case 'lost':
        this.#sealing.noLongerUntaken(row);
        return { row, answer };
    }
  }

  async #afterTrouble(left: readonly Left[]): Promise<Rest> {
    this.#atOnce = 1;
    const refused = (reason: Refused_Reason) =>
      left.filter(({ answer }) => answer.type === 'refused' && answer.frame.reason === reason);
    const wrongDevices = refused(Refused_Reason.WRONG_DEVICES);
    if (wrongDevices.length > 0) await this.#forWhomElse(wrongDevices.map(({ row }) => row));
    const notAMember = refused(Refused_Reason.NOT_A_MEMBER);
    if (notAMember.length > 0) await this.#roomLooksClosed(notAMember.map(({ row }) => row));
    const waits = left.map(({ answer }) => (answer.type === 'later' ? answer.frame.retryAfterMs : 0));
    const isOwn = left.every(({ answer }) => answer.type === 'refused');
    return this.#rests({ isOwn, atLeastMs: Math.max(...waits) });
  }

  /**
   * [M-14] Fetches and verifies log and lists anew; the next round encrypts the same contents under new envelopes, if they are
   * for others now.
   */
  async #forWhomElse(rows: readonly OutboxRow[]): Promise<void> {
    const { conversations, maker } = this.#deps;
    const conversation = conversations.get(this.#roomId);
    // The room's version may be what was stale.
    await this.#refreshRoom();
    if (conversation) await this.#unlessGone(maker.refreshLists(conversation));
    await this.#sealing.discardForOthers(rows);
  }

  async #roomLooksClosed(rows: readonly OutboxRow[]): Promise<void> {
    this.#closedRoom++;
    const open = await this.#isOpen();
    if (open && this.#closedRoom < CLOSED_ROOM_TRIES) return this.#forWhomElse(rows);
    this.#closedRoom = 0;
    await Promise.all(rows.map((row) => this.#finish(row, 'not-a-member')));
  }

  /** @throws ApiError when nobody answers */
  async #refreshRoom(): Promise<void> {
    const { directory, logs, conversations } = this.#deps;
    await directory.refresh();
    if (conversations.get(this.#roomId)?.kind === 'group') await logs.follow(this.#roomId);
  }

  async #finish(row: OutboxRow, end: 'sent' | Refusal): Promise<void> {
    const { ledger, outbox, conversations, alarms, sent } = this.#deps;
    await ledger.transact(async (tx) => {
      outbox.remove(tx, row);
      if (end === 'sent') await alarms.sent(tx, row.roomId);
      // [V-18] Refused for good. What was taken at an earlier try, whose answer was lost, may be asked for by who has its number.
      else if (this.#sealing.isUntaken(row) && isKept(row.body)) sent.drop(tx, row.roomId, row.counter);
      if (row.messageIndex === null) return;
      const message = await conversations.at(tx, row.roomId, row.messageIndex);
      if (!message) return;
      if (end !== 'sent') return conversations.failed(tx, message, end);
      if (!row.envelope) return conversations.raise(tx, message, end);
      conversations.sent(tx, message, row.envelope.wireId);
    });
    this.#sealing.noLongerUntaken(row);
  }

  /** [I-12] */
  #isHeld(): boolean {
    return this.#deps.trust.holds(this.#roomId);
  }
}

/** The services know nothing of somebody. */
function isGone(cause: unknown): boolean {
  return cause instanceof DeviceListsUnavailable || (cause instanceof ApiError && cause.code === 'not-found');
}

/** Why it is refused for good. */
type Refusal = Exclude<NonNullable<MessageView['unsentBecause']>, 'identity-changed'>;

function reasonOf(reason: Refused_Reason): Refusal {
  return reason === Refused_Reason.ALL_MAILBOXES_FULL ? 'mailboxes-full' : 'refused';
}

/** Refusals after which the same message may be taken, if the device learns what is new. */
function isMended(reason: Refused_Reason): boolean {
  return reason === Refused_Reason.WRONG_DEVICES || reason === Refused_Reason.NOT_A_MEMBER;
}
