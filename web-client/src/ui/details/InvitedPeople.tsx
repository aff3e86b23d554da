import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { GroupConversationView, Person } from '../../messenger/port.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { focusDetails } from './focus.ts';
import { MemberItem } from './MemberItem.tsx';

/** People who were asked and have not answered; the owner may change their mind. */
export function InvitedPeople({ view }: { view: GroupConversationView }): JSX.Element {
  return (
    <section class="details-part" aria-label={t('members.invited')}>
      <p class="details-part-title">
        {t('members.invited')} <span class="details-count">{view.invited.length}</span>
      </p>
      <ul class="members">
        {view.invited.map(({ person, trust }) => (
          <MemberItem key={person.accountId} person={person} trust={trust}>
            {view.me === 'owner' && <TakeBack roomId={view.roomId} person={person} />}
          </MemberItem>
        ))}
      </ul>
      <p class="details-hint">{t('group-security.invited')}</p>
    </section>
  );
}

function TakeBack({ roomId, person }: { roomId: string; person: Person }): JSX.Element {
  const { groups } = useTacet();
  const [busy, setBusy] = useState(false);
  const takeBack = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    if (await groups.takeBack(roomId, person)) focusDetails();
    else setBusy(false);
  };
  return (
    <Button
      look="quiet"
      busy={busy}
      aria-label={t('members.take-back-label', { username: person.username })}
      onClick={() => void takeBack()}
    >
      {t('members.take-back')}
    </Button>
  );
}
