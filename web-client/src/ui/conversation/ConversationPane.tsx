import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { ConversationView, Person } from '../../messenger/port.ts';
import { whoHolds } from '../../viewmodel/conversation/held.ts';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { conversationName } from '../format/names.ts';
import { StatusBar } from '../home/StatusBar.tsx';
import { t } from '../messages/translate.ts';
import { EndInView } from './EndInView.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { Late, useLate } from '../parts/late.ts';
import { Announcer } from './Announcer.tsx';
import { Closed, ClosedGroup } from './Closed.tsx';
import { Composer } from './Composer.tsx';
import { ConversationHead } from './ConversationHead.tsx';
import { MessageLog } from './MessageLog.tsx';

const held = new Late(() => import('../groups/late.ts'));

interface ConversationPaneProps {
  readonly conversation: Conversation;
  readonly me: Person;
  /** The details stand before it. */
  readonly covered: boolean;
  readonly onDetails: () => void;
  readonly onSignIn: () => void;
}

export function ConversationPane(props: ConversationPaneProps): JSX.Element | null {
  const { conversation, me, covered, onDetails, onSignIn } = props;
  const id = useId();
  const view = conversation.view.value;
  if (view === null) return null;
  const empty = conversation.timeline.count.value + conversation.pending.list.value.length === 0;
  return (
    <section class="conversation" aria-labelledby={id}>
      <ConversationHead view={view} myId={me.accountId} headingId={id} onDetails={onDetails} />
      {empty ? (
        <div class="log log-empty" role="log" aria-label={t('conversation.messages')}>
          <EndInView roomId={view.roomId} shown={!covered} />
          <EmptyState title={t('conversation.empty-title')} text={emptyText(view, me.accountId)} />
        </div>
      ) : (
        <MessageLog conversation={conversation} view={view} covered={covered} />
      )}
      <StatusBar onSignIn={onSignIn} />
      <Announcer conversation={conversation} view={view} />
      {view.open && view.kind === 'group' && view.members.length === 1 && (
        <p class="composer-hint">{t('group.alone')}</p>
      )}
      <AskToDiscard conversation={conversation} />
      {view.open ? <Writing conversation={conversation} view={view} /> : <WhyClosed view={view} />}
    </section>
  );
}

function AskToDiscard({ conversation }: { conversation: Conversation }): JSX.Element | null {
  const message = conversation.discardAsked.value;
  return (
    message && (
      <Confirm
        title={t('conversation.discard-title')}
        confirm={t('conversation.discard')}
        onConfirm={() => conversation.takeAway(message)}
        onClose={() => (conversation.discardAsked.value = null)}
      >
        <p>{t('conversation.discard-text')}</p>
      </Confirm>
    )
  );
}

interface WritingProps {
  readonly conversation: Conversation;
  readonly view: ConversationView;
}

/** The composer, unless the user has something to decide before anything can be sent. */
function Writing({ conversation, view }: WritingProps): JSX.Element {
  const person = whoHolds(view);
  if (person === null) return <Composer conversation={conversation} />;
  return <Held key={person.accountId} person={person} inGroup={view.kind === 'group'} />;
}

/** Without its code nothing is said, and nothing can be written either. */
function Held(props: { person: Person; inGroup: boolean }): JSX.Element | null {
  const late = useLate(held, () => undefined);
  return late && <late.Held {...props} />;
}

function WhyClosed({ view }: { view: ConversationView }): JSX.Element {
  return view.kind === 'direct' ? <Closed person={view.person} /> : <ClosedGroup view={view} />;
}

function emptyText(view: ConversationView, myId: string): string {
  if (view.kind === 'group') return t('group.empty-text');
  return t('conversation.empty-text', { name: conversationName(view, myId) });
}
