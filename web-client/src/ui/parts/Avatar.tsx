import type { JSX } from 'preact';
import { avatarHue, initials } from '../../viewmodel/account/names.ts';

interface AvatarProps {
  /** Decides the colour; the account id, or the username where only that is known. */
  readonly id: string;
  readonly name: string;
  readonly size?: 'small' | 'large';
  readonly online?: boolean;
}

/** Initials on a colour that stays with the person. Decoration: the name stands beside it. */
export function Avatar({ id, name, size, online = false }: AvatarProps): JSX.Element {
  const classes = ['avatar', `avatar-hue-${avatarHue(id)}`, size === undefined ? '' : `avatar-${size}`];
  return (
    <span class={classes.join(' ').trim()} data-initials={initials(name)} aria-hidden="true">
      {online && <span class="avatar-presence" />}
    </span>
  );
}
