import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { JoinForm } from '../../viewmodel/devices/join-form.ts';
import { LINK_CODE_LETTERS, codeLetters, groupedCode } from '../../viewmodel/devices/link-code.ts';
import { t } from '../messages/translate.ts';
import { Field } from '../parts/Field.tsx';

/** The code of the other browser, grouped as it is shown there while it is typed. */
export function CodeField({ form }: { form: JoinForm }): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const { state } = form;
  useEffect(() => input.current?.focus(), []);
  const type = (text: string): void => {
    if (input.current !== null) group(input.current);
    form.typeCode(text);
  };
  return (
    <div class="code-field">
      <Field
        label={t('join.code')}
        aside={t('join.count', {
          count: codeLetters(form.code.value).length,
          of: String(LINK_CODE_LETTERS),
        })}
        value={form.code.value}
        onText={type}
        inputRef={input}
        hint={t('join.code-hint')}
        problem={state === 'foreign-letter' || state === 'too-long' ? t(`join.code-${state}`) : null}
        autocomplete="off"
        verbatim
      />
    </div>
  );
}

/** Groups what stands in the field, and keeps the cursor behind the letter where it is. */
function group(input: HTMLInputElement): void {
  const before = groupedCode(input.value.slice(0, input.selectionStart ?? input.value.length)).length;
  input.value = groupedCode(input.value);
  input.setSelectionRange(before, before);
}
