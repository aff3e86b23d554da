import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Person } from '../../messenger/port.ts';
import { SignInForm } from '../../viewmodel/welcome/sign-in-form.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { OldPasswordField } from '../parts/OldPasswordField.tsx';
import { PasswordField } from '../parts/PasswordField.tsx';

/** The login was ended elsewhere; the keys are still here. */
export function SignInAgain({ me, onClose }: { me: Person; onClose: () => void }): JSX.Element {
  const { messenger, snapshot } = useTacet();
  const { connection } = snapshot.value;
  const changed = connection.state === 'signed-out' && connection.reason === 'password-changed';
  const form = useMemo(() => {
    const made = new SignInForm(messenger);
    made.typeUsername(me.username);
    return made;
  }, []);
  const signIn = async (): Promise<void> => {
    if (await form.submit()) onClose();
  };
  return (
    <Dialog title={t('again.title')} onClose={onClose} busy={form.submission.busy}>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void signIn();
        }}
      >
        <p class="form-text">{changed ? t('again.text-changed') : t('again.text')}</p>
        <PasswordField
          autocomplete="current-password"
          label={t('again.password')}
          value={form.password.value}
          onText={(text) => form.typePassword(text)}
          autofocus
        />
        <OldPasswordField old={form.old} failure={form.submission.failure} onEdit={() => form.edited()} />
        <footer class="dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" busy={form.submission.busy} disabled={!form.complete}>
            {t('again.sign-in')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
