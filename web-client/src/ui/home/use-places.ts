import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { isFocusLost } from '../browser/focus.ts';
import { onePane } from '../browser/media.ts';

/** Where somebody was in the list before it made room for a conversation. */
export interface ListPlace {
  top: number;
  roomId: string | null;
}

/** Goes back to that place when the list comes back, and notes where one goes on from. */
export function useListPlace(place: RefObject<ListPlace>): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { top, roomId } = place.current;
    const element = list.current;
    if (element === null) return undefined;
    element.scrollTop = top;
    if (roomId !== null && isFocusLost()) rowOf(element, roomId)?.focus({ preventScroll: true });
    const note = (): void => void (place.current.top = element.scrollTop);
    element.addEventListener('scroll', note, { passive: true });
    return () => element.removeEventListener('scroll', note);
  }, []);
  return list;
}

function rowOf(list: HTMLElement, roomId: string): HTMLElement | null {
  return list.querySelector(`[data-room="${CSS.escape(roomId)}"]`);
}

/** Whoever closes the details is back at the button that opened them. */
export function useFocusAfterDetails(shown: boolean): void {
  const before = useRef(shown);
  useEffect(() => {
    // Where the conversation made room for the details, its composer has taken the focus just now.
    const isFree = isFocusLost() || onePane.peek();
    if (before.current && !shown && isFree) document.getElementById('details-button')?.focus();
    before.current = shown;
  }, [shown]);
}
