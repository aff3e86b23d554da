import type { JSX } from 'preact';
import type { PhraseForm } from '../../viewmodel/recovery/phrase-form.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { PasswordField } from '../parts/PasswordField.tsx';

/** Whoever sits down at an open browser must not be able to take the account with them on paper. */
export function ProvePassword({ form, onClose }: { form: PhraseForm; onClose: () => void }): JSX.Element {
  const { snapshot } = useTacet();
  const replaces = snapshot.value.recovery === 'set';
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.prove();
      }}
    >
      <p class="form-text">{replaces ? t('recovery.password-replaces') : t('recovery.password-text')}</p>
      <PasswordField
        label={t('recovery.password')}
        value={form.password.value}
        onText={(text) => form.typePassword(text)}
        autocomplete="current-password"
        autofocus
      />
      <FailureAlert failure={form.making.failure} />
      <footer class="dialog-foot">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" look="primary" busy={form.making.busy} disabled={form.password.value === ''}>
          {t('recovery.go-on')}
        </Button>
      </footer>
    </form>
  );
}
