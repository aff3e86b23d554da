import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../messages/translate.ts';
import { IconButton } from './Button.tsx';
import { Field, type FieldProps } from './Field.tsx';

/** A password with an eye to look at it. */
export function PasswordField(props: Omit<FieldProps, 'type' | 'after' | 'verbatim'>): JSX.Element {
  const [visible, setVisible] = useState(false);
  return (
    <Field
      {...props}
      verbatim
      type={visible ? 'text' : 'password'}
      after={
        <IconButton
          icon={visible ? 'eye-off' : 'eye'}
          label={visible ? t('welcome.hide-password') : t('welcome.show-password')}
          aria-pressed={visible}
          onClick={() => setVisible(!visible)}
        />
      }
    />
  );
}
