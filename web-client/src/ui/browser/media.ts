import { signal, type ReadonlySignal } from '@preact/signals';

function matches(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const state = signal(list.matches);
  list.addEventListener('change', () => (state.value = list.matches));
  return state;
}

// The same widths as in `styles/home.css`.

/** Conversations · conversation · details. */
export const threePanes = matches('(min-width: 75rem)');
/** One pane at a time. */
export const onePane = matches('(max-width: 44.99rem)');

/** The keyboard is on the glass: it has no Shift+Enter, and the button to send is under the thumb. */
export const touchOnly = matches('(pointer: coarse) and (hover: none)');
