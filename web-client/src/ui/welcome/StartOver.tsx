import type { JSX } from 'preact';
import type { SignInForm } from '../../viewmodel/welcome/sign-in-form.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { ProgressLine } from './ProgressLine.tsx';

/** What starting over costs, before it is done. */
export function StartOver({ form }: { form: SignInForm }): JSX.Element {
  const busy = form.startingOver.busy;
  const close = (): void => {
    form.warning.value = false;
  };
  return (
    <Dialog title={t('start-over.title')} onClose={close} busy={busy} look="alert">
      <ul class="dialog-list">
        <li>{t('start-over.loses-messages')}</li>
        <li>{t('start-over.loses-other')}</li>
        <li>{t('start-over.tells-contacts')}</li>
        <li class="dialog-list-good">{t('start-over.keeps')}</li>
      </ul>
      <FailureAlert failure={form.startingOver.failure} />
      <ProgressLine shown={busy} />
      <footer class="dialog-foot">
        <Button onClick={close} disabled={busy} autofocus>
          {t('common.cancel')}
        </Button>
        <Button look="danger" busy={busy} onClick={() => void form.startOver()}>
          {t('start-over.confirm')}
        </Button>
      </footer>
    </Dialog>
  );
}
