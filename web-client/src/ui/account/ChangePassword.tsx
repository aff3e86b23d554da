import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Person } from '../../messenger/port.ts';
import { PasswordForm } from '../../viewmodel/account/password-form.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { useLeave } from '../parts/leave.ts';
import { PasswordField } from '../parts/PasswordField.tsx';
import { PasswordRefused, StrengthMeter } from '../parts/StrengthMeter.tsx';
import { ProgressLine } from '../welcome/ProgressLine.tsx';

export function ChangePassword({ me, onClose }: { me: Person; onClose: () => void }): JSX.Element {
  const tacet = useTacet();
  const form = useMemo(() => new PasswordForm(tacet.messenger, tacet.clock, tacet.estimator, me), []);
  const busy = form.submission.busy;
  const leave = useLeave();
  const close = (): boolean => leave(onClose);
  const change = async (): Promise<void> => {
    if (!(await form.submit())) return;
    tacet.toasts.show({ what: 'password-changed' });
    close();
  };
  return (
    <Dialog title={t('account.password')} onClose={close}>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void change();
        }}
      >
        <p class="form-text">{t('password.text')}</p>
        <PasswordField
          label={t('password.current')}
          value={form.current.value}
          onText={(text) => form.typeCurrent(text)}
          autocomplete="current-password"
          autofocus
        />
        <PasswordField
          label={t('password.new')}
          value={form.next.value}
          onText={(text) => form.typeNext(text)}
          onFocus={() => form.strength.prepare()}
          hint={<StrengthMeter strength={form.strength.state.value} />}
          invalid={form.blocked.value}
          autocomplete="new-password"
        />
        {form.blocked.value && <PasswordRefused strength={form.strength.state.value} />}
        <FailureAlert failure={form.submission.failure} />
        <ProgressLine shown={busy} />
        <footer class="dialog-foot">
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            look="primary"
            busy={busy}
            disabled={form.current.value === '' || form.next.value === ''}
          >
            {t('password.change')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
