import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Person } from '../../messenger/port.ts';
import { displayName } from '../../viewmodel/account/names.ts';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { onePane } from '../browser/media.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { Button, IconButton } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { Security } from './Security.tsx';

interface DetailsPaneProps {
  readonly me: Person;
  readonly conversation: Conversation;
  readonly onClose: () => void;
}

/** Who is in the conversation, how safe it is, and how to end it. */
export function DetailsPane({ me, conversation, onClose }: DetailsPaneProps): JSX.Element | null {
  const view = conversation.view.value;
  const online = useTacet().snapshot.value.connection.state === 'online' && view?.presence.online === true;
  if (view === null) return null;
  const { person } = view;
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
        <div class="details-person">
          <Avatar id={person.username} name={displayName(person)} size="large" online={online} />
          <p class="details-name">{displayName(person)}</p>
          <p class="details-username">@{person.username}</p>
          {person.about !== '' && <p class="details-about">{person.about}</p>}
        </div>
        <section class="details-part" aria-label={t('details.members')}>
          <p class="details-part-title">{t('details.members')}</p>
          <ul>
            <Member person={me} aside={t('details.you')} />
            <Member person={person} />
          </ul>
        </section>
        <Security conversation={conversation} name={displayName(person)} />
        <EndFriendship person={person} open={view.open} />
      </div>
    </section>
  );
}

function Member({ person, aside }: { person: Person; aside?: string }): JSX.Element {
  return (
    <li class="member">
      <Avatar id={person.username} name={displayName(person)} size="small" />
      <span class="member-name">
        {displayName(person)} {aside !== undefined && <span class="member-aside">{aside}</span>}
      </span>
      <span class="member-username">@{person.username}</span>
    </li>
  );
}

/** Both ask first. A person who was removed may still have to be blocked. */
function EndFriendship({ person, open }: { person: Person; open: boolean }): JSX.Element {
  const { people, snapshot } = useTacet();
  const [asking, setAsking] = useState<'remove' | 'block' | null>(null);
  const name = displayName(person);
  const blocked = snapshot.value.blocked.some(({ accountId }) => accountId === person.accountId);
  const close = (): void => setAsking(null);
  return (
    <>
      <div class="details-part details-actions">
        {open && (
          <Button look="quiet" icon="remove" onClick={() => setAsking('remove')}>
            {t('details.remove-friend')}
          </Button>
        )}
        {!blocked && (
          <Button look="quiet" icon="block" onClick={() => setAsking('block')}>
            {t('details.block')}
          </Button>
        )}
      </div>
      {asking === 'remove' && (
        <Confirm
          title={t('remove-friend.title', { name })}
          confirm={t('remove-friend.confirm')}
          onConfirm={() => people.unfriend(person)}
          onClose={close}
        >
          <p>{t('remove-friend.text')}</p>
        </Confirm>
      )}
      {asking === 'block' && (
        <Confirm
          title={t('block.title', { name })}
          confirm={t('block.confirm')}
          onConfirm={() => people.block(person)}
          onClose={close}
        >
          <p>{t('block.text')}</p>
        </Confirm>
      )}
    </>
  );
}
