import type { JSX } from 'preact';
import type { GroupConversationView, Person } from '../../messenger/port.ts';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { onePane } from '../browser/media.ts';
import { t } from '../messages/translate.ts';
import { IconButton } from '../parts/Button.tsx';
import { Late, useLate } from '../parts/late.ts';
import { DirectDetails } from './DirectDetails.tsx';

const groups = new Late(() => import('../groups/late.ts'));

interface DetailsPaneProps {
  readonly me: Person;
  readonly conversation: Conversation;
  readonly onClose: () => void;
}

/** Who is in the conversation, how safe it is, and how to end it. */
export function DetailsPane({ me, conversation, onClose }: DetailsPaneProps): JSX.Element | null {
  const view = conversation.view.value;
  if (view === null) return null;
  const Heading = onePane.value ? 'h1' : 'h2';
  return (
    <section class="pane-details" aria-labelledby="details-title">
      <header class="details-head">
        <Heading id="details-title" tabIndex={-1}>
          {t('details.title')}
        </Heading>
        <IconButton icon="close" label={t('common.close')} onClick={onClose} />
      </header>
      <div class="details-scroll">
        {view.kind === 'direct' ? (
          <DirectDetails me={me} conversation={conversation} view={view} />
        ) : (
          <GroupDetails me={me} conversation={conversation} view={view} onFailed={onClose} />
        )}
      </div>
    </section>
  );
}

interface GroupDetailsProps {
  readonly me: Person;
  readonly conversation: Conversation;
  readonly view: GroupConversationView;
  readonly onFailed: () => void;
}

function GroupDetails({ onFailed, ...props }: GroupDetailsProps): JSX.Element | null {
  const late = useLate(groups, onFailed);
  return late && <late.GroupDetails {...props} />;
}
