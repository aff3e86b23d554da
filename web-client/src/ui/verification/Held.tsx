import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Person } from '../../messenger/port.ts';
import { useTacet } from '../context.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { useToldName } from '../parts/use-told-name.ts';
import { Verify } from './Verify.tsx';

interface HeldProps {
  readonly person: Person;
  readonly inGroup: boolean;
}

/** Stands where the composer was: somebody who was verified has another identity, and nothing is sent meanwhile. */
export function Held({ person, inGroup }: HeldProps): JSX.Element {
  const [asking, setAsking] = useState<'compare' | 'send' | null>(null);
  const close = (): void => setAsking(null);
  const name = person.firstName;
  const told = useToldName(person);
  return (
    <div class="held">
      <div role="alert" class="held-text">
        <p class="held-title">
          <Icon name="alert" small /> <span>{t('held.title', { name: told })}</span>
        </p>
        <p>{inGroup ? t('held.group', { name }) : t('held.what', { name })}</p>
        <p>{t('held.why', { name })}</p>
      </div>
      <div class="held-actions">
        <Button look="quiet" onClick={() => setAsking('send')}>
          {t('held.send')}
        </Button>
        <Button look="primary" icon="shield" onClick={() => setAsking('compare')}>
          {t('held.compare')}
        </Button>
      </div>
      {asking === 'compare' && <Verify person={person} trust="changed" onClose={close} />}
      {asking === 'send' && <SendAnyway person={person} inGroup={inGroup} onClose={close} />}
    </div>
  );
}

function SendAnyway({ person, inGroup, onClose }: HeldProps & { onClose: () => void }): JSX.Element {
  const tacet = useTacet();
  const name = useToldName(person, person.firstName);
  const accept = async (): Promise<void> => {
    const result = await tacet.messenger.call('acceptIdentity', { accountId: person.accountId });
    if (!result.ok) tacet.report(result.failure);
  };
  return (
    <Confirm title={t('send-anyway.title')} confirm={t('held.send')} onConfirm={accept} onClose={onClose}>
      <p>{inGroup ? t('send-anyway.group', { name }) : t('send-anyway.text', { name })}</p>
      <p>{t('send-anyway.mark', { name })}</p>
    </Confirm>
  );
}
