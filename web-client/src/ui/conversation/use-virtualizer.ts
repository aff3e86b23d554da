import {
  Virtualizer,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { useEffect, useLayoutEffect, useMemo, useReducer } from 'preact/hooks';

type Rows = Virtualizer<HTMLElement, HTMLElement>;
type RowOptions = Pick<
  VirtualizerOptions<HTMLElement, HTMLElement>,
  | 'count'
  | 'getItemKey'
  | 'initialOffset'
  | 'getScrollElement'
  | 'estimateSize'
  | 'overscan'
  | 'scrollEndThreshold'
  | 'paddingStart'
  | 'paddingEnd'
>;

/** Binds TanStack's virtual list to Preact: anchored at its end, as conversations are. */
export function useVirtualizer(options: RowOptions): Rows {
  const [, render] = useReducer<number, void>((count) => count + 1, 0);
  const complete = {
    ...options,
    anchorTo: 'end',
    followOnAppend: true,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => render(),
  } as const;
  const rows = useMemo(() => new Virtualizer<HTMLElement, HTMLElement>(complete), []);
  rows.setOptions(complete);
  // The library's contract with its framework adapters; the underscores are part of it.
  // oxlint-disable-next-line no-underscore-dangle
  useEffect(() => rows._didMount(), []);
  // oxlint-disable-next-line no-underscore-dangle
  useLayoutEffect(() => rows._willUpdate());
  return rows;
}
