import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Person, TrustView } from '../../messenger/port.ts';
import { displayName } from '../../viewmodel/account/names.ts';
import { Icon } from '../icons/Icon.tsx';
import { Avatar } from '../parts/Avatar.tsx';
import { TrustMark } from '../parts/TrustMark.tsx';

interface FriendOptionProps {
  readonly id: string;
  readonly person: Person;
  readonly trust?: TrustView | undefined;
  readonly chosen: boolean;
  /** The arrow keys stand on it. */
  readonly active: boolean;
  readonly onChoose: () => void;
}

export function FriendOption({
  id,
  person,
  trust = 'unverified',
  chosen,
  active,
  onChoose,
}: FriendOptionProps): JSX.Element {
  const item = useRef<HTMLLIElement>(null);
  const name = displayName(person);
  useLayoutEffect(() => {
    if (active) item.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <li
      ref={item}
      id={id}
      class="picker-option"
      role="option"
      aria-selected={chosen}
      data-active={active || undefined}
      // The field keeps the focus: it is where the next name is typed.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <Avatar id={person.username} name={name} size="small" />
      <span class="picker-option-name">
        {name} <TrustMark trust={trust} /> <span class="member-username">@{person.username}</span>
      </span>
      <span class="picker-option-mark">{chosen && <Icon name="check" small />}</span>
    </li>
  );
}
