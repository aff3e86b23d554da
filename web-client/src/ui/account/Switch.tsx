import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

interface SwitchProps {
  readonly label: string;
  readonly text: string;
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly onChange: (on: boolean) => void;
}

/** One thing that is on or off, with a sentence about it. */
export function Switch({ label, text, on, disabled = false, onChange }: SwitchProps): JSX.Element {
  const id = useId();
  return (
    <div class="setting">
      <label for={id}>{label}</label>
      <p id={`${id}-text`}>{text}</p>
      <input
        id={id}
        type="checkbox"
        role="switch"
        class="switch"
        checked={on}
        disabled={disabled}
        aria-describedby={`${id}-text`}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </div>
  );
}
