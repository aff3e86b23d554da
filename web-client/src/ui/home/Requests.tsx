import type { JSX } from 'preact';
import type { FriendRequest } from '../../messenger/port.ts';
import { displayName } from '../../viewmodel/account/names.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { InvitationItem } from './InvitationItem.tsx';
import { RequestActions } from './RequestActions.tsx';

/** People who want to be friends, and groups that want one more. */
export function Requests(): JSX.Element | null {
  const { incoming, invitations } = useTacet().snapshot.value;
  const count = incoming.length + invitations.length;
  if (count === 0) return null;
  return (
    <section class="requests" aria-label={t('requests.title')}>
      <h2 class="sidebar-title">
        {t('requests.title')}
        <span class="badge" aria-hidden="true">
          {count}
        </span>
        <span class="visually-hidden">{t('requests.count', { count })}</span>
      </h2>
      <ul>
        {incoming.map((request) => (
          <RequestItem key={request.requestId} request={request} />
        ))}
        {invitations.map((invitation) => (
          <InvitationItem key={invitation.roomId} invitation={invitation} />
        ))}
      </ul>
    </section>
  );
}

function RequestItem({ request }: { request: FriendRequest }): JSX.Element {
  const { people } = useTacet();
  const name = displayName(request.person);
  return (
    <li class="request">
      <Avatar id={request.person.username} name={name} />
      <div class="request-who">
        <strong>{name}</strong> <span>@{request.person.username}</span>
        <p>{request.person.about === '' ? t('requests.wants') : request.person.about}</p>
      </div>
      <RequestActions onAccept={() => people.accept(request)} onDecline={() => people.decline(request)} />
    </li>
  );
}
