import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useTacet } from '../context.ts';
import { Mark } from '../icons/Mark.tsx';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';

/** The messenger answers within a second; after this something is in its way. */
const SLOW_MS = 8_000;

/** Usually too short to be seen. */
export function Starting(): JSX.Element {
  const { clock } = useTacet();
  const [slow, setSlow] = useState(false);
  useEffect(() => clock.after(SLOW_MS, () => setSlow(true)), []);
  return (
    <main class="front" aria-busy="true">
      <div class="front-starting" role="status">
        <Mark />
        <p>{slow ? t('starting.slow') : t('starting.text')}</p>
        {slow && <Button onClick={() => location.reload()}>{t('broken.reload')}</Button>}
      </div>
    </main>
  );
}
