import type { MessageView } from '../../messenger/port.ts';
import { dateOf } from '../system/moment.ts';

/** How a message sits among its neighbours. */
export interface Placement {
  /** A day begins with it. */
  readonly startsDay: boolean;
  /** The unread messages begin with it. */
  readonly startsUnread: boolean;
  /** First or last bubble of a run by the same person. */
  readonly startsGroup: boolean;
  readonly endsGroup: boolean;
}

/** A pause longer than this begins a new run of bubbles. */
const GROUP_PAUSE_MS = 5 * 60_000;

/** A row of the log: undefined while it is not read, null where there is none. */
export type Row = MessageView | null | undefined;

/** It keeps its place, and nothing of it is shown. */
export function isHidden({ notice }: MessageView): boolean {
  return notice === 'discarded';
}

/** The first row that is shown, from `index` on up (−1) or down (1). */
export function nearestShown(rowAt: (index: number) => Row, index: number, step: 1 | -1): Row {
  for (let at = index; ; at += step) {
    const row = rowAt(at);
    if (!row || !isHidden(row)) return row;
  }
}

/** `before` and `after` are the nearest that are shown. */
export function placeMessage(
  message: MessageView,
  before: Row,
  after: Row,
  firstUnreadIndex: number | null,
): Placement {
  const startsUnread = beginsUnread(before, message, firstUnreadIndex);
  return {
    startsDay: before ? !sameDay(before, message) : before === null,
    startsUnread,
    startsGroup: startsUnread || !before || !together(before, message),
    endsGroup: !after || beginsUnread(message, after, firstUnreadIndex) || !together(message, after),
  };
}

/** Also where the first of the unread ones is not shown any more. */
function beginsUnread(before: Row, message: MessageView, firstUnreadIndex: number | null): boolean {
  if (firstUnreadIndex === null || message.index < firstUnreadIndex) return false;
  if (before === undefined) return message.index === firstUnreadIndex;
  return before === null || before.index < firstUnreadIndex;
}

function together(earlier: MessageView, later: MessageView): boolean {
  return (
    earlier.senderId === later.senderId &&
    earlier.kind !== 'notice' &&
    later.kind !== 'notice' &&
    later.sentAtMs - earlier.sentAtMs < GROUP_PAUSE_MS &&
    sameDay(earlier, later)
  );
}

const DAY_MS = 86_400_000;

/** Days as the person's own calendar and time zone have them. */
function sameDay(a: MessageView, b: MessageView): boolean {
  // Cheaper than comparing texts, for every row that is drawn: within a day's time the day of the month tells.
  if (Math.abs(a.sentAtMs - b.sentAtMs) >= DAY_MS)
    return dateOf(a.sentAtMs).toDateString() === dateOf(b.sentAtMs).toDateString();
  return dateOf(a.sentAtMs).getDate() === dateOf(b.sentAtMs).getDate();
}
