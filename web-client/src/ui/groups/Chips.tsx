import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useRef } from 'preact/hooks';
import type { Person } from '../../messenger/port.ts';
import { displayName } from '../../viewmodel/account/names.ts';
import type { PeoplePicker } from '../../viewmodel/groups/people-picker.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { Telling } from '../parts/Telling.tsx';

interface ChipsProps {
  readonly picker: PeoplePicker;
  /** The last one went: the focus has to go somewhere. */
  readonly onEmpty: () => void;
}

/** Who was chosen, each a button that takes them off the list; the focus moves on to the next. */
export function Chips({ picker, onEmpty }: ChipsProps): JSX.Element | null {
  const list = useRef<HTMLUListElement>(null);
  const chosen = picker.chosen.value;
  if (chosen.length === 0) return null;
  const remove = (person: Person, at: number): void => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const next = buttons[at + 1] ?? buttons[at - 1];
    if (next === undefined) onEmpty();
    else next.focus();
    picker.remove(person);
  };
  const onKey = (event: TargetedKeyboardEvent<HTMLButtonElement>, person: Person, at: number): void => {
    if (event.key !== 'Backspace' && event.key !== 'Delete') return;
    event.preventDefault();
    remove(person, at);
  };
  return (
    <ul ref={list} class="chips">
      {chosen.map((person, at) => (
        <li key={person.accountId}>
          <button
            type="button"
            class="chip"
            aria-label={t('picker.take-off', { name: displayName(person) })}
            title={t('picker.take-off', { name: displayName(person) })}
            onClick={() => remove(person, at)}
            onKeyDown={(event) => onKey(event, person, at)}
          >
            <span>
              {displayName(person)}
              <Telling person={person} />
            </span>
            <Icon name="close" small />
          </button>
        </li>
      ))}
    </ul>
  );
}
