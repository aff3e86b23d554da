import {
  Virtualizer,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  measureElement,
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
> & {
  /** Told the height of every row that was measured, in pixels. */
  readonly measured: (height: number) => void;
};

/** Binds TanStack's virtual list to Preact: anchored at its end, as conversations are. */
export function useVirtualizer({ measured, ...options }: RowOptions): Rows {
  const [, render] = useReducer<number, void>((count) => count + 1, 0);
  const complete = {
    ...options,
    anchorTo: 'end',
    followOnAppend: true,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    measureElement: (row: HTMLElement, entry: ResizeObserverEntry | undefined, of: Rows) => {
      const height = measureElement(row, entry, of);
      measured(height);
      return height;
    },
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
