import type { JSX } from 'preact';
import { parseText } from '../../viewmodel/conversation/rich-text.ts';

/** A body as text and links; never as HTML. `dir=auto` lets every paragraph run its own way. */
export function MessageText({ body }: { body: string }): JSX.Element {
  return (
    <span class="bubble-text" dir="auto">
      {parseText(body).map((part) =>
        part.kind === 'text' ? (
          part.text
        ) : (
          <a href={part.href} target="_blank" rel="noopener noreferrer" dir="ltr">
            {part.text}
          </a>
        ),
      )}
    </span>
  );
}
