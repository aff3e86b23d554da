import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { t } from '../messages/translate.ts';
import { Alert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { JumpToLatest } from './JumpToLatest.tsx';
import { LogRow } from './LogRow.tsx';
import { useVirtualizer } from './useVirtualizer.ts';
import { useWindowLoading } from './useWindowLoading.ts';

/** A one-line bubble; rows are measured once they are on screen. */
const ESTIMATED_ROW_PX = 44;
/** Closer to the end than this counts as being there: new messages keep it in view. */
const END_THRESHOLD_PX = 80;
const OVERSCAN_ROWS = 12;
const EDGE_PX = 12;

interface MessageLogProps {
  readonly conversation: Conversation;
  readonly name: string;
}

/** The messages, of which only those near the screen exist as elements. */
export function MessageLog({ conversation, name }: MessageLogProps): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const { timeline, pending } = conversation;
  const stored = timeline.count.value;
  const count = stored + pending.list.value.length;
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ESTIMATED_ROW_PX,
    overscan: OVERSCAN_ROWS,
    scrollEndThreshold: END_THRESHOLD_PX,
    paddingStart: EDGE_PX,
    paddingEnd: EDGE_PX,
  });
  const first = rows.range?.startIndex ?? Math.max(0, count - 1);
  const last = rows.range?.endIndex ?? count - 1;
  useWindowLoading(timeline, first, last);
  useFirstPosition(conversation, rows);
  const atEnd = rows.isAtEnd(END_THRESHOLD_PX);
  const seen = useSignal(count);
  useEffect(() => {
    if (atEnd) seen.value = count;
  }, [atEnd, count]);
  const sent = pending.list.value.length;
  useLayoutEffect(() => {
    if (sent > 0) rows.scrollToEnd();
  }, [sent]);
  void timeline.revision.value; // rows below are read from it

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
        <div class="log-rows" style={{ height: `${rows.getTotalSize()}px` }}>
          {rows.getVirtualItems().map(({ index, start }) => (
            <div
              key={index}
              ref={rows.measureElement}
              data-index={index}
              class="log-row"
              style={{ transform: `translateY(${start}px)` }}
            >
              <LogRow conversation={conversation} index={index} stored={stored} name={name} />
            </div>
          ))}
        </div>
      </div>
      {!atEnd && count > 0 && <JumpToLatest count={count - seen.value} onJump={() => rows.scrollToEnd()} />}
    </div>
  );
}

/** Opens at the first unread message, or at the end. */
function useFirstPosition({ firstUnreadIndex }: Conversation, rows: ReturnType<typeof useVirtualizer>): void {
  useLayoutEffect(() => {
    if (firstUnreadIndex === null) rows.scrollToEnd();
    else rows.scrollToIndex(firstUnreadIndex, { align: 'start' });
  }, []);
}
