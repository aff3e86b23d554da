import type { JSX } from 'preact';
import type { SignInForm } from '../../viewmodel/welcome/sign-in-form.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { OldPasswordField } from '../parts/OldPasswordField.tsx';
import { PasswordField } from '../parts/PasswordField.tsx';
import { VaultElsewhere } from './LateFront.tsx';
import { ProgressLine } from './ProgressLine.tsx';

export function SignIn({ form }: { form: SignInForm }): JSX.Element {
  const { sealed } = useTacet();
  const busy = form.submission.busy;
  if (form.vaultElsewhere.value) return <VaultElsewhere form={form} />;
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit();
      }}
    >
      <p class="form-text">{sealed.value ? t('welcome.sealed-here') : t('welcome.sign-in-text')}</p>
      <Field
        label={t('welcome.username')}
        value={form.username.value}
        onText={(text) => form.typeUsername(text)}
        autocomplete="username"
        verbatim
      />
      <PasswordField
        autocomplete="current-password"
        label={t('welcome.password')}
        value={form.password.value}
        onText={(text) => form.typePassword(text)}
      />
      <OldPasswordField old={form.old} failure={form.submission.failure} onEdit={() => form.edited()} />
      <Button type="submit" look="primary" busy={busy} disabled={!form.complete}>
        {t('welcome.sign-in')}
      </Button>
      {form.old.asked.value && (
        <Button look="quiet" onClick={() => void form.doesNotKnowOld()}>
          {t('old-password.unknown')}
        </Button>
      )}
      <ProgressLine shown={busy} />
    </form>
  );
}
