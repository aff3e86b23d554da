import type { ButtonHTMLAttributes, ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from '../icons/Icon.tsx';
import { Spinner } from './Spinner.tsx';

interface ButtonProps extends ButtonHTMLAttributes {
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly icon?: IconName;
  /** Shows that the press is being answered; further presses do nothing. */
  readonly busy?: boolean;
  readonly children: ComponentChildren;
}

export function Button({ look = 'plain', icon, busy = false, children, ...rest }: ButtonProps): JSX.Element {
  return (
    <button type="button" {...rest} class={`button button-${look}`} aria-disabled={busy || undefined}>
      {busy ? <Spinner /> : icon !== undefined && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes {
  readonly icon: IconName;
  /** What it does, for screen readers and the tooltip. */
  readonly label: string;
}

export function IconButton({ icon, label, ...rest }: IconButtonProps): JSX.Element {
  return (
    <button type="button" {...rest} class="icon-button" aria-label={label} title={label}>
      <Icon name={icon} />
    </button>
  );
}
