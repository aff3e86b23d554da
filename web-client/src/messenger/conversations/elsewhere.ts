import { isPlaceholder } from '../repair/places.ts';
import type { Work } from '../vault/work.ts';
import type { Conversations } from './conversations.ts';
import type { Conversation, StoredMessage } from './records.ts';

/** Entries looked at for those that were not read elsewhere: more than two receipts name. */
const MAX_RANGE = 2_048;
/** Unread messages that stand above others which were read, as in `Conversations.settle`. */
const MAX_LATE = 512;

export interface Heard {
  readonly kind: 'delivered' | 'read';
  readonly wireIds: readonly string[];
}

/**
 * [D-9] Another device of this account took these messages in, or showed them to the user: nobody has to be told again, and
 * what was read there is read here.
 */
export async function heardElsewhere(
  tx: Work,
  conversations: Conversations,
  roomId: string,
  { kind, wireIds }: Heard,
): Promise<void> {
  const messages = await conversations.findMany(tx, roomId, wireIds);
  const row = conversations.row(tx, roomId);
  if (!row) return;
  const said = new Set(messages.flatMap((message) => message.wireIds));
  const due = (ids: readonly string[]) => ids.filter((id) => !said.has(id));
  const told = { ...row, dueDelivered: due(row.dueDelivered) };
  if (kind === 'delivered') return conversations.update(tx, told);
  const { dueRead, dueMarks = [] } = row;
  const named = new Set(messages.filter(isTheirs).map(({ index }) => index));
  const unread = await unreadWithout(tx, conversations, row, named);
  conversations.update(tx, { ...told, dueRead: due(dueRead), dueMarks: due(dueMarks), ...unread });
}

/** What is still unread above the newest of those that were read came late there, and is kept one by one. */
async function unreadWithout(
  tx: Work,
  conversations: Conversations,
  row: Conversation,
  read: ReadonlySet<number>,
): Promise<Pick<Conversation, 'unread' | 'firstUnread' | 'lateUnread'>> {
  const { roomId, firstUnread, messageCount, lateUnread: before = [] } = row;
  const late = before.filter((index) => !read.has(index));
  const below = row.unread - before.length;
  const newest = Math.max(...read, Number.NEGATIVE_INFINITY);
  if (firstUnread === null || newest < firstUnread) {
    return { firstUnread, lateUnread: late, unread: Math.max(0, below) + late.length };
  }
  const from = Math.max(firstUnread, newest - MAX_RANGE);
  const theirs = (await conversations.range(tx, roomId, from, newest - from + 1)).filter(isTheirs);
  const left = theirs.filter((each) => !read.has(each.index) && !isPlaceholder(each));
  const above = messageCount - newest - 1;
  const rest =
    from === firstUnread
      ? Math.min(Math.max(0, below - theirs.length), above)
      : // What lies further back than was looked at is part of the old count.
        (await conversations.range(tx, roomId, newest + 1, Math.min(above, MAX_RANGE))).filter(isTheirs)
          .length;
  const lateUnread = [...late, ...left.map(({ index }) => index)].slice(-MAX_LATE);
  return {
    firstUnread: rest === 0 ? null : newest + 1,
    lateUnread,
    unread: rest + lateUnread.length,
  };
}

function isTheirs({ mine, kind }: StoredMessage): boolean {
  return !mine && kind !== 'notice';
}
