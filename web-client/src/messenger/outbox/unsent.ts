import type { Conversations } from '../conversations/conversations.ts';
import { indexSuffix, MESSAGES, type Conversation, type StoredMessage } from '../conversations/records.ts';
import { MessengerFailure } from '../failures.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import { SENT, sentSuffix } from '../repair/records.ts';
import { mayHaveLeft, type Outbox } from './outbox.ts';
import type { OutboxRow } from './records.ts';

/** So many entries are looked through at a time for one that failed. */
const LOOK_AT = 2_000;

export interface UnsentDependencies {
  readonly ledger: Ledger;
  readonly conversations: Conversations;
  readonly outbox: Outbox;
}

/** What the user does with a message that was refused. */
export class Unsent {
  readonly #deps: UnsentDependencies;

  /** [I-12] Whether nothing may leave that room for now. */
  isHeld: (roomId: string, tx: Work) => boolean = () => false;

  constructor(deps: UnsentDependencies) {
    this.#deps = deps;
  }

  async retry(roomId: string, id: string): Promise<void> {
    const { ledger, outbox } = this.#deps;
    const { index } = await this.#find(roomId, id);
    await ledger.transact(async (tx) => {
      const { conversations } = this.#deps;
      const row = conversations.row(tx, roomId);
      const message = await conversations.at(tx, roomId, index);
      // What was taken away is not there any more.
      if (message?.state !== 'failed' || message.kind === 'notice') return;
      // Out of a group is out: nothing is encrypted for people among whom one is not.
      if (row?.kind === 'group' && !row.open) throw new MessengerFailure('not-a-member');
      // [I-12] It keeps saying why it was not sent.
      if (this.isHeld(roomId, tx)) throw new MessengerFailure('identity-changed');
      await outbox.again(tx, message);
    });
  }

  /** Its place stays, so that every other message keeps its index. True when it was taken away just now. */
  async discard(roomId: string, id: string): Promise<boolean> {
    const { ledger, conversations, outbox } = this.#deps;
    const { index } = await this.#find(roomId, id);
    return ledger.transact(async (tx) => {
      const message = await conversations.at(tx, roomId, index);
      if (message?.state === 'sending') {
        await this.#takeOutOfLine(tx, message);
        return true;
      }
      // Taken away before: its number may be another one's now.
      if (message?.state !== 'failed' || message.kind === 'notice') return false;
      await conversations.hide(tx, message);
      // [V-13] One that was encrypted before it was set aside may have left: nothing else has its number.
      // Whoever asks for it gets no more of it than has arrived.
      if (await mayHaveLeft(tx, message)) tx.delete(SENT, roomId, sentSuffix(message.counter ?? 0));
      else outbox.takeBack(tx, message);
      return true;
    });
  }

  /**
   * [V-13] It never left this browser: nobody has it, and nobody is to miss its number. Those that wait behind it move up,
   * and are encrypted again for it; where one of them may have left, or failed, its number stays empty.
   */
  async #takeOutOfLine(tx: Work, message: StoredMessage): Promise<void> {
    const { conversations, outbox } = this.#deps;
    const { roomId, index, counter = 0 } = message;
    const waiting = [...tx.rows(outbox.table)].filter((each) => each.roomId === roomId && isNumbered(each));
    const row = waiting.find(({ messageIndex }) => messageIndex === index);
    if (!row || (await this.#mayHaveLeft(tx, row))) throw new MessengerFailure('message-under-way');
    outbox.remove(tx, row);
    tx.delete(SENT, roomId, sentSuffix(counter));
    await conversations.hide(tx, message);
    const behind = waiting.filter((each) => each.counter > counter);
    const left = await Promise.all(behind.map((each) => this.#mayHaveLeft(tx, each)));
    const { sentCounter = 0 } = conversations.row(tx, roomId) ?? {};
    if (left.includes(true) || behind.length !== sentCounter - counter) return;
    for (const each of behind) {
      const moved = { ...each, counter: each.counter - 1, envelope: null };
      tx.delete(SENT, roomId, sentSuffix(each.counter));
      tx.setRow(outbox.table, moved);
      const shown = each.messageIndex === null ? null : await conversations.at(tx, roomId, each.messageIndex);
      if (shown) conversations.replace(tx, { ...shown, counter: moved.counter });
    }
    outbox.takeBack(tx, { ...message, counter: sentCounter });
  }

  /** [V-18] Where it was not noted, only what was encrypted is known. */
  async #mayHaveLeft(tx: Work, row: OutboxRow): Promise<boolean> {
    return row.left ?? (row.envelope !== null || mayHaveLeft(tx, row));
  }

  /**
   * [I-9] The recipient is no longer who this was written for: messages wait for the user, who sends them again or takes
   * them away; what goes out without being written is dropped. One that is on its way may still be accepted, as it was sealed.
   */
  async setAside(tx: Work, roomId: string, accountId: string): Promise<void> {
    const { conversations, outbox } = this.#deps;
    // Also what shares this commit: it was written before, and nothing else would hold it back.
    for (const row of tx.rows(outbox.table)) {
      if (row.roomId !== roomId || (row.target && row.target.accountId !== accountId)) continue;
      outbox.remove(tx, row);
      if (row.messageIndex === null) continue;
      const message = await conversations.at(tx, roomId, row.messageIndex);
      if (message?.state !== 'sending') continue;
      forgetUnlessLeft(tx, row);
      conversations.replace(tx, { ...message, state: 'failed', unsentBecause: 'identity-changed' });
    }
    const conversation = conversations.row(tx, roomId);
    if (conversation) conversations.update(tx, { ...conversation, dueDelivered: [], dueRead: [] });
  }

  /**
   * [V-13] [I-12] Somebody or some device of these rooms is out: envelopes, also of this commit, are encrypted again, for
   * whoever it is then. One that is on its way is recognised by its number if both are accepted.
   */
  sealAnew(tx: Work, isIn: (room: Conversation) => boolean): void {
    const { conversations, outbox } = this.#deps;
    for (const row of tx.rows(outbox.table)) {
      const room = row.envelope && conversations.row(tx, row.roomId);
      if (room && isIn(room)) tx.setRow(outbox.table, { ...row, envelope: null });
    }
  }

  /** This account is in the room no more: nothing that waits there will ever be sent, the conversation says why. */
  async drop(tx: Work, roomId: string): Promise<void> {
    const { conversations, outbox } = this.#deps;
    for (const row of tx.rows(outbox.table)) {
      if (row.roomId !== roomId) continue;
      outbox.remove(tx, row);
      if (row.messageIndex === null) continue;
      forgetUnlessLeft(tx, row);
      const message = await conversations.at(tx, roomId, row.messageIndex);
      if (message) conversations.failed(tx, message, 'not-a-member');
    }
    const conversation = conversations.row(tx, roomId);
    if (conversation) conversations.update(tx, { ...conversation, dueDelivered: [], dueRead: [] });
  }

  async #find(roomId: string, id: string): Promise<StoredMessage> {
    const { ledger, conversations } = this.#deps;
    for (let before = conversations.get(roomId)?.messageCount ?? 0; before > 0; before -= LOOK_AT) {
      const range = { from: indexSuffix(Math.max(0, before - LOOK_AT)), before: indexSuffix(before) };
      const messages = await ledger.readSuffixes(MESSAGES, roomId, range);
      const message = messages.find((each) => each.id === id);
      if (message) return message;
    }
    throw new MessengerFailure('not-found');
  }
}

/** [V-18] Nobody has what was encrypted ahead and never left, and nobody is to get it once its message was taken away. */
function forgetUnlessLeft(tx: Work, { left, roomId, counter }: OutboxRow): void {
  if (left === false) tx.delete(SENT, roomId, sentSuffix(counter));
}

/** [C-11] Receipts have numbers of their own; requests and their answers have none. */
const isNumbered = ({ body: { type } }: OutboxRow): boolean =>
  type !== 'receipt' && type !== 'resend-request' && type !== 'resent';
