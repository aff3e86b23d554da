import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LoginSessionView } from '../../messenger/port.ts';
import type { DeviceList } from '../../viewmodel/devices/device-list.ts';
import { useTacet } from '../context.ts';
import { formatAgo } from '../format/dates.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { describeBrowser } from './describe-browser.ts';

interface OtherSignInsProps {
  readonly logins: readonly LoginSessionView[];
  readonly model: DeviceList;
  /** The button that was pressed is gone: finds the focus another place. */
  readonly onEnded: () => void;
}

/** Who knows the password, but is no device of the account. */
export function OtherSignIns({ logins, model, onEnded }: OtherSignInsProps): JSX.Element {
  return (
    <section class="others" aria-labelledby="devices-others">
      <h3 id="devices-others">{t('devices.others')}</h3>
      <p class="form-text">{t('devices.others-text')}</p>
      <ul class="devices">
        {logins.map((login) => (
          <OtherSignIn key={login.id} login={login} model={model} onEnded={onEnded} />
        ))}
      </ul>
    </section>
  );
}

type OtherSignInProps = Pick<OtherSignInsProps, 'model' | 'onEnded'> & { readonly login: LoginSessionView };

function OtherSignIn({ login, model, onEnded }: OtherSignInProps): JSX.Element {
  const { clock } = useTacet();
  const [busy, setBusy] = useState(false);
  const name = describeBrowser(login.userAgent);
  const now = clock.now();
  const end = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const ended = await model.endLogin(login.id, name);
    setBusy(false);
    if (ended) onEnded();
  };
  return (
    <li class="device">
      <Icon name="key" />
      <div class="device-what">
        <strong>{name}</strong>
        <p>{t('devices.last-used', { date: formatAgo(login.lastUsedAtMs, now) })}</p>
        <p>{t('devices.since', { date: formatAgo(login.createdAtMs, now) })}</p>
      </div>
      <Button busy={busy} aria-label={t('devices.sign-out-of', { device: name })} onClick={() => void end()}>
        {t('devices.sign-out')}
      </Button>
    </li>
  );
}
