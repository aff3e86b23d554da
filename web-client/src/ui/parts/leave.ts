import { useEffect, useRef } from 'preact/hooks';

/**
 * The one way out of a dialog, taken once: an answer may come after somebody has closed it, and would lead a step further
 * back. Says whether it was taken.
 */
export function useLeave(): (way: () => void) => boolean {
  const here = useRef(true);
  useEffect(() => () => void (here.current = false), []);
  return (way) => {
    if (!here.current) return false;
    here.current = false;
    way();
    return true;
  };
}
