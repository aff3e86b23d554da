import type { JSX, RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ConversationView } from '../../messenger/port.ts';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { RowHeights } from '../../viewmodel/conversation/row-heights.ts';
import type { Span } from '../../viewmodel/conversation/span.ts';
import { t } from '../messages/translate.ts';
import { Alert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { EndInView } from './EndInView.tsx';
import { JumpToLatest } from './JumpToLatest.tsx';
import { LogRow } from './LogRow.tsx';
import { useKeepsEnd, type Place } from './use-keeps-end.ts';
import { useSpan } from './use-span.ts';
import { useVirtualizer } from './use-virtualizer.ts';
import { useWindowLoading } from './use-window-loading.ts';

/** A one-line bubble inside a run, until some rows were measured. */
const ESTIMATED_ROW_PX = 38;
/** Closer to the end than this counts as being there: new messages keep it in view. */
const END_THRESHOLD_PX = 80;
/** What is further below, or in less room than a row takes, is not seen: not a line of the last message may be hidden. */
const SEEN_THRESHOLD_PX = 24;
const OVERSCAN_ROWS = 12;
const EDGE_PX = 12;

interface MessageLogProps {
  readonly conversation: Conversation;
  readonly view: ConversationView;
  /** Something stands before it. */
  readonly covered: boolean;
}

/** The messages, of which only those near the screen exist as elements. */
export function MessageLog({ conversation, view, covered }: MessageLogProps): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const { timeline, pending, firstUnreadIndex } = conversation;
  const stored = timeline.count.value;
  const moved = timeline.moved.value;
  const revision = timeline.revision.value;
  const sending = pending.list.value.length;
  const count = stored + sending;
  const { span, follow, toEnd } = useSpan(count, moved, firstUnreadIndex);
  const [heights] = useState(() => new RowHeights(ESTIMATED_ROW_PX));
  const rows = useVirtualizer({
    count: span.to - span.from,
    getItemKey: useCallback((row: number) => span.from + row - moved, [span.from - moved]),
    getScrollElement: () => scroller.current,
    estimateSize: () => heights.typical,
    measured: (height) => heights.note(height),
    overscan: OVERSCAN_ROWS,
    // Near where it will open, so that the first rows made are those that will be seen.
    initialOffset: () => openingOffset(span, firstUnreadIndex),
    scrollEndThreshold: END_THRESHOLD_PX,
    paddingStart: EDGE_PX,
    paddingEnd: EDGE_PX,
  });
  const near = rows.getVirtualItems(); // brings `range` up to date with the span
  // Of this render: effects may find a newer one there, whose indexes count from another span.
  const { range } = rows;
  const first = span.from + (range?.startIndex ?? 0);
  const last = span.from + (range?.endIndex ?? 0);
  useWindowLoading(timeline, first, last);
  useLayoutEffect(() => follow(range === null ? null : { first, last }));

  const place = useKeepsEnd(scroller, END_THRESHOLD_PX, firstUnreadIndex === null ? 'end' : 'opened');
  const jump = useJump(rows, () => {
    toEnd();
    place.current = 'end';
  });
  useLayoutEffect(() => {
    if (firstUnreadIndex === null) jump();
  }, []);
  const size = rows.getTotalSize();
  useLayoutEffect(() => {
    // Again with each row that finds its height: as it was estimated, the end may have been nearer than one screen.
    if (firstUnreadIndex !== null && place.current === 'opened')
      rows.scrollToIndex(firstUnreadIndex - span.from, { align: 'start' });
  }, [size]);
  useLayoutEffect(() => {
    if (sending > 0) jump();
  }, [sending]);

  const jumpThere = (): void => {
    jump();
    // The button goes: whoever pressed it reads on.
    scroller.current?.focus({ preventScroll: true });
  };

  const { atEnd, endSeen } = useEnd(scroller, span.to === count, place);
  const seen = useSeen(count - moved, atEnd);
  return (
    <div class="log-frame">
      {timeline.failure.value !== null && (
        <Alert>
          {t('conversation.load-failed')}{' '}
          <Button look="quiet" onClick={() => timeline.retry(first, last)}>
            {t('common.try-again')}
          </Button>
        </Alert>
      )}
      {/* New messages are read out by `Announcer`; rows that merely scroll into view are not news. */}
      <div
        ref={scroller}
        class="log"
        role="log"
        aria-live="off"
        aria-label={t('conversation.messages')}
        tabIndex={0}
      >
        <div class="log-rows" style={{ height: `${size}px` }}>
          {near.map(({ key, index, start }) => (
            <div
              key={key}
              ref={rows.measureElement}
              data-index={index}
              class="log-row"
              style={{ transform: `translateY(${start}px)` }}
            >
              <LogRow
                conversation={conversation}
                index={span.from + index}
                stored={stored}
                revision={revision}
                view={view}
              />
            </div>
          ))}
        </div>
      </div>
      <EndInView roomId={conversation.roomId} shown={endSeen && !covered} />
      {!atEnd && <JumpToLatest count={timeline.shownFrom(seen + moved)} onJump={jumpThere} />}
    </div>
  );
}

/** Where the first unread message or the last screenful is, if every row is as high as estimated. */
function openingOffset(span: Span, firstUnread: number | null): number {
  if (firstUnread !== null) return (firstUnread - span.from) * ESTIMATED_ROW_PX;
  return Math.max(0, (span.to - span.from) * ESTIMATED_ROW_PX - innerHeight);
}

/** To the newest message: first the list must know it, then it can scroll there. */
function useJump(rows: ReturnType<typeof useVirtualizer>, toEnd: () => void): () => void {
  const [jumps, setJumps] = useState(0);
  useLayoutEffect(() => {
    if (jumps > 0) rows.scrollToEnd();
  }, [jumps]);
  return () => {
    toEnd();
    setJumps((made) => made + 1);
  };
}

/**
 * Whether the end is near, and whether it can be seen, as the page says it after each change: in between, the list has moved
 * its offset along with rows whose heights the page does not have yet.
 */
function useEnd(
  scroller: RefObject<HTMLElement | null>,
  listed: boolean,
  place: RefObject<Place>,
): { readonly atEnd: boolean; readonly endSeen: boolean } {
  const [atEnd, setAtEnd] = useState(true);
  const [endSeen, setEndSeen] = useState(false);
  useLayoutEffect(() => {
    const log = scroller.current;
    if (log === null) return;
    const below = log.scrollHeight - log.clientHeight - log.scrollTop;
    setAtEnd(listed && below <= END_THRESHOLD_PX);
    const hasRoom = log.clientHeight >= ESTIMATED_ROW_PX;
    // As long as rows have no heights, the first unread message may still push the last ones out of view.
    const isSettled = place.current !== 'opened' || log.querySelector('.placeholder') === null;
    setEndSeen(listed && below <= SEEN_THRESHOLD_PX && hasRoom && isSettled);
  });
  return { atEnd, endSeen };
}

/** How many messages there were when the end was last in view. */
function useSeen(count: number, atEnd: boolean): number {
  const [seen, setSeen] = useState(count);
  useEffect(() => {
    if (atEnd) setSeen(count);
  }, [atEnd, count]);
  return Math.min(seen, count);
}
