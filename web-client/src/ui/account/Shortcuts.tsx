import type { JSX } from 'preact';
import { t } from '../messages/translate.ts';

/** Apple keyboards name their keys differently. */
const COMMAND = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';
const ALT = COMMAND === '⌘' ? '⌥' : 'Alt';

const SHORTCUTS = [
  ['settings.shortcut-search', [COMMAND, 'K']],
  ['settings.shortcut-previous', [ALT, '↑']],
  ['settings.shortcut-next', [ALT, '↓']],
  ['settings.shortcut-send', [COMMAND, 'Enter']],
  ['settings.shortcut-line', ['Shift', 'Enter']],
  ['settings.shortcut-back', ['Esc']],
] as const;

export function Shortcuts(): JSX.Element {
  return (
    <dl class="shortcuts">
      {SHORTCUTS.map(([text, keys]) => (
        <div key={text}>
          <dt>{t(text)}</dt>
          <dd>
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
