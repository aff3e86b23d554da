import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTacet } from '../context.ts';
import { Wordmark } from '../icons/Mark.tsx';
import { t } from '../messages/translate.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';

/** [D-11] Another device of the account took this one off the list. Nothing is deleted before the user says so. */
export function Removed(props: { username: string; displayName: string }): JSX.Element {
  const tacet = useTacet();
  const [asking, setAsking] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  // It takes the place of whatever was on the screen: a screen reader has to say so.
  useEffect(() => title.current?.focus(), []);
  const erase = async (): Promise<void> => {
    const result = await tacet.messenger.call('eraseRemoved', {});
    if (!result.ok) tacet.report(result.failure);
  };
  return (
    <main class="front">
      <div class="front-card front-card-small">
        <Wordmark />
        <Avatar id={props.username} name={props.displayName} size="large" />
        <div class="front-who">
          <strong>{props.displayName}</strong>
          <p>@{props.username}</p>
        </div>
        <h1 ref={title} class="front-title" tabIndex={-1}>
          {t('removed.title')}
        </h1>
        <p class="form-text">{t('removed.text')}</p>
        <p class="form-text">{t('removed.here')}</p>
        <Button look="primary" onClick={() => setAsking(true)}>
          {t('removed.erase')}
        </Button>
        <p class="form-text">{t('removed.not-you')}</p>
        {asking && (
          <Confirm
            title={t('removed.erase-title')}
            confirm={t('removed.erase-confirm')}
            onConfirm={erase}
            onClose={() => setAsking(false)}
          >
            <p>{t('removed.erase-text')}</p>
            <p>{t('removed.erase-then')}</p>
          </Confirm>
        )}
      </div>
    </main>
  );
}
