import { create, toBinary } from '@bufbuild/protobuf';
import { UsageError } from '../../bytes/index.ts';
import { HistoryEntrySchema } from '../../wire/gen/tacet/content/v1/content_pb.ts';
import type { RoomId } from '../ids.ts';
import { MAX_HISTORY_IDS, MAX_HISTORY_PART_BYTES } from '../limits.ts';
import type { HistoryEntry, HistoryPart } from './content.ts';
import { isHistoryEntry, wireEntry } from './history.ts';

/** Tag and length before an entry in its part: an entry has fewer than 2^21 bytes. */
const ENTRY_FRAME_BYTES = 1 + 3;

/**
 * [D-10] A room's history as contents, newest first: the same entries always give the same parts, and the first parts of a
 * longer history are those of a shorter one, apart from the last of these.
 * @param total entries of all rooms
 * @throws UsageError `history-entry`: no entry of a conversation, see {@link isHistoryEntry}
 */
export function cutHistory(
  room: RoomId,
  newestFirst: readonly HistoryEntry[],
  total = newestFirst.length,
): readonly HistoryPart[] {
  const cut: HistoryEntry[][] = [];
  let left = 0;
  for (const each of newestFirst) {
    const entry = { ...each, messageIds: each.messageIds.slice(-MAX_HISTORY_IDS) };
    if (!isHistoryEntry(entry)) {
      throw new UsageError('history-entry');
    }
    const size =
      ENTRY_FRAME_BYTES + toBinary(HistoryEntrySchema, create(HistoryEntrySchema, wireEntry(entry))).length;
    const last = cut.at(-1);
    if (last === undefined || size > left) {
      cut.push([entry]);
      left = MAX_HISTORY_PART_BYTES - size;
    } else {
      last.push(entry);
      left -= size;
    }
  }
  return cut.map((entries, index) => ({ roomId: room, number: index + 1, of: cut.length, total, entries }));
}
