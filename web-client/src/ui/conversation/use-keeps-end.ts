import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** What a user does to move a list; it moves by itself as well while its rows find their heights. */
const MOVES = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

/** Whoever went up so far has left the end: heights are no whole numbers. */
const AWAY_PX = 2;
/** A list that moves so long after that goes on by its momentum. */
const MOVING_MS = 1_500;

/**
 * Where its reader is: at the first unread message, where it was opened and nobody has moved it since; at its end; or
 * anywhere else.
 */
export type Place = 'opened' | 'end' | 'away';

/**
 * Keeps the newest message in view when there is less room for the list, or when its rows get higher: a keyboard opens, the
 * window gets narrower, the message being written gets more lines, a notice appears. The browser keeps the top of what was
 * seen, and the list's library does not follow.
 *
 * @param near closer to the end than this, in pixels, counts as being there for whoever comes down to it
 * @param begins where the list opens: what it does by itself until its rows have their heights says nothing
 * @returns where it is; whoever brings it to its end writes so
 */
export function useKeepsEnd(
  scroller: RefObject<HTMLElement | null>,
  near: number,
  begins: Place,
): RefObject<Place> {
  const place = useRef(begins);
  useLayoutEffect(() => {
    const log = scroller.current;
    const rows = log?.firstElementChild;
    if (!log || !rows) return undefined;
    let movedAtMs = -Infinity;
    let top = log.scrollTop;
    const moves = (): void => {
      movedAtMs = performance.now();
      if (place.current === 'opened') place.current = 'away';
    };
    const note = (): void => {
      const below = log.scrollHeight - log.clientHeight - log.scrollTop;
      const far = performance.now() - movedAtMs < MOVING_MS ? AWAY_PX : near;
      if (place.current === 'end' && log.scrollTop < top && below > far) place.current = 'away';
      else if (place.current === 'away' && log.scrollTop > top && below <= near) place.current = 'end';
      top = log.scrollTop;
    };
    const observer = new ResizeObserver(() => {
      if (place.current === 'end') log.scrollTop = log.scrollHeight;
      top = log.scrollTop;
    });
    for (const each of [log, rows]) observer.observe(each);
    for (const move of MOVES) log.addEventListener(move, moves, { passive: true });
    log.addEventListener('scroll', note, { passive: true });
    return () => {
      observer.disconnect();
      for (const move of MOVES) log.removeEventListener(move, moves);
      log.removeEventListener('scroll', note);
    };
  }, []);
  return place;
}
