/**
 * The part of a conversation that the virtual list knows about, as a half-open range of indexes. A list
 * measures every row it knows whenever one changes its height: with all 100,000 that takes whole frames,
 * with 2,000 nobody notices.
 */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What is on screen: first and last index, both included. */
export interface View {
  readonly first: number;
  readonly last: number;
}

/** The span moves when the view comes this close to its edge; more than two screens. */
const MARGIN = 200;
/** Rows kept on each side of the view after moving. */
const REACH = 700;
/** Above this the far side is let go. */
export const MAX_SPAN = 2_000;

/** Around the first unread message, or at the end. */
export function startSpan(total: number, at: number | null): Span {
  const centre = Math.min(at ?? total, total);
  return { from: Math.max(0, centre - REACH), to: total - centre <= REACH ? total : centre + REACH };
}

/** The end of the conversation. */
export function endSpan(total: number): Span {
  return { from: Math.max(0, total - REACH), to: total };
}

/** Follows the conversation as it grows: a span that reached its end still does. */
export function growSpan(span: Span, before: number, total: number): Span {
  if (before === total) return span;
  return { from: Math.min(span.from, total), to: span.to >= before ? total : Math.min(span.to, total) };
}

/** The same rows after others were put in front. */
export function shiftSpan(span: Span, by: number): Span {
  return by === 0 ? span : { from: span.from + by, to: span.to + by };
}

/** Follows the view; the same object when nothing has to move. */
export function moveSpan(span: Span, view: View, total: number): Span {
  let { from, to } = span;
  if (view.first - MARGIN < from) from = Math.max(0, Math.min(from, view.first - REACH));
  if (view.last + MARGIN >= to) to = Math.min(total, Math.max(to, view.last + 1 + REACH));
  if (to - from > MAX_SPAN) {
    if (view.first - from > to - view.last) from = Math.max(from, view.first - REACH);
    else to = Math.min(to, view.last + 1 + REACH);
  }
  return from === span.from && to === span.to ? span : { from, to };
}
