import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Person } from '../../messenger/port.ts';
import { useTacet } from '../context.ts';
import { Late, useLate } from '../parts/late.ts';
import { AddFriend } from './AddFriend.tsx';

const accountDialogs = new Late(() => import('../account/AccountDialogs.tsx'));
const groups = new Late(() => import('../groups/late.ts'));

/** By then the conversations stand on screen. */
const QUIET_AFTER_MS = 4_000;

/** At most one is open; Back closes it. */
export function HomeDialog({ me }: { me: Person }): JSX.Element | null {
  const { navigation, clock } = useTacet();
  const close = (): void => navigation.close({ dialog: null });
  useEffect(
    () =>
      clock.after(QUIET_AFTER_MS, () => {
        void accountDialogs.fetchAhead();
        void groups.fetchAhead();
      }),
    [],
  );
  const { dialog } = navigation.route.value;
  if (dialog === null) return null;
  if (dialog === 'add-friend') return <AddFriend />;
  if (dialog === 'new-group') return <NewGroup me={me} onFailed={close} />;
  return <AccountDialogs me={me} onFailed={close} />;
}

function NewGroup({ me, onFailed }: { me: Person; onFailed: () => void }): JSX.Element | null {
  const late = useLate(groups, onFailed);
  return late && <late.NewGroup me={me} />;
}

function AccountDialogs({ me, onFailed }: { me: Person; onFailed: () => void }): JSX.Element | null {
  const late = useLate(accountDialogs, onFailed);
  return late && <late.AccountDialogs me={me} />;
}
