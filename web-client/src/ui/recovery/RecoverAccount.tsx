import type { JSX } from 'preact';
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import { PHRASE_LENGTH, RecoverForm } from '../../viewmodel/recovery/recover-form.ts';

import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { ProgressLine } from '../welcome/ProgressLine.tsx';

interface RecoverAccountProps {
  readonly credentials: { readonly username: string; readonly password: string };
  readonly onBack: () => void;
}

/** [RP-8] The account comes back into this browser; says what does not. */
export function RecoverAccount({ credentials, onBack }: RecoverAccountProps): JSX.Element {
  const { messenger } = useTacet();
  const form = useMemo(() => new RecoverForm(messenger, credentials), []);
  const busy = form.submission.busy;
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit();
      }}
    >
      <h2 class="form-title">{t('recover.title')}</h2>
      <p class="form-text">{t('recover.text')}</p>
      <PhraseField form={form} />
      <ul class="dialog-list">
        <li>{t('recover.not-back')}</li>
        <li>{t('recover.others')}</li>
        <li class="dialog-list-good">{t('recover.no-change')}</li>
      </ul>
      <FailureAlert failure={form.submission.failure} />
      <Button type="submit" look="primary" busy={busy} disabled={form.state.value !== 'whole'}>
        {t('recover.confirm')}
      </Button>
      <ProgressLine shown={busy} />
      <Button look="quiet" onClick={onBack}>
        {t('common.back')}
      </Button>
    </form>
  );
}

/** Where the words are typed, and how they were read. */
function PhraseField({ form }: { form: RecoverForm }): JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const words = form.words.value;
  const problem = problemOf(form);
  useEffect(() => field.current?.focus(), []);
  return (
    <div class="field">
      <div class="field-head">
        <label for={id}>{t('recover.phrase')}</label>
        <span class="field-aside">
          {t('recover.count', { count: words.length, of: String(PHRASE_LENGTH) })}
        </span>
      </div>
      <div class="field-frame" data-invalid={problem !== null || undefined}>
        <textarea
          ref={field}
          id={id}
          class="phrase-field"
          rows={3}
          value={form.text.value}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          aria-invalid={problem !== null || undefined}
          aria-describedby={`${id}-note`}
          onInput={(event) => form.type(event.currentTarget.value)}
        />
      </div>
      <div class="field-note" id={`${id}-note`}>
        {problem === null ? t('recover.hint') : <span class="field-problem">{problem}</span>}
      </div>
      {words.length > 0 && (
        <ol class="phrase-words phrase-read" aria-label={t('recover.read')} translate={false}>
          {words.map(({ text, foreign }, at) => (
            <li key={at} data-foreign={foreign || undefined}>
              {text}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function problemOf(form: RecoverForm): string | null {
  const state = form.state.value;
  if (state === 'foreign') {
    const foreign = form.words.value.flatMap(({ text, foreign }) => (foreign ? [text] : []));
    return t('recover.foreign', { words: [...new Set(foreign)].join(', ') });
  }
  return state === 'many' || state === 'wrong' ? t(`recover.${state}`) : null;
}
