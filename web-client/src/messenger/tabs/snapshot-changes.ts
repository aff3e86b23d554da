import type { Snapshot } from '../port.ts';

/** A snapshot of which only those conversations are told that are not as they were told before. */
export interface SnapshotChange {
  readonly type: 'change';
  readonly snapshot: Snapshot;
  /** Rooms that are no longer there. */
  readonly gone: readonly string[];
}

/**
 * What was told last. A thousand conversations take 8 ms to copy to another tab, and one of them changes at a time;
 * comparing them takes one.
 */
export class Told {
  readonly #conversations = new Map<string, string>();

  next(snapshot: Snapshot): SnapshotChange {
    const gone = new Set(this.#conversations.keys());
    const conversations = snapshot.conversations.filter((conversation) => {
      const { roomId } = conversation;
      gone.delete(roomId);
      const text = JSON.stringify(conversation);
      if (this.#conversations.get(roomId) === text) return false;
      this.#conversations.set(roomId, text);
      return true;
    });
    for (const roomId of gone) this.#conversations.delete(roomId);
    return { type: 'change', snapshot: { ...snapshot, conversations }, gone: [...gone] };
  }
}

/** The whole snapshot again, in the order in which the messenger gives it. */
export function changed(before: Snapshot, { snapshot, gone }: SnapshotChange): Snapshot {
  const rooms = new Map(before.conversations.map((each) => [each.roomId, each]));
  for (const roomId of gone) rooms.delete(roomId);
  for (const conversation of snapshot.conversations) rooms.set(conversation.roomId, conversation);
  return { ...snapshot, conversations: [...rooms.values()].toSorted((a, b) => b.sortMs - a.sortMs) };
}
