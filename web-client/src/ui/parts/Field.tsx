import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useId } from 'preact/hooks';

export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onText: (text: string) => void;
  /** What is wrong; read out with the field. */
  readonly problem?: string | null;
  /** The problem stops a form that was just sent: read out at once. */
  readonly urgent?: boolean;
  /** Marks the field without a sentence, because the hint already says it. */
  readonly invalid?: boolean;
  /** What to know; read out with the field. */
  readonly hint?: ComponentChildren;
  /** Said beside the label, for example "optional". */
  readonly aside?: string;
  /** Stands inside the frame, after the text. */
  readonly after?: ComponentChildren;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
  readonly type?: 'text' | 'password';
  readonly autocomplete:
    | 'username'
    | 'given-name'
    | 'family-name'
    | 'current-password'
    | 'new-password'
    | 'off';
  /** For usernames and passwords: no capital letters by themselves, no red waves. */
  readonly verbatim?: boolean;
  readonly maxLength?: number;
  readonly autofocus?: boolean;
  readonly onFocus?: () => void;
}

// Preact's types tell inputs apart by the literal, so the two cannot be one expression.
const TYPES = { text: { type: 'text' }, password: { type: 'password' } } as const;

/** A labelled line of text with its hint and its problem. */
export function Field(props: FieldProps): JSX.Element {
  const { label, value, problem, hint, aside, after, verbatim = false } = props;
  const id = useId();
  const invalid = props.invalid === true || (problem !== null && problem !== undefined);
  return (
    <div class="field">
      <div class="field-head">
        <label for={id}>{label}</label>
        {aside !== undefined && <span class="field-aside">{aside}</span>}
      </div>
      <div class="field-frame" data-invalid={invalid || undefined}>
        <input
          ref={props.inputRef ?? null}
          id={id}
          {...TYPES[props.type ?? 'text']}
          value={value}
          autocomplete={props.autocomplete}
          autocapitalize={verbatim ? 'off' : undefined}
          spellcheck={verbatim ? false : undefined}
          maxLength={props.maxLength}
          autofocus={props.autofocus}
          onFocus={props.onFocus}
          onInput={(event) => props.onText(event.currentTarget.value)}
          aria-invalid={invalid || undefined}
          aria-describedby={`${id}-note`}
        />
        {after}
      </div>
      <div class="field-note" id={`${id}-note`}>
        {problem !== null && problem !== undefined ? (
          <Problem text={problem} urgent={props.urgent === true} />
        ) : (
          hint
        )}
      </div>
    </div>
  );
}

function Problem({ text, urgent }: { text: string; urgent: boolean }): JSX.Element {
  return (
    <span class="field-problem" role={urgent ? 'alert' : undefined}>
      {text}
    </span>
  );
}
