import type { ListAlarms } from '../alarms/list-alarms.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { NOWHERE, type Conversation } from '../conversations/records.ts';
import { PrekeysMissing } from '../devices/missing-prekeys.ts';
import { ApiError } from '../ports/api.ts';
import type { Reach } from '../receipts/reach.ts';
import type { LogAlarms } from '../rooms/log-alarms.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import type { EnvelopeMaker, Preparation } from './envelope-maker.ts';
import { mayHaveLeft, type Outbox } from './outbox.ts';
import { isKept, outboxName, type OutboxRow, type SealedEnvelope } from './records.ts';

/** Keys sealed in one transaction, about 50 ms: everything else waits meanwhile. */
const MAX_SEALS = 64;

export type SealedRow = OutboxRow & { readonly envelope: SealedEnvelope };

export function isSealed(row: OutboxRow): row is SealedRow {
  return row.envelope !== null;
}

export interface SealingDependencies {
  readonly ledger: Ledger;
  readonly outbox: Outbox;
  readonly maker: EnvelopeMaker;
  readonly listAlarms: Pick<ListAlarms, 'hold' | 'stillHolds'>;
  readonly logAlarms: Pick<LogAlarms, 'hold'>;
  readonly reach: Reach;
  readonly conversations: Conversations;
}

/** Encrypts what waits in one room, each envelope stored with the advanced ratchets before the network sees it, [V-6]. */
export class Sealing {
  readonly #deps: SealingDependencies;
  readonly #roomId: string;
  /** Ids of envelopes that were never given to the network. */
  readonly #ahead = new Set<string>();
  /** Numbers in line of what no relay can have: nothing of it left before, or the answer was that nothing was stored. */
  readonly #untaken = new Set<number>();

  constructor(deps: SealingDependencies, roomId: string) {
    this.#deps = deps;
    this.#roomId = roomId;
  }

  /**
   * What of these is not encrypted yet is.
   *
   * @param leaves whether it does at once
   */
  async sealed(rows: readonly OutboxRow[], leaves = true): Promise<readonly SealedRow[]> {
    if (rows.every(isSealed)) return rows;
    const { ledger, maker, conversations } = this.#deps;
    const conversation = conversations.get(this.#roomId);
    if (!conversation) throw new ApiError('not-found');
    await this.#deps.logAlarms.hold(this.#roomId);
    await this.#deps.listAlarms.hold(this.#roomId);
    const [ready, preparation] = await this.#prepared(conversation, rows);
    const most = Math.max(1, Math.floor(MAX_SEALS / Math.max(1, preparation.recipients.length)));
    return ledger.transact(async (tx) => {
      // [C-16] [I-5] Asking took its time.
      this.#deps.listAlarms.stillHolds(tx, this.#roomId);
      await maker.stillCurrent(preparation);
      const leaving = ready.slice(0, most);
      // At hand when their answers come: each would be read by itself then.
      await conversations.many(
        tx,
        this.#roomId,
        leaving.flatMap(({ messageIndex }) => messageIndex ?? []),
      );
      const sealed: SealedRow[] = [];
      for (const row of leaving) {
        const done = await this.#seal(tx, row, preparation, leaves);
        if (done) sealed.push(done);
      }
      return sealed;
    });
  }

  /**
   * Together they wait for as long as the youngest of them does, and the first alone for no longer than it has to itself.
   *
   * @returns those of them that may leave, and what is known for them
   * @throws PrekeysMissing while the first is to wait
   */
  async #prepared(
    room: Conversation,
    rows: readonly OutboxRow[],
  ): Promise<readonly [readonly OutboxRow[], Preparation]> {
    const { maker } = this.#deps;
    try {
      return [rows, await maker.prepare(room, rows)];
    } catch (cause) {
      if (!(cause instanceof PrekeysMissing) || rows.length === 1) throw cause;
      const first = rows.slice(0, 1);
      return [first, await maker.prepare(room, first)];
    }
  }

  /** @returns null for what is not to be sent any more, and is no longer in line */
  async #seal(
    tx: Work,
    row: OutboxRow,
    preparation: Preparation,
    leaves: boolean,
  ): Promise<SealedRow | null> {
    const { maker, conversations, outbox } = this.#deps;
    // [I-9] It may have been set aside since it was read, have moved up, or be sealed already.
    const now = tx.row(outbox.table, outboxName(row));
    if (!now || now.envelope) return null;
    // Before what is sealed now takes the place of what left.
    const isUntaken = now.left === false || (now.left === null && !(await mayHaveLeft(tx, now)));
    const envelope = await maker.make(tx, now, preparation);
    if (!envelope) {
      outbox.remove(tx, now);
      return null;
    }
    if (isUntaken) this.#untaken.add(now.seq);
    const left = leaves || now.left;
    tx.setRow(outbox.table, { ...now, envelope, left });
    if (now.messageIndex !== null) {
      const { roomId, counter, messageIndex: index } = now;
      conversations.locate(tx, envelope.wireId, { roomId, index, counter });
      await this.#deps.reach.sealed(tx, now.roomId, index);
    } else if (isKept(now.body)) {
      // [V-18] Asked for by this id, it is found by its number.
      const { roomId, counter } = now;
      conversations.locate(tx, envelope.wireId, { roomId, index: NOWHERE, counter });
    }
    return { ...now, envelope, left };
  }

  /**
   * The next round is encrypted and stored while the relay stores this one, and leaves once all of this one are answered.
   * What fails here is tried again when its turn has come, and told of then.
   */
  async ahead(rows: readonly OutboxRow[]): Promise<void> {
    // Between those and these the devices may have changed: of one round some would be taken and others refused.
    if (rows.length === 0 || rows.some(isSealed)) return;
    const ahead = await this.sealed(rows, false).catch(() => []);
    for (const { envelope } of ahead) this.#ahead.add(envelope.id);
  }

  /** What was encrypted ahead leaves now, and that is stored before it does. */
  async leaving(rows: readonly SealedRow[]): Promise<readonly SealedRow[]> {
    const { ledger, outbox } = this.#deps;
    if (!rows.some(({ left }) => left === false)) return rows;
    for (const { seq, left } of rows) if (left === false) this.#untaken.add(seq);
    return ledger.transact(async (tx) => {
      for (const { envelope, ...row } of rows) {
        const now = tx.row(outbox.table, outboxName(row));
        if (now?.envelope?.id === envelope.id) tx.setRow(outbox.table, { ...now, left: true });
      }
      return rows;
    });
  }

  /** The relay has taken it, or nobody knows whether it has; or it is no longer in line. */
  noLongerUntaken({ seq }: OutboxRow): void {
    this.#untaken.delete(seq);
  }

  /** [V-18] Whether no relay can have taken it, under this envelope or one before. */
  isUntaken({ seq, envelope, left }: OutboxRow): boolean {
    return this.#untaken.has(seq) || (!envelope && left === false);
  }

  left({ envelope }: SealedRow): void {
    this.#ahead.delete(envelope.id);
  }

  /** [V-13] Those of them, and of what was encrypted ahead, that would be for others now are to be encrypted again. */
  discardForOthers(rows: readonly OutboxRow[]): Promise<void> {
    return this.#deps.ledger.transact((tx) => this.#discard(tx, rows));
  }

  async #discard(tx: Work, rows: readonly OutboxRow[]): Promise<void> {
    const { conversations, maker, outbox } = this.#deps;
    const room = conversations.row(tx, this.#roomId);
    // What was encrypted ahead for the same devices would only be refused in its turn.
    const ahead = tx.rows(outbox.table).filter(({ envelope }) => envelope && this.#ahead.has(envelope.id));
    for (const row of [...rows, ...ahead]) {
      const now = tx.row(outbox.table, outboxName(row));
      // Sealed anew since, it is for the devices that were known then.
      if (!now?.envelope || now.envelope.id !== row.envelope?.id) continue;
      if (room && (await maker.isForTheSame(tx, room, now.envelope))) continue;
      tx.setRow(outbox.table, { ...now, envelope: null });
      this.#ahead.delete(now.envelope.id);
    }
  }
}
