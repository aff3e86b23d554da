import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/**
 * Keeps the newest message in view when there is less room for the list, or when its rows get higher: a keyboard opens, the
 * window gets narrower, the message being written gets more lines, a notice appears. The browser keeps the top of what was
 * seen, and the list's library does not follow.
 *
 * @param near closer to the end than this, in pixels, counts as being there
 */
export function useKeepsEnd(scroller: RefObject<HTMLElement | null>, near: number): void {
  useLayoutEffect(() => {
    const log = scroller.current;
    const rows = log?.firstElementChild;
    if (!log || !rows) return undefined;
    const isNear = (): boolean => log.scrollHeight - log.clientHeight - log.scrollTop <= near;
    let isAtEnd = isNear();
    let top = log.scrollTop;
    const note = (): void => {
      // Only who goes up leaves the end: it moves away by itself as well.
      if (isNear()) isAtEnd = true;
      else if (log.scrollTop < top) isAtEnd = false;
      top = log.scrollTop;
    };
    const observer = new ResizeObserver(() => {
      if (isAtEnd) log.scrollTop = log.scrollHeight;
      top = log.scrollTop;
    });
    for (const each of [log, rows]) observer.observe(each);
    log.addEventListener('scroll', note, { passive: true });
    return () => {
      observer.disconnect();
      log.removeEventListener('scroll', note);
    };
  }, []);
}
