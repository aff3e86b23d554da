import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Failure } from '../../messenger/port.ts';
import type { OldPassword } from '../../viewmodel/account/old-password.ts';
import { t } from '../messages/translate.ts';
import { Alert, FailureAlert } from './Alert.tsx';
import { PasswordField } from './PasswordField.tsx';

interface OldPasswordFieldProps {
  readonly old: OldPassword;
  readonly failure: Failure | null;
  readonly onEdit: () => void;
}

/** Below the password: the one before, once it is needed, and what went wrong with either. */
export function OldPasswordField(props: OldPasswordFieldProps): JSX.Element {
  return props.old.asked.value ? <Asked {...props} /> : <FailureAlert failure={props.failure} />;
}

function Asked({ old, failure, onEdit }: OldPasswordFieldProps): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const wrong = old.wrong(failure);
  return (
    <>
      <p class="form-text" role="alert">
        {t('failure.password-changed-elsewhere')}
      </p>
      <PasswordField
        autocomplete="off"
        label={t('old-password.label')}
        value={old.text.value}
        onText={(text) => {
          old.text.value = text;
          onEdit();
        }}
        inputRef={field}
      />
      {wrong !== null && <Alert>{t(`old-password.wrong-${wrong}`)}</Alert>}
      {wrong === null && failure?.code !== 'password-changed-elsewhere' && <FailureAlert failure={failure} />}
    </>
  );
}
