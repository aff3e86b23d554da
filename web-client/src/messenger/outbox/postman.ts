import { TacetError } from '../../bytes/index.ts';
import { uuid, envelopeId } from '../../protocol/index.ts';
import {
  Refused_Reason,
  type Accepted,
  type Refused,
  type TryLater,
  type Welcome,
} from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import type { Connection } from '../connection/connection.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { DeviceListsUnavailable } from '../devices/list-chain.ts';
import { Backoff } from '../kernel/backoff.ts';
import type { Directory } from '../people/directory.ts';
import { ApiError } from '../ports/api.ts';
import type { Cancel, Random, Timers } from '../ports/platform.ts';
import { isFull } from '../ports/store.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Alarms } from './alarms.ts';
import type { EnvelopeMaker } from './envelope-maker.ts';
import type { Outbox } from './outbox.ts';
import { partsOf } from './parts.ts';
import { outboxName, type OutboxRow, type SealedEnvelope } from './records.ts';

/** Rooms that send at the same time: enough to keep the line busy, few enough to stay fair to reading. */
const MAX_LANES = 8;
/** An answer that takes longer is lost: the same bytes go out again. */
const ANSWER_TIMEOUT_MS = 30_000;
const BACKOFF_BASE_MS = 250;
const BACKOFF_CAP_MS = 30_000;
/** A room that looks closed is asked about this often before its message counts as refused. */
const CLOSED_ROOM_TRIES = 2;

type Answer =
  | { readonly type: 'accepted'; readonly frame: Accepted }
  | { readonly type: 'refused'; readonly frame: Refused }
  | { readonly type: 'later'; readonly frame: TryLater }
  | { readonly type: 'lost' };

type Step = 'done' | 'again' | { readonly pauseMs: number };

interface Lane {
  readonly backoff: Backoff;
  closedRoom: number;
  cancelPause: Cancel;
}

export interface PostmanDependencies {
  readonly ledger: Ledger;
  readonly outbox: Outbox;
  readonly maker: EnvelopeMaker;
  readonly alarms: Alarms;
  readonly conversations: Conversations;
  readonly directory: Directory;
  readonly connection: Connection;
  readonly timers: Timers;
  readonly random: Random;
  /** Something failed that no retry mends: the caller decides what becomes of the engine. */
  readonly broken: (cause: unknown) => void;
}

/** Carries what waits in the outbox to the relay: per room one at a time, in order, until accepted. */
export class Postman {
  readonly #deps: PostmanDependencies;
  readonly #lanes = new Map<string, Lane>();
  readonly #awaited = new Map<string, (answer: Answer) => void>();
  #maxFrameBytes = 0;
  #online = false;

  constructor(deps: PostmanDependencies) {
    this.#deps = deps;
    deps.outbox.onAdded = () => this.#kick();
  }

  online(welcome: Welcome): void {
    this.#online = true;
    this.#maxFrameBytes = welcome.maxFrameBytes;
    this.#kick();
  }

  /** [F-6] Whatever was in flight is unanswered; it goes out again with the same bytes. */
  offline(): void {
    this.#online = false;
    for (const answer of this.#awaited.values()) answer({ type: 'lost' });
    for (const lane of this.#lanes.values()) lane.cancelPause();
  }

  answered(answer: Exclude<Answer, { type: 'lost' }>): void {
    this.#awaited.get(uuid(envelopeId(answer.frame.envelopeId)))?.(answer);
  }

  #kick(): void {
    if (!this.#online) return;
    for (const roomId of this.#deps.outbox.rooms()) {
      if (this.#lanes.size >= MAX_LANES) return;
      if (!this.#lanes.has(roomId)) this.#openLane(roomId);
    }
  }

  #openLane(roomId: string): void {
    const backoff = new Backoff(BACKOFF_BASE_MS, BACKOFF_CAP_MS, this.#deps.random);
    const lane: Lane = { backoff, closedRoom: 0, cancelPause: () => undefined };
    this.#lanes.set(roomId, lane);
    void this.#runLane(roomId, lane);
  }

  async #runLane(roomId: string, lane: Lane): Promise<void> {
    try {
      await this.#run(roomId, lane);
    } catch (cause) {
      return this.#deps.broken(cause);
    } finally {
      this.#lanes.delete(roomId);
    }
    // Rows that came while the lane closed, and rooms that had to wait for a lane.
    this.#kick();
  }

  async #run(roomId: string, lane: Lane): Promise<void> {
    for (;;) {
      const row = this.#deps.outbox.head(roomId);
      if (!row || !this.#online) return;
      const step = await this.#step(row, lane);
      if (step === 'done') lane.backoff.reset();
      else if (step !== 'again') await this.#pause(lane, step.pauseMs);
    }
  }

  async #step(row: OutboxRow, lane: Lane): Promise<Step> {
    try {
      return await this.#attemptOrAlarm(row, lane);
    } catch (cause) {
      // What the services say does not hold: nothing is sent to keys that nobody vouches for.
      if (cause instanceof TacetError && cause.kind !== 'internal') return { pauseMs: lane.backoff.next() };
      if (isFull(cause)) return { pauseMs: lane.backoff.next() };
      if (!(cause instanceof ApiError)) throw cause;
      return { pauseMs: lane.backoff.next(cause.retryAfterMs ?? 0) };
    }
  }

  async #attemptOrAlarm(row: OutboxRow, lane: Lane): Promise<Step> {
    try {
      return await this.#attempt(row, lane);
    } catch (cause) {
      await this.#deps.alarms.raise(row.roomId, cause);
      throw cause;
    }
  }

  async #attempt(row: OutboxRow, lane: Lane): Promise<Step> {
    let envelope = row.envelope;
    try {
      envelope ??= await this.#seal(row);
    } catch (cause) {
      const gone = cause instanceof ApiError && cause.code === 'not-found';
      if (gone || cause instanceof DeviceListsUnavailable) return this.#roomLooksClosed(row, lane);
      throw cause;
    }
    return this.#conclude(row, await this.#deliver(envelope), lane);
  }

  /** [V-6] [V-13] Encrypts, and stores the advanced ratchets with the envelope before the network sees it. */
  async #seal(row: OutboxRow): Promise<SealedEnvelope> {
    const { ledger, maker, conversations, outbox } = this.#deps;
    const conversation = conversations.get(row.roomId);
    if (!conversation) throw new ApiError('not-found');
    const preparation = await maker.prepare(conversation);
    return ledger.transact(async (tx) => {
      const envelope = await maker.make(tx, row, preparation);
      tx.setRow(outbox.table, { ...row, envelope });
      if (row.messageIndex !== null) {
        const message = await conversations.at(tx, row.roomId, row.messageIndex);
        if (message) {
          conversations.replace(tx, { ...message, wireIds: [...message.wireIds, envelope.wireId] });
          conversations.locate(tx, envelope.wireId, message);
        }
      }
      return envelope;
    });
  }

  #deliver(envelope: SealedEnvelope): Promise<Answer> {
    return new Promise((resolve) => {
      const cancel = this.#deps.timers.after(ANSWER_TIMEOUT_MS, () => answer({ type: 'lost' }));
      const answer = (received: Answer) => {
        cancel();
        this.#awaited.delete(envelope.id);
        resolve(received);
      };
      this.#awaited.set(envelope.id, answer);
      for (const value of partsOf(envelope.send, this.#maxFrameBytes)) {
        if (!this.#deps.connection.send({ case: 'send', value })) return answer({ type: 'lost' });
      }
    });
  }

  /** [F-5] */
  async #conclude(row: OutboxRow, answer: Answer, lane: Lane): Promise<Step> {
    if (answer.type === 'refused') return this.#refused(row, answer.frame.reason, lane);
    if (answer.type === 'later') return { pauseMs: lane.backoff.next(answer.frame.retryAfterMs) };
    if (answer.type === 'lost') return this.#online ? { pauseMs: lane.backoff.next() } : 'again';
    await this.#finish(row, 'sent');
    return 'done';
  }

  async #refused(row: OutboxRow, reason: Refused_Reason, lane: Lane): Promise<Step> {
    if (reason === Refused_Reason.WRONG_DEVICES) {
      await this.#forWhomElse(row);
      return { pauseMs: lane.backoff.next() };
    }
    if (reason === Refused_Reason.NOT_A_MEMBER) return this.#roomLooksClosed(row, lane);
    // Every other refusal is definite: the same bytes would be refused again.
    await this.#finish(row, 'failed');
    return 'done';
  }

  /** Fetches and verifies the lists anew; the next step encrypts the same content under a new envelope. */
  async #forWhomElse(row: OutboxRow): Promise<void> {
    const { conversations, maker, ledger, outbox } = this.#deps;
    const conversation = conversations.get(row.roomId);
    if (conversation) await maker.refreshLists(conversation);
    // The room's version may be what was stale.
    await this.#deps.directory.refresh();
    await ledger.transact((tx) => {
      if (tx.row(outbox.table, outboxName(row))) tx.setRow(outbox.table, { ...row, envelope: null });
    });
  }

  async #roomLooksClosed(row: OutboxRow, lane: Lane): Promise<Step> {
    lane.closedRoom++;
    await this.#deps.directory.refresh();
    const open = this.#deps.conversations.get(row.roomId)?.open === true;
    if (open && lane.closedRoom < CLOSED_ROOM_TRIES) {
      await this.#forWhomElse(row);
      return { pauseMs: lane.backoff.next() };
    }
    lane.closedRoom = 0;
    await this.#finish(row, 'failed');
    return 'done';
  }

  async #finish(row: OutboxRow, state: 'sent' | 'failed'): Promise<void> {
    const { ledger, outbox, conversations, alarms } = this.#deps;
    await ledger.transact(async (tx) => {
      outbox.remove(tx, row);
      if (state === 'sent') alarms.over(tx, row.roomId);
      if (row.messageIndex === null) return;
      const message = await conversations.at(tx, row.roomId, row.messageIndex);
      if (message) conversations.raise(tx, message, state);
    });
  }

  #pause(lane: Lane, pauseMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#deps.timers.after(pauseMs, resolve);
      lane.cancelPause = () => {
        cancel();
        resolve();
      };
    });
  }
}
