import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import {
  endSpan,
  growSpan,
  moveSpan,
  shiftSpan,
  startSpan,
  type Span,
  type View,
} from '../../viewmodel/conversation/span.ts';

interface SpanState {
  readonly span: Span;
  /** Call with what is on screen after every render. */
  readonly follow: (view: View | null) => void;
  readonly toEnd: () => void;
}

/** Which rows the virtual list knows about; see {@link Span}. `moved`: how many came in front since it was opened. */
export function useSpan(total: number, moved: number, firstUnread: number | null): SpanState {
  const [kept, keep] = useState(() => startSpan(total, firstUnread));
  const before = useRef({ total, moved });
  const by = moved - before.current.moved;
  // Growing happens while rendering, so that a new message never waits for a second render.
  const span = growSpan(shiftSpan(kept, by), before.current.total + by, total);
  useLayoutEffect(() => {
    before.current = { total, moved };
    if (span !== kept) keep(span);
  });
  return {
    span,
    follow: (view) => {
      if (view === null) return;
      const moved = moveSpan(span, view, total);
      if (moved !== span) keep(moved);
    },
    toEnd: () => keep(endSpan(total)),
  };
}
