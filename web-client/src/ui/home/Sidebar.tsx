import type { JSX, RefObject } from 'preact';
import type { Signal } from '@preact/signals';
import type { Person } from '../../messenger/port.ts';
import { AccountMenu } from '../account/AccountMenu.tsx';
import { useTacet } from '../context.ts';
import { Wordmark } from '../icons/Mark.tsx';
import { t } from '../messages/translate.ts';
import { IconButton } from '../parts/Button.tsx';
import { ConversationList } from './ConversationList.tsx';
import { Requests } from './Requests.tsx';
import { SearchBox } from './SearchBox.tsx';
import { SentRequests } from './SentRequests.tsx';
import { useListPlace, type ListPlace } from './use-places.ts';
import { StatusBar } from './StatusBar.tsx';

interface SidebarProps {
  readonly me: Person;
  readonly search: Signal<string>;
  readonly place: RefObject<ListPlace>;
  readonly onSignIn: () => void;
}

export function Sidebar({ me, search, place, onSignIn }: SidebarProps): JSX.Element {
  const list = useListPlace(place);
  const { conversation, navigation } = useTacet();
  return (
    <div class="pane-list">
      <div class="sidebar-head">
        <AccountMenu me={me} />
        <h1>
          <Wordmark />
        </h1>
        <div class="sidebar-tools">
          <IconButton
            icon="new-group"
            label={t('home.new-group')}
            onClick={() => navigation.open({ dialog: 'new-group' })}
          />
          <IconButton
            icon="add-friend"
            label={t('home.add-friend')}
            onClick={() => navigation.open({ dialog: 'add-friend' })}
          />
        </div>
      </div>
      <SearchBox search={search} />
      <div class="sidebar-scroll" ref={list}>
        <ConversationList search={search.value} myId={me.accountId} />
        <SentRequests />
      </div>
      {conversation.value === null && <StatusBar onSignIn={onSignIn} />}
      <Requests />
    </div>
  );
}
