import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { signal } from '@preact/signals';
import { Submission } from '../../viewmodel/system/submission.ts';
import { SignOut } from '../account/SignOut.tsx';
import { useTacet } from '../context.ts';
import { Wordmark } from '../icons/Mark.tsx';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Avatar } from '../parts/Avatar.tsx';
import { Button } from '../parts/Button.tsx';
import { PasswordField } from '../parts/PasswordField.tsx';

/** The vault is here and sealed. Works without network. */
export function Unlock(props: { username: string; displayName: string }): JSX.Element {
  const tacet = useTacet();
  const password = useMemo(() => signal(''), []);
  const submission = useMemo(() => new Submission(), []);
  const field = useRef<HTMLInputElement>(null);
  const [signingOut, setSigningOut] = useState(false);
  const failed = submission.failure !== null;
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    if (failed) field.current?.select();
  }, [failed]);
  const unlock = async (): Promise<void> => {
    await submission.run(() => tacet.messenger.call('unlock', { password: password.peek() }));
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
          <FailureAlert failure={submission.failure} />
          <Button type="submit" look="primary" busy={submission.busy} disabled={password.value === ''}>
            {submission.busy ? t('unlock.unlocking') : t('unlock.unlock')}
          </Button>
        </form>
        <p class="form-text">{t('unlock.text')}</p>
        <Button look="quiet" onClick={() => setSigningOut(true)}>
          {t('unlock.sign-out')}
        </Button>
        {signingOut && <SignOut onClose={() => setSigningOut(false)} />}
      </div>
    </main>
  );
}
