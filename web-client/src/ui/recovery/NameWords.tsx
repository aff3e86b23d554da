import type { JSX } from 'preact';
import type { PhraseForm } from '../../viewmodel/recovery/phrase-form.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';

/** [RP-1] Two of the words, to be read from the paper. */
export function NameWords({ form, onClose }: { form: PhraseForm; onClose: () => void }): JSX.Element {
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.confirm();
      }}
    >
      <p class="form-text">{t('recovery.check-text')}</p>
      <div class="form-row">
        {form.asked.value.map((index, at) => (
          <Field
            key={index}
            label={t('recovery.word', { number: String(index + 1) })}
            value={form.typed.value[at] ?? ''}
            onText={(text) => form.typeWord(at, text)}
            autofocus={at === 0}
            autocomplete="off"
            verbatim
          />
        ))}
      </div>
      <FailureAlert failure={form.confirming.failure} />
      <div class="phrase-tools">
        <Button look="quiet" onClick={() => form.showWords()}>
          {t('recovery.look-again')}
        </Button>
      </div>
      <footer class="dialog-foot">
        <Button onClick={onClose} disabled={form.confirming.busy}>
          {t('recovery.later')}
        </Button>
        <Button type="submit" look="primary" busy={form.confirming.busy} disabled={!form.complete}>
          {t('recovery.confirm')}
        </Button>
      </footer>
    </form>
  );
}
