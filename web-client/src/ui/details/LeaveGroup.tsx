import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { GroupConversationView } from '../../messenger/port.ts';
import { displayName } from '../../viewmodel/account/names.ts';
import { goneHeirOf, heirOf } from '../../viewmodel/groups/membership.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { focusDetails } from './focus.ts';

interface LeaveGroupProps {
  readonly view: GroupConversationView;
  readonly name: string;
}

/** Asks first, and says what becomes of the group. */
export function LeaveGroup({ view, name }: LeaveGroupProps): JSX.Element {
  const { groups } = useTacet();
  const [asking, setAsking] = useState(false);
  const heir = view.me === 'owner' ? heirOf(view) : null;
  const last = view.members.length === 1;
  return (
    <>
      <div class="details-part details-actions">
        <Button look="quiet" icon="sign-out" onClick={() => setAsking(true)}>
          {t('members.leave')}
        </Button>
      </div>
      {asking && (
        <Confirm
          title={t('leave.title', { name })}
          confirm={t('members.leave')}
          onConfirm={() => groups.leave({ roomId: view.roomId, name })}
          onClose={() => setAsking(false)}
          onDone={focusDetails}
        >
          <p>{t('leave.text')}</p>
          {last ? <p>{t('leave.last')}</p> : <p>{t('leave.again')}</p>}
          {heir !== null && (
            <p>
              {t(goneHeirOf(view) === null ? 'leave.heir' : 'leave.heir-gone', { name: displayName(heir) })}
            </p>
          )}
        </Confirm>
      )}
    </>
  );
}
