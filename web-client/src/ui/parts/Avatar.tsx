import type { JSX } from 'preact';
import { avatarHue, initials } from '../../viewmodel/account/names.ts';

interface AvatarProps {
  /** Decides the colour; the account id, or the username where only that is known. */
  readonly id: string;
  readonly name: string;
  readonly size?: 'small' | 'large';
  readonly online?: boolean;
  /** Groups have corners, people are round. */
  readonly group?: boolean;
}

/** Initials on a colour that stays with the person. Decoration: the name stands beside it. */
export function Avatar({ id, name, size, online = false, group = false }: AvatarProps): JSX.Element {
  const classes = ['avatar', `avatar-hue-${avatarHue(id)}`];
  if (size !== undefined) classes.push(`avatar-${size}`);
  if (group) classes.push('avatar-group');
  return (
    <span class={classes.join(' ')} data-initials={initials(name)} aria-hidden="true">
      {online && <span class="avatar-presence" />}
    </span>
  );
}
