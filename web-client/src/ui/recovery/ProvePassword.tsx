import type { JSX } from 'preact';
import type { PhraseForm } from '../../viewmodel/recovery/phrase-form.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { PasswordQuestion } from '../parts/PasswordQuestion.tsx';

/** Whoever sits down at an open browser must not be able to take the account with them on paper. */
export function ProvePassword({ form, onClose }: { form: PhraseForm; onClose: () => void }): JSX.Element {
  const { snapshot } = useTacet();
  const replaces = snapshot.value.recovery === 'set';
  return (
    <PasswordQuestion
      label={t('recovery.password')}
      password={form.password}
      onText={(text) => form.typePassword(text)}
      submission={form.making}
      onSubmit={() => void form.prove()}
      onCancel={onClose}
      confirm={t('recovery.go-on')}
      look="primary"
    >
      <p class="form-text">{replaces ? t('recovery.password-replaces') : t('recovery.password-text')}</p>
    </PasswordQuestion>
  );
}
