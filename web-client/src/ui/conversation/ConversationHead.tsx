import type { JSX } from 'preact';
import type { ConversationView } from '../../messenger/port.ts';
import { displayName } from '../../viewmodel/account/names.ts';
import { onePane } from '../browser/media.ts';
import { useTacet } from '../context.ts';
import { formatAgo } from '../format/dates.ts';
import { useOnline } from '../home/use-online.ts';
import { t } from '../messages/translate.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { IconButton } from '../parts/Button.tsx';

interface ConversationHeadProps {
  readonly view: ConversationView;
  readonly headingId: string;
  readonly onDetails: () => void;
}

export function ConversationHead({ view, headingId, onDetails }: ConversationHeadProps): JSX.Element {
  const { navigation } = useTacet();
  const name = displayName(view.person);
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
      <Avatar id={view.person.username} name={name} online={useOnline(view)} />
      <div class="conversation-head-who">
        <Heading id={headingId}>{name}</Heading>
        <p>
          <Status view={view} name={name} />
        </p>
      </div>
      <IconButton icon="info" label={t('conversation.details')} onClick={onDetails} />
    </header>
  );
}

function Status({ view, name }: { view: ConversationView; name: string }): JSX.Element {
  const { clock } = useTacet();
  const online = useOnline(view);
  const { lastSeenMs } = view.presence;
  if (view.typing) return <span class="typing-text">{t('conversation.typing', { name })}</span>;
  if (online) return <span class="online-text">{t('conversation.online')}</span>;
  if (lastSeenMs !== null)
    return <>{t('conversation.last-seen', { date: formatAgo(lastSeenMs, clock.now()) })}</>;
  return <>@{view.person.username}</>;
}
