import type { JSX } from 'preact';
import type { GroupInvitationView } from '../../messenger/port.ts';
import { displayName, shortName } from '../../viewmodel/account/names.ts';
import { useTacet } from '../context.ts';
import { formatNames } from '../format/names.ts';
import { t } from '../messages/translate.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { RequestActions } from './RequestActions.tsx';

/** A group, who invites to it, and who is there already. */
export function InvitationItem({ invitation }: { invitation: GroupInvitationView }): JSX.Element {
  const { groups } = useTacet();
  const { roomId, by } = invitation;
  const name = invitation.name === '' ? t('group.unnamed') : invitation.name;
  const company = companyOf(invitation);
  return (
    <li class="request" tabIndex={-1}>
      <Avatar id={roomId} name={name} group />
      <div class="request-who">
        <strong>{name}</strong>
        <p>{t('invitation.invites', { name: displayName(by), username: by.username })}</p>
        {company !== '' && <p>{company}</p>}
        {invitation.description !== '' && <blockquote>{invitation.description}</blockquote>}
      </div>
      <RequestActions
        onAccept={() => groups.accept(invitation, name)}
        onDecline={() => groups.decline(invitation, name)}
      />
    </li>
  );
}

/** "with Bob and Carol", "with Bob and 4 others"; empty when there is only the person who invites. */
function companyOf({ by, members }: GroupInvitationView): string {
  const [first, ...others] = members.filter(({ accountId }) => accountId !== by.accountId).map(shortName);
  if (first === undefined) return '';
  if (others.length < 2) return t('invitation.with', { people: formatNames([first, ...others]) });
  return t('invitation.with-others', { name: first, count: others.length });
}
