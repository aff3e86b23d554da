import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { LoginSessionView } from '../../messenger/port.ts';
import { LoginSessions } from '../../viewmodel/account/login-sessions.ts';
import { describeUserAgent } from '../../viewmodel/account/user-agent.ts';
import { useTacet } from '../context.ts';
import { formatAgo } from '../format/dates.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Spinner } from '../parts/Spinner.tsx';

/** Where the account is signed in. */
export function Devices({ onClose }: { onClose: () => void }): JSX.Element {
  const tacet = useTacet();
  const model = useMemo(() => new LoginSessions(tacet.messenger), []);
  const [asking, setAsking] = useState(false);
  const list = model.list.value;
  useEffect(() => void model.load(), []);
  const everywhere = async (): Promise<void> => {
    const result = await tacet.messenger.call('signOutEverywhere', {});
    if (!result.ok) tacet.report(result.failure);
  };
  return (
    <Dialog title={t('account.devices')} onClose={onClose} look="wide">
      <p class="form-text">{t('devices.text')}</p>
      {list.at === 'loading' && (
        <p class="dialog-loading" role="status">
          <Spinner /> {t('common.loading')}
        </p>
      )}
      {list.at === 'failed' && (
        <>
          <FailureAlert failure={list.failure} />
          <Button onClick={() => void model.load()}>{t('common.try-again')}</Button>
        </>
      )}
      {list.at === 'shown' && (
        <ul class="devices">
          {list.loginSessions.map((each) => (
            <Device key={each.id} loginSession={each} model={model} />
          ))}
        </ul>
      )}
      <footer class="dialog-foot">
        <Button look="danger" onClick={() => setAsking(true)}>
          {t('devices.sign-out-everywhere')}
        </Button>
      </footer>
      {asking && (
        <Confirm
          title={t('devices.everywhere-title')}
          confirm={t('devices.sign-out-everywhere')}
          onConfirm={everywhere}
          onClose={() => setAsking(false)}
        >
          <p>{t('devices.everywhere-text')}</p>
        </Confirm>
      )}
    </Dialog>
  );
}

function Device({
  loginSession,
  model,
}: {
  loginSession: LoginSessionView;
  model: LoginSessions;
}): JSX.Element {
  const tacet = useTacet();
  const [busy, setBusy] = useState(false);
  const device = nameDevice(loginSession.userAgent);
  const now = tacet.clock.now();
  const end = async (): Promise<void> => {
    setBusy(true);
    const failure = await model.end(loginSession.id);
    setBusy(false);
    if (failure === null) tacet.toasts.show({ what: 'device-signed-out' });
    else tacet.report(failure);
  };
  return (
    <li class="device">
      <Icon name="device" />
      <div class="device-what">
        <strong>{device}</strong> {loginSession.current && <span class="tag">{t('devices.this')}</span>}
        <p>{t('devices.last-used', { date: formatAgo(loginSession.lastUsedAtMs, now) })}</p>
        <p>{t('devices.since', { date: formatAgo(loginSession.createdAtMs, now) })}</p>
      </div>
      {!loginSession.current && (
        <Button busy={busy} aria-label={t('devices.sign-out-of', { device })} onClick={() => void end()}>
          {t('devices.sign-out')}
        </Button>
      )}
    </li>
  );
}

function nameDevice(userAgent: string): string {
  const { browser, system } = describeUserAgent(userAgent);
  if (browser !== null && system !== null) return t('devices.on-system', { browser, system });
  return browser ?? system ?? t('devices.unknown');
}
