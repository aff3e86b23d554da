import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { FriendRequest } from '../../messenger/port.ts';
import { displayName } from '../../viewmodel/account/names.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { Button } from '../parts/Button.tsx';

/** People who want to be friends. */
export function Requests(): JSX.Element | null {
  const { incoming } = useTacet().snapshot.value;
  if (incoming.length === 0) return null;
  return (
    <section class="requests" aria-label={t('requests.title')}>
      <h2 class="sidebar-title">
        {t('requests.title')}
        <span class="badge" aria-hidden="true">
          {incoming.length}
        </span>
        <span class="visually-hidden">{t('requests.count', { count: incoming.length })}</span>
      </h2>
      <ul>
        {incoming.map((request) => (
          <RequestItem key={request.requestId} request={request} />
        ))}
      </ul>
    </section>
  );
}

function RequestItem({ request }: { request: FriendRequest }): JSX.Element {
  const tacet = useTacet();
  const [busy, setBusy] = useState<'accept' | 'decline' | null>(null);
  const name = displayName(request.person);
  const answer = async (choice: 'accept' | 'decline'): Promise<void> => {
    if (busy !== null) return;
    setBusy(choice);
    if (choice === 'accept') await tacet.people.accept(request);
    else await tacet.people.decline(request);
    setBusy(null);
  };
  return (
    <li class="request">
      <Avatar id={request.person.username} name={name} />
      <div class="request-who">
        <strong>{name}</strong> <span>@{request.person.username}</span>
        <p>{request.person.about === '' ? t('requests.wants') : request.person.about}</p>
      </div>
      <div class="request-actions">
        <Button look="primary" busy={busy === 'accept'} onClick={() => void answer('accept')}>
          {t('requests.accept')}
        </Button>
        <Button busy={busy === 'decline'} onClick={() => void answer('decline')}>
          {t('requests.decline')}
        </Button>
      </div>
    </li>
  );
}
