import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { GroupConversationView, Person } from '../../messenger/port.ts';
import { conversationName } from '../format/names.ts';
import { EditGroup } from '../groups/EditGroup.tsx';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { ConversationAvatar } from '../parts/ConversationAvatar.tsx';
import { GroupMembers } from './GroupMembers.tsx';
import { GroupSecurity } from './GroupSecurity.tsx';
import { InvitedPeople } from './InvitedPeople.tsx';
import { LeaveGroup } from './LeaveGroup.tsx';

interface GroupDetailsProps {
  readonly me: Person;
  readonly view: GroupConversationView;
}

/** What the group is called, who is in it, how safe it is, and how to leave it. */
export function GroupDetails({ me, view }: GroupDetailsProps): JSX.Element {
  const [editing, setEditing] = useState(false);
  const name = conversationName(view, me.accountId);
  // Whoever is out hears nothing of who comes and goes: a list would be one of yesterday.
  const isIn = view.me !== 'former';
  return (
    <>
      <div class="details-person">
        <ConversationAvatar view={view} name={name} size="large" />
        <p class="details-name">{name}</p>
        {view.description !== '' && <p class="details-about">{view.description}</p>}
        {view.me === 'owner' && (
          <Button look="quiet" icon="pencil" onClick={() => setEditing(true)}>
            {t('members.edit')}
          </Button>
        )}
      </div>
      {!isIn && <p class="details-part details-hint">{t('group.former')}</p>}
      {isIn && view.members.length > 0 && <GroupMembers view={view} me={me} />}
      {isIn && view.invited.length > 0 && <InvitedPeople view={view} />}
      {isIn && <GroupSecurity />}
      {isIn && <LeaveGroup view={view} name={name} />}
      {editing && <EditGroup view={view} onClose={() => setEditing(false)} />}
    </>
  );
}
