import type { JSX } from 'preact';
import { useId, useMemo, useState } from 'preact/hooks';
import { PROGRAM_SCOPES } from '../../messenger/port-programs.ts';
import { NewTokenForm } from '../../viewmodel/account/programs.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Field } from '../parts/Field.tsx';
import { PasswordField } from '../parts/PasswordField.tsx';

const DAYS = [7, 30, 90, 366];
const MAX_NAME = 64;

/** Makes a token, and shows it once. */
export function NewToken({ onClose }: { onClose: () => void }): JSX.Element {
  const { messenger } = useTacet();
  const form = useMemo(() => new NewTokenForm(messenger), []);
  const [token, setToken] = useState<string | null>(null);
  const title = t(token === null ? 'programs.new' : 'programs.made-title');
  // A token that is being made would come, and nobody would have seen it.
  const { busy } = form.submission;
  return (
    <Dialog title={title} onClose={onClose} busy={busy} keeps={token !== null}>
      {token === null ? (
        <Wish form={form} onMade={setToken} onClose={onClose} />
      ) : (
        <Made token={token} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface WishProps {
  readonly form: NewTokenForm;
  readonly onMade: (token: string) => void;
  readonly onClose: () => void;
}

function Wish({ form, onMade, onClose }: WishProps): JSX.Element {
  const make = async (): Promise<void> => {
    const token = await form.make();
    if (token !== null) onMade(token);
  };
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <Field
        label={t('programs.name')}
        value={form.name.value}
        onText={(text) => (form.name.value = text)}
        hint={t('programs.name-hint')}
        autocomplete="off"
        maxLength={MAX_NAME}
        autofocus
      />
      <Scopes form={form} />
      <Lifetime form={form} />
      <PasswordField
        label={t('programs.password')}
        value={form.password.value}
        onText={(text) => form.typePassword(text)}
        autocomplete="current-password"
      />
      <FailureAlert failure={form.submission.failure} />
      <footer class="dialog-foot">
        <Button onClick={onClose} disabled={form.submission.busy}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" look="primary" busy={form.submission.busy} disabled={!form.isComplete}>
          {t('programs.make')}
        </Button>
      </footer>
    </form>
  );
}

function Scopes({ form }: { form: NewTokenForm }): JSX.Element {
  return (
    <fieldset class="settings-part">
      <legend>{t('programs.may')}</legend>
      {PROGRAM_SCOPES.map((scope) => (
        <label key={scope} class="program-scope">
          <input
            type="checkbox"
            checked={form.scopes.value.has(scope)}
            onChange={(event) => form.choose(scope, event.currentTarget.checked)}
          />
          <span>{t(`programs.scope-${scope}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Lifetime({ form }: { form: NewTokenForm }): JSX.Element {
  const id = useId();
  return (
    <div class="setting">
      <label for={id}>{t('programs.lasts')}</label>
      <select
        id={id}
        value={String(form.days.value)}
        onChange={(event) => (form.days.value = Number(event.currentTarget.value))}
      >
        {DAYS.map((days) => (
          <option key={days} value={String(days)}>
            {t('programs.days', { count: days })}
          </option>
        ))}
      </select>
    </div>
  );
}

function Made({ token, onClose }: { token: string; onClose: () => void }): JSX.Element {
  const [copied, setCopied] = useState(false);
  const id = useId();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(token);
      setCopied(true);
    } catch {
      // The browser does not allow it: it can be selected and copied by hand.
    }
  };
  return (
    <div class="form">
      <p class="form-text" id={id}>
        {t('programs.made-text')}
      </p>
      <code class="program-token" role="textbox" aria-readonly="true" aria-labelledby={id} tabIndex={0}>
        {token}
      </code>
      <p role="status">{copied && t('programs.copied')}</p>
      <footer class="dialog-foot">
        <Button onClick={() => void copy()}>{t('programs.copy')}</Button>
        <Button look="primary" onClick={onClose}>
          {t('programs.done')}
        </Button>
      </footer>
    </div>
  );
}
