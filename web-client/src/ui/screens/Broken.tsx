import type { JSX } from 'preact';
import type { Failure } from '../../messenger/port.ts';
import { Wordmark } from '../icons/Mark.tsx';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';

/** The vault cannot be used. Says that nothing was deleted, and what to try. */
export function Broken({ failure }: { failure: Failure }): JSX.Element {
  return (
    <main class="front">
      <div class="front-card front-card-small">
        <Wordmark />
        <h1 class="front-title">{t('broken.title')}</h1>
        <FailureAlert failure={failure} />
        <p class="form-text">{t('broken.keeps')}</p>
        <p class="form-text">{t('broken.hint')}</p>
        <Button look="primary" onClick={() => location.reload()}>
          {t('broken.reload')}
        </Button>
      </div>
    </main>
  );
}
