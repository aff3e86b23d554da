import { useEffect, useRef } from 'preact/hooks';
import { WINDOW_SIZE, type Timeline } from '../../viewmodel/conversation/timeline.ts';
import { useTacet } from '../context.ts';

/** Rows fetched beyond the visible ones, so that ordinary scrolling never meets a gap. */
const AHEAD = 60;
/** While the scroll bar is dragged through years, only the place where it rests is fetched. */
const REST_MS = 80;

/** Fetches what is on screen: at once when scrolling by hand, after a rest when flying past. */
export function useWindowLoading(timeline: Timeline, first: number, last: number): void {
  const { clock } = useTacet();
  const shownFirst = useRef<number | null>(null);
  const count = timeline.count.value;
  useEffect(() => {
    const show = (): void => {
      shownFirst.current = first;
      timeline.show(first - AHEAD, last + AHEAD);
    };
    const before = shownFirst.current;
    if (before === null || Math.abs(first - before) <= WINDOW_SIZE) {
      show();
      return undefined;
    }
    return clock.after(REST_MS, show);
  }, [timeline, first, last, count]);
}
