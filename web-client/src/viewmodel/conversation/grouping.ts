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

export function placeMessage(
  message: MessageView,
  before: MessageView | undefined,
  after: MessageView | undefined,
  firstUnreadIndex: number | null,
): Placement {
  const startsUnread = message.index === firstUnreadIndex;
  const startsDay = before === undefined ? message.index === 0 : !sameDay(before, message);
  return {
    startsDay,
    startsUnread,
    startsGroup: startsUnread || before === undefined || !together(before, message),
    endsGroup: after === undefined || after.index === firstUnreadIndex || !together(message, after),
  };
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
