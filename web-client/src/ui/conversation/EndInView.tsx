import { useEffect } from 'preact/hooks';
import { useTacet } from '../context.ts';

/** Until it has opened at its place a conversation may show its end for some frames. */
const SETTLED_MS = 100;

/** There for as long as the end of that conversation can be seen: what comes meanwhile counts as read. */
export function EndInView({ roomId }: { roomId: string }): null {
  const { clock, endInView } = useTacet();
  useEffect(() => {
    const cancel = clock.after(SETTLED_MS, () => (endInView.value = roomId));
    return () => {
      cancel();
      if (endInView.peek() === roomId) endInView.value = null;
    };
  }, [roomId]);
  return null;
}
