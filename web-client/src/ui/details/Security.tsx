import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DirectConversationView } from '../../messenger/port.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { PostQuantum } from './PostQuantum.tsx';
import { Verify } from '../verification/Verify.tsx';
import { useSecurityDetails } from './use-security-details.ts';

/** In plain words what protects the conversation, and how to make sure of it. */
export function Security({ view }: { view: DirectConversationView }): JSX.Element {
  const { person, trust, lastMessage } = view;
  const { answer, again } = useSecurityDetails(person.accountId, lastMessage?.id);
  const [comparing, setComparing] = useState(false);
  const details = answer?.ok === true ? answer.value : null;
  return (
    <section class="details-part" aria-label={t('details.security')}>
      <p class="details-part-title">{t('details.security')}</p>
      <p class="details-line">
        <Icon name="lock" small /> <span>{t('details.sealed')}</span>
      </p>
      {trust === 'verified' && (
        <p class="details-line">
          <Icon name="shield" small /> <span>{t('details.verified')}</span>
        </p>
      )}
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
      {answer?.ok === false && (
        <>
          <FailureAlert failure={answer.failure} />
          <Button onClick={again}>{t('common.try-again')}</Button>
        </>
      )}
      {comparing && <Verify person={person} trust={trust} onClose={() => setComparing(false)} />}
    </section>
  );
}
