import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useTacet } from '../context.ts';
import { Wordmark } from '../icons/Mark.tsx';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';

/** Another tab works, of another version, or in a browser whose tabs cannot reach each other. */
export function OtherTab(): JSX.Element {
  const tacet = useTacet();
  const [busy, setBusy] = useState(false);
  const takeOver = async (): Promise<void> => {
    setBusy(true);
    await tacet.takeOver();
    setBusy(false);
  };
  return (
    <main class="front">
      <div class="front-card front-card-small">
        <Wordmark />
        <h1 class="front-title">{t('other-tab.title')}</h1>
        <p class="form-text">{t('other-tab.text')}</p>
        <Button look="primary" busy={busy} onClick={() => void takeOver()} autofocus>
          {t('other-tab.use-here')}
        </Button>
      </div>
    </main>
  );
}
