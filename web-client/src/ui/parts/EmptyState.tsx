import type { ComponentChildren, JSX } from 'preact';
import { Mark } from '../icons/Mark.tsx';

/** Nothing here yet: says so, and what to do next. */
export function EmptyState(props: {
  title: string;
  text: string;
  children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <Mark />
      <p class="empty-title">{props.title}</p>
      <p class="empty-text">{props.text}</p>
      {props.children}
    </div>
  );
}
