import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { PostQuantum } from './PostQuantum.tsx';
import { SafetyNumber } from './SafetyNumber.tsx';
import { useSecurityDetails } from './use-security-details.ts';

/** In plain words what protects the conversation, and how to make sure of it. */
export function Security({ conversation, name }: { conversation: Conversation; name: string }): JSX.Element {
  const answer = useSecurityDetails(conversation);
  const [comparing, setComparing] = useState(false);
  const details = answer?.ok === true && answer.value.safetyNumber !== '' ? answer.value : null;
  return (
    <section class="details-part" aria-label={t('details.security')}>
      <p class="details-part-title">{t('details.security')}</p>
      <p class="details-line">
        <Icon name="lock" small /> <span>{t('details.sealed')}</span>
      </p>
      <PostQuantum details={details} />
      {details !== null && details.repairs > 0 && (
        <p class="details-line">
          <Icon name="wrench" small /> <span>{t('details.repairs', { count: details.repairs })}</span>
        </p>
      )}
      {details !== null && (
        <Button icon="shield" onClick={() => setComparing(true)}>
          {t('details.verify')}
        </Button>
      )}
      {answer !== null && details === null && <p class="details-hint">{t('details.security-waits')}</p>}
      {comparing && details !== null && (
        <SafetyNumber number={details.safetyNumber} name={name} onClose={() => setComparing(false)} />
      )}
    </section>
  );
}
