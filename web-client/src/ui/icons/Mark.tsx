import type { JSX } from 'preact';

/**
 * The mark: the sign that a score gives a player who is silent for many bars, a thick bar between two
 * strokes, on one line of the staff.
 */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <rect class="mark-ground" width="48" height="48" rx="13" />
      <path class="mark-staff" d="M5 24h38" />
      <path class="mark-rest" d="M12.500 15h3v18h-3ZM32.500 15h3v18h-3ZM15 20h18v8H15Z" />
    </svg>
  );
}

/** Mark and name side by side. */
export function Wordmark(): JSX.Element {
  return (
    <span class="wordmark">
      <Mark />
      <span class="wordmark-name">tacet</span>
    </span>
  );
}
