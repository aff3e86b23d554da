import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useId, useRef } from 'preact/hooks';
import type { Person } from '../../messenger/port.ts';
import { trustIn, type PeoplePicker as Picker } from '../../viewmodel/groups/people-picker.ts';
import { isComposing } from '../browser/keys.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Chips } from './Chips.tsx';
import { FriendOption } from './FriendOption.tsx';

interface PeoplePickerProps {
  readonly picker: Picker;
  /** The form was sent without anybody chosen. */
  readonly missing: boolean;
  readonly autofocus?: boolean;
}

/** A combobox whose list always stands open: arrows walk it, Enter chooses, Backspace takes the last one off. */
export function PeoplePicker({ picker, missing, autofocus = false }: PeoplePickerProps): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const trust = trustIn(useTacet().snapshot.value);
  const found = picker.found.value;
  const active = picker.active.value;
  const problem = problemText(picker, missing);
  const toggle = (person: Person): void => {
    picker.toggle(person);
    field.current?.focus();
  };
  return (
    <div class="field">
      <div class="field-head">
        <label for={id}>{t('picker.add-people')}</label>
        <span class="field-aside" role="status">
          {picker.chosen.value.length > 0 && t('picker.chosen', { count: picker.chosen.value.length })}
        </span>
      </div>
      <div class="field-frame picker-frame" data-invalid={problem !== null || undefined}>
        <Chips picker={picker} onEmpty={() => field.current?.focus()} />
        <input
          ref={field}
          id={id}
          type="text"
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={found.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={active === null ? undefined : optionId(id, active)}
          aria-invalid={problem !== null || undefined}
          aria-describedby={`${id}-note`}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          autofocus={autofocus}
          placeholder={t('picker.placeholder')}
          value={picker.search.value}
          onInput={(event) => picker.type(event.currentTarget.value)}
          onKeyDown={(event) => onKey(event, picker)}
        />
      </div>
      <div class="field-note" id={`${id}-note`}>
        {problem !== null && (
          <span class="field-problem" role="alert">
            {problem}
          </span>
        )}
      </div>
      <ul
        class="picker-list"
        id={`${id}-list`}
        role="listbox"
        aria-label={t('picker.friends')}
        aria-multiselectable
      >
        {found.map((person) => (
          <FriendOption
            key={person.accountId}
            id={optionId(id, person)}
            person={person}
            trust={trust.get(person.accountId)}
            chosen={picker.isChosen(person)}
            active={person === active}
            onChoose={() => toggle(person)}
          />
        ))}
      </ul>
      {found.length === 0 && problem === null && (
        <p class="picker-none" role="status">
          {picker.whyNobody(picker.search.value) === 'here'
            ? t('picker.here')
            : t('picker.nothing-found', { search: picker.search.value.trim() })}
        </p>
      )}
    </div>
  );
}

function optionId(id: string, { accountId }: Person): string {
  return `${id}-${accountId}`;
}

function problemText(picker: Picker, missing: boolean): string | null {
  const problem = picker.problem.value;
  if (problem !== null) return t(`picker.${problem}`);
  return missing ? t('picker.none-chosen') : null;
}

/** Enter without a word and without a friend marked is that of the form. */
function onKey(event: TargetedKeyboardEvent<HTMLInputElement>, picker: Picker): void {
  if (isComposing(event)) return;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    picker.move(event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Enter' && (picker.active.peek() !== null || picker.search.peek().trim() !== '')) {
    event.preventDefault();
    picker.take();
  } else if (event.key === 'Backspace' && picker.search.peek() === '') {
    picker.removeLast();
  }
}
