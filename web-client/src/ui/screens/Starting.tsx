import type { JSX } from 'preact';
import { Mark } from '../icons/Mark.tsx';
import { t } from '../messages/translate.ts';

/** Usually too short to be seen; the words come only when it takes longer. */
export function Starting(): JSX.Element {
  return (
    <main class="front" aria-busy="true">
      <div class="front-starting" role="status">
        <Mark />
        <p>{t('starting.text')}</p>
      </div>
    </main>
  );
}
