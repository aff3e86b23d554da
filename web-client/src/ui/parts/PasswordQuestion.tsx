import type { ComponentChildren, JSX } from 'preact';
import type { Signal } from '@preact/signals-core';
import type { Submission } from '../../viewmodel/system/submission.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from './Alert.tsx';
import { Button } from './Button.tsx';
import { PasswordField } from './PasswordField.tsx';

interface PasswordQuestionProps {
  readonly label: string;
  readonly password: Signal<string>;
  readonly onText: (text: string) => void;
  readonly submission: Submission;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
  readonly confirm: string;
  readonly look: 'primary' | 'danger';
  /** What it is for. */
  readonly children: ComponentChildren;
}

/** Whoever sits down at an open browser must not be able to do what needs the password once more. */
export function PasswordQuestion(props: PasswordQuestionProps): JSX.Element {
  const { password, submission } = props;
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      {props.children}
      <PasswordField
        label={props.label}
        value={password.value}
        onText={props.onText}
        autocomplete="current-password"
        autofocus
      />
      <FailureAlert failure={submission.failure} />
      <footer class="dialog-foot">
        <Button onClick={props.onCancel} disabled={submission.busy}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" look={props.look} busy={submission.busy} disabled={password.value === ''}>
          {props.confirm}
        </Button>
      </footer>
    </form>
  );
}
