import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { GroupConversationView, Person } from '../../messenger/port.ts';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
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
  readonly conversation: Conversation;
  readonly view: GroupConversationView;
}

/** What the group is called, who is in it, how safe it is, and how to leave it. */
export function GroupDetails({ me, conversation, view }: GroupDetailsProps): JSX.Element {
  const [editing, setEditing] = useState(false);
  const name = conversationName(view, me.accountId);
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
      {view.me === 'former' && <p class="details-part details-hint">{t('group.former')}</p>}
      {view.members.length > 0 && <GroupMembers view={view} me={me} />}
      {view.invited.length > 0 && <InvitedPeople view={view} />}
      {view.me !== 'former' && <GroupSecurity conversation={conversation} />}
      {view.me !== 'former' && <LeaveGroup view={view} name={name} />}
      {editing && <EditGroup view={view} onClose={() => setEditing(false)} />}
    </>
  );
}
