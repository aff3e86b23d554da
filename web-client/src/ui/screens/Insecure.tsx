import type { JSX } from 'preact';
import { Wordmark } from '../icons/Mark.tsx';
import { t } from '../messages/translate.ts';

/** The page came over plain HTTP: browsers then offer no cryptography. Words for whoever runs the server. */
export function Insecure(): JSX.Element {
  return (
    <main class="front">
      <div class="front-card front-card-small">
        <Wordmark />
        <h1 class="front-title">{t('insecure.title')}</h1>
        <p class="form-text" role="alert">
          {t('insecure.text')}
        </p>
        <p class="form-text">{t('insecure.operator')}</p>
      </div>
    </main>
  );
}
