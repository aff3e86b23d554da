import type { JSX } from 'preact';

/** Something is going on; the words beside it say what. */
export function Spinner(): JSX.Element {
  return <span class="spinner" aria-hidden="true" />;
}
