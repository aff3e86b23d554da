import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { SignUpField, SignUpForm } from '../../viewmodel/welcome/sign-up-form.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { PasswordField } from '../parts/PasswordField.tsx';
import { PasswordRefused, StrengthMeter } from '../parts/StrengthMeter.tsx';
import { ProgressLine } from './ProgressLine.tsx';
import { UsernameField } from './UsernameField.tsx';

/** As many as the server takes; see `contracts/rest.md`. */
const MAX_NAME_LENGTH = 64;
const MAX_ABOUT_LENGTH = 500;
const MAX_INVITATION_LENGTH = 64;

export function CreateAccount({ form }: { form: SignUpForm }): JSX.Element {
  const tacet = useTacet();
  const fields = useFocusOnProblem(form);
  useEffect(() => void form.prepare(), []);
  const busy = form.submission.busy;
  const create = async (): Promise<void> => {
    if (await form.submit()) tacet.navigation.open({ dialog: 'recovery' });
  };
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      {form.inviteOnly.value && (
        <Field
          label={t('welcome.invitation')}
          value={form.invitation.value}
          onText={(text) => form.typeInvitation(text)}
          hint={t('welcome.invitation-hint')}
          problem={form.blocked.value === 'invitation' ? t('welcome.invitation-problem') : null}
          urgent
          inputRef={fields.invitation}
          maxLength={MAX_INVITATION_LENGTH}
          autocomplete="off"
          verbatim
        />
      )}
      <UsernameField form={form} inputRef={fields.username} />
      <div class="form-row">
        <Field
          label={t('welcome.first-name')}
          value={form.firstName.value}
          onText={(text) => form.typeFirstName(text)}
          problem={form.blocked.value === 'firstName' ? t('welcome.first-name-missing') : null}
          urgent
          inputRef={fields.firstName}
          maxLength={MAX_NAME_LENGTH}
          autocomplete="given-name"
        />
        <Field
          label={t('welcome.last-name')}
          aside={t('welcome.optional')}
          value={form.lastName.value}
          onText={(text) => (form.lastName.value = text)}
          maxLength={MAX_NAME_LENGTH}
          autocomplete="family-name"
        />
      </div>
      <Field
        label={t('welcome.about')}
        aside={t('welcome.optional')}
        value={form.about.value}
        onText={(text) => (form.about.value = text)}
        hint={t('welcome.about-hint')}
        maxLength={MAX_ABOUT_LENGTH}
        autocomplete="off"
      />
      <PasswordField
        label={t('welcome.password')}
        value={form.password.value}
        onText={(text) => form.typePassword(text)}
        onFocus={() => form.strength.prepare()}
        hint={<StrengthMeter strength={form.strength.state.value} />}
        invalid={form.blocked.value === 'password'}
        inputRef={fields.password}
        autocomplete="new-password"
      />
      {form.blocked.value === 'password' && <PasswordRefused strength={form.strength.state.value} />}
      <FailureAlert failure={form.submission.failure} />
      <Button type="submit" look="primary" busy={busy}>
        {t('welcome.create-account')}
      </Button>
      <ProgressLine shown={busy} />
    </form>
  );
}

/** Puts the cursor where something has to be mended. */
function useFocusOnProblem(form: SignUpForm): Record<SignUpField, { current: HTMLInputElement | null }> {
  const fields = {
    username: useRef<HTMLInputElement>(null),
    firstName: useRef<HTMLInputElement>(null),
    password: useRef<HTMLInputElement>(null),
    invitation: useRef<HTMLInputElement>(null),
  };
  const blocked = form.blocked.value;
  // Who comes back from the other tab has the focus on this one.
  const before = useRef(blocked);
  useEffect(() => {
    if (blocked === before.current) return;
    before.current = blocked;
    if (blocked !== null) fields[blocked].current?.focus();
  }, [blocked]);
  return fields;
}
