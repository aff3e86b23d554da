import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DirectConversationView, Person } from '../../messenger/port.ts';
import { displayName } from '../../viewmodel/account/names.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { ConversationAvatar } from '../parts/ConversationAvatar.tsx';
import { TrustMark } from '../parts/TrustMark.tsx';
import { useToldName } from '../parts/use-told-name.ts';
import { Security } from './Security.tsx';

interface DirectDetailsProps {
  readonly me: Person;
  readonly view: DirectConversationView;
}

/** The other person, how safe it is to write to them, and how to end it. */
export function DirectDetails({ me, view }: DirectDetailsProps): JSX.Element {
  const { person } = view;
  return (
    <>
      <div class="details-person">
        <ConversationAvatar view={view} name={displayName(person)} size="large" />
        <p class="details-name named">
          {displayName(person)} <TrustMark trust={view.trust} />
        </p>
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
      <Security view={view} />
      <EndFriendship person={person} open={view.open} />
    </>
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
  const name = useToldName(person);
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
