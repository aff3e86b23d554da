import type { JSX, RefObject } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { FriendRequest } from '../../messenger/port.ts';
import { displayName } from '../../viewmodel/account/names.ts';
import type { Asked } from '../../viewmodel/home/requests.ts';
import { isFocusLost } from '../browser/focus.ts';
import { useTacet } from '../context.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { InvitationItem } from './InvitationItem.tsx';
import { RequestActions } from './RequestActions.tsx';

/**
 * People who want to be friends, and groups that want one more. Stands below the conversations, as high with forty as with
 * one: whatever comes moves no row that somebody may be about to click.
 */
export function Requests(): JSX.Element | null {
  const { requests } = useTacet();
  const [open, setOpen] = useState(true);
  const id = useId();
  const section = useFocusOnNext(requests.value);
  const count = requests.value.length;
  if (count === 0) return null;
  return (
    <section ref={section} class="requests requests-waiting" aria-label={t('requests.title')}>
      <h2>
        <button
          type="button"
          class="requests-toggle"
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen(!open)}
        >
          <span>{t('requests.title')}</span>
          <span class="badge" aria-hidden="true">
            {count}
          </span>
          <span class="visually-hidden">{t('requests.count', { count })}</span>
          <Icon name="down" small />
        </button>
      </h2>
      {open && (
        <ul id={id} class="requests-list">
          {requests.value.map((asked) =>
            asked.kind === 'friend' ? (
              <RequestItem key={asked.id} request={asked.request} />
            ) : (
              <InvitationItem key={asked.id} invitation={asked.invitation} />
            ),
          )}
        </ul>
      )}
    </section>
  );
}

/** Whoever answers by keyboard goes on with the next request, and after the last one with the conversations. */
function useFocusOnNext(asked: readonly Asked[]): RefObject<HTMLElement | null> {
  const section = useRef<HTMLElement>(null);
  const items = (): HTMLElement[] => [...(section.current?.querySelectorAll<HTMLElement>('.request') ?? [])];
  // Before the answered one is taken away.
  const at = items().findIndex((item) => item.contains(document.activeElement));
  useLayoutEffect(() => {
    if (at < 0 || !isFocusLost()) return;
    const next =
      items()
        .slice(0, at + 1)
        .at(-1) ?? document.querySelector<HTMLElement>('.conversation-item-name');
    (next ?? document.getElementById('search'))?.focus();
  }, [asked]);
  return section;
}

function RequestItem({ request }: { request: FriendRequest }): JSX.Element {
  const { people } = useTacet();
  const name = displayName(request.person);
  return (
    <li class="request" tabIndex={-1}>
      <Avatar id={request.person.username} name={name} />
      <div class="request-who">
        <strong>{name}</strong> <span>@{request.person.username}</span>
        <p>{t('requests.wants')}</p>
        {request.person.about !== '' && <blockquote>{request.person.about}</blockquote>}
      </div>
      <RequestActions onAccept={() => people.accept(request)} onDecline={() => people.decline(request)} />
    </li>
  );
}
