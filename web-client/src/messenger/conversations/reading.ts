import { limits } from '../../protocol/index.ts';
import type { Events } from '../events/events.ts';
import type { Receipts } from '../receipts/receipts.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Conversations } from './conversations.ts';
import { indexSuffix, MESSAGES, type StoredMessage } from './records.ts';

export interface ReadingDependencies {
  readonly ledger: Ledger;
  readonly conversations: Conversations;
  readonly receipts: Receipts;
  readonly events: Events;
}

/** What the user is looking at: clears the unread count and says so to the senders. */
export class Reading {
  readonly #deps: ReadingDependencies;

  constructor(deps: ReadingDependencies) {
    this.#deps = deps;
  }

  async focus(roomId: string | null, active: boolean, tab?: string): Promise<void> {
    const { conversations } = this.#deps;
    const row = roomId === null ? undefined : conversations.get(roomId);
    conversations.focus.set(row && active ? row.roomId : null, tab);
    if (row && active) await this.#markRead(row.roomId);
  }

  async #markRead(roomId: string): Promise<void> {
    const { ledger, conversations, receipts } = this.#deps;
    while (conversations.focus.isReading(roomId)) {
      const row = conversations.get(roomId);
      if (row?.lateUnread?.length) {
        await this.#markLate(roomId, row.lateUnread);
        continue;
      }
      if (!row || row.firstUnread === null) return;
      const from = row.firstUnread;
      // In pieces: thousands of messages may have come while the user was away.
      const before = Math.min(from + limits.MAX_RECEIPT_IDS, row.messageCount);
      const range = { from: indexSuffix(from), before: indexSuffix(before) };
      const messages = await ledger.readSuffixes(MESSAGES, roomId, range);
      const theirs = messages.filter(isTheirs);
      await ledger.transact((tx) => {
        const now = conversations.row(tx, roomId);
        // Another tab, or an older look of this one, was here meanwhile: it counted these.
        if (now?.firstUnread !== from) return;
        const late = now.lateUnread?.length ?? 0;
        // At the end nothing is left, and before it something is, whatever was counted: counts are estimates now and then.
        const isEnd = before >= now.messageCount;
        const left = isEnd ? 0 : Math.max(1, now.unread - late - theirs.length);
        const marked = { ...now, unread: late + left, firstUnread: isEnd ? null : before };
        conversations.update(
          tx,
          receipts.read(
            tx,
            marked,
            theirs.flatMap(({ wireIds }) => wireIds),
          ),
        );
      });
    }
  }

  /** Each by itself: what stands between them was read long ago. */
  async #markLate(roomId: string, late: readonly number[]): Promise<void> {
    const { ledger, conversations, receipts } = this.#deps;
    await ledger.transact(async (tx) => {
      const messages = await Promise.all(late.map((index) => conversations.at(tx, roomId, index)));
      const wireIds = messages.flatMap((message) => (message && isTheirs(message) ? message.wireIds : []));
      const now = conversations.row(tx, roomId);
      if (!now) return;
      const lateUnread = now.lateUnread?.filter((index) => !late.includes(index)) ?? [];
      const below = now.firstUnread === null ? 0 : now.unread - (now.lateUnread?.length ?? 0);
      const unread = Math.max(0, below) + lateUnread.length;
      conversations.update(tx, receipts.read(tx, { ...now, unread, lateUnread }, wireIds));
    });
  }
}

function isTheirs({ mine, kind }: StoredMessage): boolean {
  return !mine && kind !== 'notice';
}
