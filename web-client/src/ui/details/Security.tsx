import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Result, SecurityDetails } from '../../messenger/port.ts';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { useTacet } from '../context.ts';
import { formatAgo } from '../format/dates.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { SafetyNumber } from './SafetyNumber.tsx';

/** In plain words what protects the conversation, and how to make sure of it. */
export function Security({ conversation, name }: { conversation: Conversation; name: string }): JSX.Element {
  const { messenger } = useTacet();
  const [answer, setAnswer] = useState<Result<SecurityDetails> | null>(null);
  const [comparing, setComparing] = useState(false);
  const latest = conversation.view.value?.lastMessage?.id;
  useEffect(() => {
    let wanted = true;
    const ask = async (): Promise<void> => {
      const result = await messenger.call('securityDetails', { roomId: conversation.roomId });
      if (wanted) setAnswer(result);
    };
    void ask();
    return () => {
      wanted = false;
    };
  }, [latest]);
  const details = answer?.ok === true && answer.value.safetyNumber !== '' ? answer.value : null;
  return (
    <section class="details-part" aria-label={t('details.security')}>
      <p class="details-part-title">{t('details.security')}</p>
      <p class="details-line">
        <Icon name="lock" small /> <span>{t('details.sealed')}</span>
      </p>
      {details?.postQuantum && (
        <p class="details-line">
          <Icon name="shield" small /> <PostQuantum {...details.postQuantum} />
        </p>
      )}
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

function PostQuantum({ renewedAtMs }: { renewedAtMs: number | null }): JSX.Element {
  const { clock } = useTacet();
  if (renewedAtMs === null) return <span>{t('details.post-quantum')}</span>;
  return <span>{t('details.post-quantum-renewed', { date: formatAgo(renewedAtMs, clock.now()) })}</span>;
}
