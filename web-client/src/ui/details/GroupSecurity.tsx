import type { JSX } from 'preact';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';

/** For whom messages are sealed. People are verified one by one. */
export function GroupSecurity(): JSX.Element {
  return (
    <section class="details-part" aria-label={t('details.security')}>
      <p class="details-part-title">{t('details.security')}</p>
      <p class="details-line">
        <Icon name="lock" small /> <span>{t('group-security.sealed')}</span>
      </p>
      <p class="details-line">
        <Icon name="group" small /> <span>{t('group-security.later')}</span>
      </p>
      <p class="details-hint">{t('group-security.verify')}</p>
    </section>
  );
}
