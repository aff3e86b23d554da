import type { JSX } from 'preact';
import { displayName } from '../../viewmodel/account/names.ts';
import { useTacet } from '../context.ts';
import { formatAgo } from '../format/dates.ts';
import { t } from '../messages/translate.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { Button } from '../parts/Button.tsx';

/** Requests that wait for the other side. */
export function SentRequests(): JSX.Element | null {
  const { snapshot, people, clock } = useTacet();
  const { outgoing } = snapshot.value;
  if (outgoing.length === 0) return null;
  return (
    <section class="requests" aria-label={t('sent-requests.title')}>
      <h2 class="sidebar-title">{t('sent-requests.title')}</h2>
      <ul>
        {outgoing.map((request) => (
          <li class="request request-sent" key={request.requestId}>
            <Avatar id={request.person.username} name={displayName(request.person)} size="small" />
            <div class="request-who">
              <strong>{displayName(request.person)}</strong>
              <p>
                @{request.person.username} · {formatAgo(request.createdAtMs, clock.now())}
              </p>
            </div>
            <Button look="quiet" onClick={() => void people.withdraw(request)}>
              {t('sent-requests.withdraw')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
