import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { LostForm } from '../../viewmodel/devices/lost-form.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { PasswordQuestion } from '../parts/PasswordQuestion.tsx';
import { Step } from './Step.tsx';

/** [D-12] Shuts out whoever has another browser of the account: says at what price, and asks for the password. */
export function LostOrStolen({ onClose }: { onClose: () => void }): JSX.Element {
  const { messenger } = useTacet();
  const form = useMemo(() => new LostForm(messenger), []);
  // Half done it would not say what became of it: it can be left before and after.
  const { busy } = form.submission;
  return (
    <Dialog title={t('lost.title')} onClose={onClose} busy={busy} look="alert">
      {form.done.value ? <Done onClose={onClose} /> : <Ask form={form} onClose={onClose} />}
    </Dialog>
  );
}

function Ask({ form, onClose }: { form: LostForm; onClose: () => void }): JSX.Element {
  const { snapshot } = useTacet();
  return (
    <PasswordQuestion
      label={t('lost.password')}
      password={form.password}
      onText={(text) => form.typePassword(text)}
      submission={form.submission}
      onSubmit={() => void form.submit()}
      onCancel={onClose}
      confirm={t('lost.confirm')}
      look="danger"
    >
      <p class="form-text">{t('lost.text')}</p>
      <ul class="dialog-list">
        <li>{t('lost.identity')}</li>
        <li>{t('lost.others')}</li>
        <li>{t('lost.contacts')}</li>
        <li>{t('lost.groups')}</li>
        {snapshot.value.history?.direction === 'restoring' && <li>{t('lost.restoring')}</li>}
        <li class="dialog-list-good">{t('lost.keeps')}</li>
      </ul>
    </PasswordQuestion>
  );
}

function Done({ onClose }: { onClose: () => void }): JSX.Element {
  const { navigation } = useTacet();
  return (
    <Step title={t('lost.done-title')}>
      <p class="form-text">{t('lost.done-text')}</p>
      <div class="step-answers">
        <Button look="primary" onClick={() => navigation.replace({ dialog: 'password' })}>
          {t('lost.change-password')}
        </Button>
        <Button onClick={onClose}>{t('lost.later')}</Button>
      </div>
    </Step>
  );
}
