import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SignInForm } from '../../viewmodel/welcome/sign-in-form.ts';
import { JoinAccount } from '../devices/JoinAccount.tsx';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { RecoverAccount } from '../recovery/RecoverAccount.tsx';
import { StartOver } from './StartOver.tsx';

/** The password is right, but the keys are in another browser: what the ways are, the best one first. */
export function VaultElsewhere({ form }: { form: SignInForm }): JSX.Element {
  const [linking, setLinking] = useState(false);
  const [recovering, setRecovering] = useState(false);
  if (linking) return <JoinAccount credentials={form.credentials()} onBack={() => setLinking(false)} />;
  if (recovering)
    return <RecoverAccount credentials={form.credentials()} onBack={() => setRecovering(false)} />;
  return (
    <div class="form">
      <div role="alert">
        <h2 class="form-title">{t('elsewhere.title')}</h2>
        <p class="form-text">{t('elsewhere.text')}</p>
      </div>
      <ul class="ways" aria-label={t('elsewhere.ways')}>
        <li class="way">
          <Button look="primary" onClick={() => setLinking(true)}>
            {t('elsewhere.link')}
          </Button>
          <p>{t('elsewhere.link-text')}</p>
        </li>
        <li class="way">
          <Button onClick={() => setRecovering(true)}>{t('elsewhere.recover')}</Button>
          <p>{t('elsewhere.recover-text')}</p>
        </li>
        <li class="way">
          <Button onClick={() => (form.warning.value = true)}>{t('elsewhere.start-over')}</Button>
          <p>{t('elsewhere.start-over-text')}</p>
        </li>
      </ul>
      <Button look="quiet" onClick={() => form.submission.clear()}>
        {t('common.back')}
      </Button>
      {form.warning.value && <StartOver form={form} />}
    </div>
  );
}
