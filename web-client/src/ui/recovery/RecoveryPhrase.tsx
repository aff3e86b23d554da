import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { PhraseForm } from '../../viewmodel/recovery/phrase-form.ts';
import { useTacet } from '../context.ts';
import { Step } from '../devices/Step.tsx';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { NameWords } from './NameWords.tsx';
import { ProvePassword } from './ProvePassword.tsx';
import { Words } from './Words.tsx';

/** Sets a recovery phrase or replaces it: words, a look at the paper, done. */
export function RecoveryPhrase({ onClose }: { onClose: () => void }): JSX.Element {
  const { messenger } = useTacet();
  const form = useMemo(() => new PhraseForm(messenger), []);
  useEffect(() => {
    void form.begin();
    return () => form.leave();
  }, []);
  // Half done it would not say whether the words count: it can be left before and after.
  const { busy } = form.confirming;
  return (
    <Dialog title={t('recovery.title')} onClose={onClose} busy={busy}>
      <CurrentStep form={form} onClose={onClose} />
    </Dialog>
  );
}

function CurrentStep({ form, onClose }: { form: PhraseForm; onClose: () => void }): JSX.Element {
  switch (form.step.value) {
    case 'making':
      return <Making form={form} onClose={onClose} />;
    case 'password':
      return <ProvePassword form={form} onClose={onClose} />;
    case 'words':
      return <Words form={form} onClose={onClose} />;
    case 'check':
      return <NameWords form={form} onClose={onClose} />;
    case 'done':
      return (
        <Step title={t('recovery.done-title')}>
          <span class="step-good">
            <Icon name="check" />
          </span>
          <p class="form-text">{t('recovery.done-text')}</p>
          <Button look="primary" onClick={onClose}>
            {t('recovery.done')}
          </Button>
        </Step>
      );
  }
}

/** A moment; the words are fetched the first time. */
function Making({ form, onClose }: { form: PhraseForm; onClose: () => void }): JSX.Element {
  const { failure } = form.making;
  if (failure === null)
    return (
      <p class="dialog-loading" role="status">
        <Spinner />
        {t('recovery.making')}
      </p>
    );
  return (
    <div class="form">
      <FailureAlert failure={failure} />
      <footer class="dialog-foot">
        <Button onClick={onClose}>{t('recovery.later')}</Button>
        <Button look="primary" onClick={() => void form.begin()}>
          {t('common.try-again')}
        </Button>
      </footer>
    </div>
  );
}
