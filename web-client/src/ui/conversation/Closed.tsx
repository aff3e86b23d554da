import type { JSX } from 'preact';
import type { GroupConversationView, Person } from '../../messenger/port.ts';
import { displayName } from '../../viewmodel/account/names.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';

/** Stands where the composer was: why nothing can be written, and the way back. */
export function Closed({ person }: { person: Person }): JSX.Element {
  const { snapshot, people } = useTacet();
  const name = displayName(person);
  const { blocked, outgoing } = snapshot.value;
  if (blocked.some(({ accountId }) => accountId === person.accountId)) {
    return (
      <div class="composer-closed">
        <p>{t('conversation.blocked', { name })}</p>
        <Button onClick={() => void people.unblock(person)}>{t('settings.unblock')}</Button>
      </div>
    );
  }
  const asked = outgoing.some((request) => request.person.accountId === person.accountId);
  return (
    <div class="composer-closed">
      <p>{asked ? t('conversation.asked', { name }) : t('conversation.closed', { name })}</p>
      {!asked && <Button onClick={() => void people.ask(person)}>{t('add-friend.send')}</Button>}
    </div>
  );
}

/** Nobody can come back by themselves: only somebody else can invite. */
export function ClosedGroup({ view }: { view: GroupConversationView }): JSX.Element {
  return (
    <div class="composer-closed">
      <p>{view.me === 'former' ? t('group.former') : t('group.over')}</p>
    </div>
  );
}
