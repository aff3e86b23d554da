import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { Submission } from '../../viewmodel/system/submission.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { PasswordField } from '../parts/PasswordField.tsx';

/** The end of everything here: says what goes, and asks for the password. */
export function DeleteAccount({ onClose }: { onClose: () => void }): JSX.Element {
  const { messenger } = useTacet();
  const [password, setPassword] = useState('');
  const submission = useMemo(() => new Submission(), []);
  return (
    <Dialog title={t('delete.title')} onClose={onClose} look="alert">
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submission.run(() => messenger.call('deleteAccount', { password }));
        }}
      >
        <p class="form-text">{t('delete.text')}</p>
        <p class="form-text">{t('delete.friends')}</p>
        <PasswordField
          autocomplete="current-password"
          label={t('delete.password')}
          value={password}
          onText={(text) => {
            setPassword(text);
            submission.clear();
          }}
          autofocus
        />
        <FailureAlert failure={submission.failure} />
        <footer class="dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="danger" busy={submission.busy} disabled={password === ''}>
            {t('delete.confirm')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
