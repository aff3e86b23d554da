import type { JSX } from 'preact';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { PostQuantum } from './PostQuantum.tsx';
import { useSecurityDetails } from './use-security-details.ts';

/** For whom messages are sealed. People are verified one by one, each in their own conversation. */
export function GroupSecurity({ conversation }: { conversation: Conversation }): JSX.Element {
  const answer = useSecurityDetails(conversation);
  const details = answer?.ok === true ? answer.value : null;
  return (
    <section class="details-part" aria-label={t('details.security')}>
      <p class="details-part-title">{t('details.security')}</p>
      <p class="details-line">
        <Icon name="lock" small /> <span>{t('group-security.sealed')}</span>
      </p>
      <PostQuantum details={details} />
      <p class="details-line">
        <Icon name="group" small /> <span>{t('group-security.later')}</span>
      </p>
      <p class="details-hint">{t('group-security.verify')}</p>
    </section>
  );
}
