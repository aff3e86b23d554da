import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { HistoryView } from '../../messenger/port.ts';
import { useTacet } from '../context.ts';
import { formatWait } from '../format/dates.ts';
import { Icon } from '../icons/Icon.tsx';
import { formatNumber, t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { Spinner } from '../parts/Spinner.tsx';

/**
 * The quiet bar, only when there is something to know: above the composer, or below the conversations or
 * the details where there is none.
 * There it takes its room from what scrolls, and moves nothing that one may be about to click.
 */
export function StatusBar({ onSignIn }: { onSignIn: () => void }): JSX.Element {
  return (
    <div class="status-bar" role="status">
      <Status onSignIn={onSignIn} />
    </div>
  );
}

function Status({ onSignIn }: { onSignIn: () => void }): JSX.Element | null {
  const { snapshot, unreachable } = useTacet();
  const { connection, catchingUp, history } = snapshot.value;
  switch (connection.state) {
    case 'offline':
      return connection.reason === 'displaced' ? <Displaced /> : <Offline retryAtMs={connection.retryAtMs} />;
    case 'connecting':
      return unreachable.value ? <Offline retryAtMs={null} trying /> : <Connecting />;
    case 'signed-out':
      if (connection.reason === 'account-deleted') return <Deleted />;
      return (
        <div class="bar bar-attention">
          <Icon name="key" small />
          <span>{t(`bar.${connection.reason ?? 'signed-out'}`)}</span>
          <Button look="quiet" onClick={onSignIn}>
            {t('bar.sign-in')}
          </Button>
        </div>
      );
    case 'online':
      if (catchingUp === null) return history && <Copying {...history} />;
      return (
        <div class="bar">
          <Spinner />
          <span class="visually-hidden">{t('bar.catching-up')}</span>
          <span class="bar-count" aria-hidden="true">
            {catchingUp.received === 0
              ? t('bar.catching-up')
              : t('bar.catching-up-count', { count: catchingUp.received })}
          </span>
        </div>
      );
  }
}

/** What is here stays until the user erases it. */
function Deleted(): JSX.Element {
  const { navigation } = useTacet();
  return (
    <div class="bar bar-attention">
      <Icon name="info" small />
      <span>{t('bar.account-deleted')}</span>
      <Button look="quiet" onClick={() => navigation.open({ dialog: 'sign-out' })}>
        {t('bar.erase')}
      </Button>
    </div>
  );
}

/** Messages move to a device that was linked, or come from another one or the archive. Read out once, not at every step. */
function Copying({ direction, done, of }: HistoryView): JSX.Element {
  const what = t(direction === 'restoring' ? 'bar.restoring' : 'bar.history');
  const isCounted = direction !== 'restoring' && of > 0;
  return (
    <div class="bar">
      <Spinner />
      <span class="visually-hidden">{what}</span>
      <span class="bar-count" aria-hidden="true">
        {isCounted ? t('bar.history-count', { count: done, of: formatNumber(of) }) : what}
      </span>
    </div>
  );
}

/** The same device is connected from elsewhere, for example from a copy of this browser profile. */
function Displaced(): JSX.Element {
  const tacet = useTacet();
  return (
    <div class="bar bar-attention">
      <Icon name="info" small />
      <span>{t('bar.displaced')}</span>
      <Button look="quiet" onClick={() => void tacet.takeOver()}>
        {t('other-tab.use-here')}
      </Button>
    </div>
  );
}

interface OfflineProps {
  readonly retryAtMs: number | null;
  /** It keeps its words: each attempt would be read out otherwise. */
  readonly trying?: boolean;
}

function Offline({ retryAtMs, trying = false }: OfflineProps): JSX.Element {
  const left = useSecondsUntil(retryAtMs);
  return (
    <div class="bar">
      {trying ? <Spinner /> : <Icon name="no-signal" small />}
      <span>{t('bar.offline')}</span>
      {left > 1 && (
        // Not read out: a countdown would never let a screen reader finish.
        <span class="bar-aside" aria-hidden="true">
          {t('common.retry-in', { time: formatWait(left * 1_000) })}
        </span>
      )}
    </div>
  );
}

/** Connecting is the normal start: it is worth a word only when it takes longer than a glance. */
const CONNECTING_GRACE_MS = 1_200;

function Connecting(): JSX.Element | null {
  const { clock } = useTacet();
  const [slow, setSlow] = useState(false);
  useEffect(() => clock.after(CONNECTING_GRACE_MS, () => setSlow(true)), []);
  if (!slow) return null;
  return (
    <div class="bar">
      <Spinner />
      <span>{t('bar.connecting')}</span>
    </div>
  );
}

function useSecondsUntil(atMs: number | null): number {
  const { clock } = useTacet();
  const [now, setNow] = useState(clock.now());
  useEffect(() => setNow(clock.now()), [atMs]);
  useEffect(() => (atMs === null ? undefined : clock.after(1_000, () => setNow(clock.now()))), [atMs, now]);
  return atMs === null ? 0 : Math.ceil((atMs - now) / 1_000);
}
