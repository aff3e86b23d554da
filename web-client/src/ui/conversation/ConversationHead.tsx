import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type {
  ConversationView,
  DirectConversationView,
  GroupConversationView,
} from '../../messenger/port.ts';
import { othersIn } from '../../viewmodel/groups/membership.ts';
import { onePane } from '../browser/media.ts';
import { useTacet } from '../context.ts';
import { formatAgo } from '../format/dates.ts';
import { conversationName } from '../format/names.ts';
import { typingText } from '../format/typing.ts';
import { useConnected } from '../home/use-connected.ts';
import { useOnline } from '../home/use-online.ts';
import { t } from '../messages/translate.ts';
import { IconButton } from '../parts/Button.tsx';
import { ConversationAvatar } from '../parts/ConversationAvatar.tsx';
import { Telling } from '../parts/Telling.tsx';
import { TrustMark } from '../parts/TrustMark.tsx';

const MINUTE_MS = 60_000;

interface ConversationHeadProps {
  readonly view: ConversationView;
  readonly myId: string;
  readonly headingId: string;
  readonly onDetails: () => void;
}

export function ConversationHead(props: ConversationHeadProps): JSX.Element {
  const { view, myId, headingId, onDetails } = props;
  const { navigation } = useTacet();
  const name = conversationName(view, myId);
  const Heading = onePane.value ? 'h1' : 'h2';
  return (
    <header class="conversation-head">
      {onePane.value && (
        <IconButton
          icon="back"
          label={t('conversation.back')}
          onClick={() => navigation.close({ roomId: null })}
        />
      )}
      <ConversationAvatar view={view} name={name} />
      <div class="conversation-head-who">
        <div class="named">
          <Heading id={headingId}>
            {name}
            {view.kind === 'direct' && <Telling person={view.person} />}
          </Heading>
          {view.kind === 'direct' && <TrustMark trust={view.trust} />}
        </div>
        <p>
          <Status view={view} myId={myId} />
        </p>
      </div>
      <IconButton id="details-button" icon="info" label={t('conversation.details')} onClick={onDetails} />
    </header>
  );
}

function Status({ view, myId }: { view: ConversationView; myId: string }): JSX.Element {
  const typing = typingText(view, myId);
  if (typing !== null) return <span class="typing-text">{typing}</span>;
  return view.kind === 'direct' ? <Presence view={view} /> : <Members view={view} myId={myId} />;
}

function Presence({ view }: { view: DirectConversationView }): JSX.Element {
  const nowMs = useMinute();
  const { lastSeenMs } = view.presence;
  if (useOnline(view)) return <span class="online-text">{t('conversation.online')}</span>;
  if (lastSeenMs !== null) return <>{t('conversation.last-seen', { date: formatAgo(lastSeenMs, nowMs) })}</>;
  return <>@{view.person.username}</>;
}

/** The time, anew each minute: "5 minutes ago" is not true for long. */
function useMinute(): number {
  const { clock } = useTacet();
  const [turn, setTurn] = useState(0);
  useEffect(() => clock.after(MINUTE_MS, () => setTurn(turn + 1)), [turn]);
  return clock.now();
}

function Members({ view, myId }: { view: GroupConversationView; myId: string }): JSX.Element | null {
  const connected = useConnected();
  // Whoever is out hears nothing of who comes and goes.
  if (view.members.length === 0 || view.me === 'former') return null;
  const members = t('group.members', { count: view.members.length });
  const online = othersIn(view, myId).filter((member) => member.online).length;
  if (!connected || online === 0) return <>{members}</>;
  return <>{t('group.members-online', { members, online: String(online) })}</>;
}
