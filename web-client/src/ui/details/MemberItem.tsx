import type { ComponentChildren, JSX } from 'preact';
import type { Person, TrustView } from '../../messenger/port.ts';
import { displayName } from '../../viewmodel/account/names.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { TrustMark } from '../parts/TrustMark.tsx';

interface MemberItemProps {
  readonly person: Person;
  readonly trust?: TrustView;
  /** Said beside the username. */
  readonly note?: ComponentChildren;
  /** What can be done about them. */
  readonly children?: ComponentChildren;
}

/** Somebody in a group or invited to it. */
export function MemberItem({ person, trust = 'unverified', note, children }: MemberItemProps): JSX.Element {
  const name = displayName(person);
  return (
    <li class="group-member">
      <Avatar id={person.username} name={name} size="small" />
      <span class="group-member-who">
        <span class="named">
          <span class="group-member-name">{name}</span>
          <TrustMark trust={trust} />
        </span>
        <span class="group-member-note">
          <span class="member-username">@{person.username}</span>
          {note}
        </span>
      </span>
      <span class="group-member-actions">{children}</span>
    </li>
  );
}
