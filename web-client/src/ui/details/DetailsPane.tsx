import type { JSX } from 'preact';
import type { ConversationView, Person } from '../../messenger/port.ts';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { onePane } from '../browser/media.ts';
import { StatusBar } from '../home/StatusBar.tsx';
import { t } from '../messages/translate.ts';
import { IconButton } from '../parts/Button.tsx';
import { Late, useLate } from '../parts/late.ts';

const details = new Late(() => import('../groups/late.ts'));

interface DetailsPaneProps {
  readonly me: Person;
  readonly conversation: Conversation;
  readonly onClose: () => void;
  readonly onSignIn: () => void;
}

/** Who is in the conversation, how safe it is, and how to end it. */
export function DetailsPane(props: DetailsPaneProps): JSX.Element | null {
  const { me, conversation, onClose, onSignIn } = props;
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
        <Details me={me} view={view} onFailed={onClose} />
      </div>
      {onePane.value && <StatusBar onSignIn={onSignIn} />}
    </section>
  );
}

interface DetailsProps {
  readonly me: Person;
  readonly view: ConversationView;
  readonly onFailed: () => void;
}

function Details({ view, onFailed, ...props }: DetailsProps): JSX.Element | null {
  const late = useLate(details, onFailed);
  if (late === null) return null;
  return view.kind === 'direct' ? (
    <late.DirectDetails {...props} view={view} />
  ) : (
    <late.GroupDetails {...props} view={view} />
  );
}
