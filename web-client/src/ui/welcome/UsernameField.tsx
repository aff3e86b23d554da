import type { JSX, RefObject } from 'preact';
import type { Availability } from '../../viewmodel/account/availability.ts';
import type { SignUpForm } from '../../viewmodel/welcome/sign-up-form.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { Field } from '../parts/Field.tsx';

interface UsernameFieldProps {
  readonly form: SignUpForm;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}

/** The name friends will type, with the live answer whether it is free. */
export function UsernameField({ form, inputRef }: UsernameFieldProps): JSX.Element {
  const availability = form.availability.state.value;
  const emptyAtSubmit = availability.at === 'empty' && form.blocked.value === 'username';
  return (
    <Field
      label={t('welcome.username')}
      value={form.username.value}
      onText={(text) => form.typeUsername(text)}
      problem={emptyAtSubmit ? t('username.empty') : describeProblem(availability)}
      urgent={form.blocked.value === 'username'}
      hint={<Hint availability={availability} />}
      inputRef={inputRef}
      autocomplete="username"
      verbatim
    />
  );
}

function describeProblem(availability: Availability): string | null {
  if (availability.at === 'problem') return t(`username.${availability.problem}`);
  if (availability.at === 'refused') return t(`username.${availability.reason}`);
  return null;
}

function Hint({ availability }: { availability: Availability }): JSX.Element {
  switch (availability.at) {
    case 'available':
      return (
        <span class="field-good" role="status">
          <Icon name="check" small /> {t('username.available')}
        </span>
      );
    case 'checking':
    case 'unknown':
      return <span>{t(`username.${availability.at}`)}</span>;
    case 'empty':
    case 'problem':
    case 'refused':
      return <span>{t('username.hint')}</span>;
  }
}
