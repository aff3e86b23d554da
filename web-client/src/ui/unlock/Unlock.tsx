import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { signal } from '@preact/signals';
import { OldPassword } from '../../viewmodel/account/old-password.ts';
import { Submission } from '../../viewmodel/system/submission.ts';
import { SignOut } from '../account/SignOut.tsx';
import { useTacet } from '../context.ts';
import { Wordmark } from '../icons/Mark.tsx';
import { t } from '../messages/translate.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { Button } from '../parts/Button.tsx';
import { OldPasswordField } from '../parts/OldPasswordField.tsx';
import { PasswordField } from '../parts/PasswordField.tsx';

/** The vault is here and sealed. Works without network. */
export function Unlock(props: { username: string; displayName: string }): JSX.Element {
  const tacet = useTacet();
  const password = useMemo(() => signal(''), []);
  const old = useMemo(() => new OldPassword(), []);
  const submission = useMemo(() => new Submission(), []);
  const field = useRef<HTMLInputElement>(null);
  const [signingOut, setSigningOut] = useState(false);
  const failed = submission.failure !== null;
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    if (failed && !old.asked.peek()) field.current?.select();
  }, [failed]);
  const unlock = async (): Promise<void> => {
    const input = { password: password.peek(), ...old.input };
    await submission.run(() => tacet.messenger.call('unlock', input));
    old.heard(submission.failure);
  };
  return (
    <main class="front">
      <div class="front-card front-card-small">
        <Wordmark />
        <Avatar id={props.username} name={props.displayName} size="large" />
        <div class="front-who">
          <h1>{props.displayName}</h1>
          <p>@{props.username}</p>
        </div>
        <form
          class="form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void unlock();
          }}
        >
          <input
            class="visually-hidden"
            type="text"
            autocomplete="username"
            value={props.username}
            readOnly
            tabIndex={-1}
            aria-hidden="true"
          />
          <PasswordField
            autocomplete="current-password"
            label={t('unlock.password')}
            value={password.value}
            onText={(text) => {
              password.value = text;
              submission.clear();
            }}
            inputRef={field}
          />
          <OldPasswordField old={old} failure={submission.failure} onEdit={() => submission.clear()} />
          <Button
            type="submit"
            look="primary"
            busy={submission.busy}
            disabled={password.value === '' || old.missing.value}
          >
            {submission.busy ? t('unlock.unlocking') : t('unlock.unlock')}
          </Button>
        </form>
        <p class="form-text">{old.asked.value ? t('unlock.old-unknown') : t('unlock.text')}</p>
        <Button look="quiet" onClick={() => setSigningOut(true)}>
          {t('unlock.sign-out')}
        </Button>
        {signingOut && <SignOut onClose={() => setSigningOut(false)} />}
      </div>
    </main>
  );
}
