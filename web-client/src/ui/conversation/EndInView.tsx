import { useEffect } from 'preact/hooks';
import { useTacet } from '../context.ts';

/** A conversation that opens may show its end for some frames, and one to which much comes may leave it for as long. */
const SETTLED_MS = 100;

interface EndInViewProps {
  readonly roomId: string;
  readonly shown: boolean;
}

/** Tells whether the end of that conversation can be seen: what comes meanwhile counts as read. */
export function EndInView({ roomId, shown }: EndInViewProps): null {
  const { clock, endInView } = useTacet();
  useEffect(() => clock.after(SETTLED_MS, () => (endInView.value = shown ? roomId : null)), [roomId, shown]);
  useEffect(
    () => () => {
      if (endInView.peek() === roomId) endInView.value = null;
    },
    [roomId],
  );
  return null;
}
