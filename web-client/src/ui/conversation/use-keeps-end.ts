import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/**
 * Keeps the newest message in view when there is less room for the list: a keyboard opens, the message being written gets
 * more lines, a notice appears. The browser keeps the top of what was seen, and the list's library does not follow.
 *
 * @param near closer to the end than this, in pixels, counts as being there
 */
export function useKeepsEnd(scroller: RefObject<HTMLElement | null>, near: number): void {
  useLayoutEffect(() => {
    const log = scroller.current;
    if (log === null) return;
    let height = log.clientHeight;
    const observer = new ResizeObserver(() => {
      // Where it stood in the room there was: the offset is still of then, unless there is more room now.
      const wasAtEnd = log.scrollHeight - height - log.scrollTop <= near;
      height = log.clientHeight;
      if (wasAtEnd) log.scrollTop = log.scrollHeight;
    });
    observer.observe(log);
    return () => observer.disconnect();
  }, []);
}
