import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { Person } from '../../messenger/port.ts';
import { onePane, threePanes } from '../browser/media.ts';
import { useTacet } from '../context.ts';
import { ConversationPane } from '../conversation/ConversationPane.tsx';
import { DetailsPane } from '../details/DetailsPane.tsx';
import { focusDetails } from '../details/focus.ts';
import { t } from '../messages/translate.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import { HomeDialog } from './HomeDialog.tsx';
import { RequestNews } from './RequestNews.tsx';
import { SignInAgain } from './SignInAgain.tsx';
import { Sidebar } from './Sidebar.tsx';
import { useFocusAfterDetails, type ListPlace } from './use-places.ts';
import { useShortcuts } from './shortcuts.ts';

/** Conversations · conversation · details: as many of them side by side as the window has room for. */
export function Home({ me }: { me: Person }): JSX.Element {
  const tacet = useTacet();
  const search = useSignal('');
  /** On a wide window the details stay open until they are closed. */
  const detailsClosed = useSignal(false);
  /** Here, where it outlives the pane that asked for it. */
  const signingIn = useSignal(false);
  const signIn = (): void => void (signingIn.value = true);
  const conversation = tacet.conversation.value;
  const route = tacet.navigation.route.value;
  const wide = threePanes.value;
  const showDetails = conversation !== null && (wide ? !detailsClosed.value : route.details);
  const place = useRef<ListPlace>({ top: 0, roomId: null });
  if (conversation !== null) place.current.roomId = conversation.roomId;
  useFocusAfterDetails(showDetails);
  useShortcuts(tacet, search);
  useEffect(() => {
    if (wide && tacet.navigation.route.peek().details) tacet.navigation.replace({ details: false });
  }, [wide]);

  const openDetails = (): void => {
    if (wide) detailsClosed.value = false;
    else tacet.navigation.open({ details: true });
    queueMicrotask(focusDetails);
  };
  const closeDetails = (): void => {
    if (wide) detailsClosed.value = true;
    else tacet.navigation.close({ details: false });
  };
  const pane = conversation === null ? 'list' : showDetails && !wide ? 'details' : 'conversation';
  const hidden = (each: typeof pane): boolean => onePane.value && pane !== each;

  return (
    <div class="home" data-details={showDetails || undefined}>
      <main class="panes">
        {!hidden('list') && <Sidebar me={me} search={search} place={place} onSignIn={signIn} />}
        {!hidden('conversation') && (
          <div class="pane-conversation">
            {conversation === null ? (
              <EmptyState title={t('home.nothing-open-title')} text={t('home.nothing-open-text')} />
            ) : (
              <ConversationPane
                key={conversation.roomId}
                conversation={conversation}
                me={me}
                covered={showDetails && !wide}
                onDetails={openDetails}
                onSignIn={signIn}
              />
            )}
          </div>
        )}
        {showDetails && (
          <DetailsPane
            key={conversation.roomId}
            me={me}
            conversation={conversation}
            onClose={closeDetails}
            onSignIn={signIn}
          />
        )}
      </main>
      <RequestNews />
      <HomeDialog me={me} />
      {signingIn.value && <SignInAgain me={me} onClose={() => (signingIn.value = false)} />}
    </div>
  );
}
