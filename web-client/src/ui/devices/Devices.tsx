import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { DeviceList } from '../../viewmodel/devices/device-list.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { LinkDevice } from './LinkDevice.tsx';
import { Listed } from './Listed.tsx';
import { LostOrStolen } from './LostOrStolen.tsx';
import { SignOutEverywhere } from './SignOutEverywhere.tsx';

type Opened = 'link' | 'lost' | 'everywhere' | null;

/** The browsers that belong to the account: link one, sign one out, shut one out. */
export function Devices({ onClose }: { onClose: () => void }): JSX.Element {
  const tacet = useTacet();
  const model = useMemo(() => new DeviceList(tacet.messenger, () => tacet.signOutEverywhere()), []);
  const [opened, setOpened] = useState<Opened>(null);
  useEffect(() => void model.load(), []);
  const back = (): void => {
    setOpened(null);
    void model.load();
  };
  return (
    <Dialog title={t('account.devices')} onClose={onClose} look="wide">
      <p class="form-text">{t('devices.text')}</p>
      <Listed model={model}>
        <Button look="primary" icon="device" onClick={() => setOpened('link')}>
          {t('devices.link')}
        </Button>
      </Listed>
      <section class="trouble" aria-labelledby="devices-trouble">
        <h3 id="devices-trouble">{t('devices.trouble')}</h3>
        <div>
          <p>{t('devices.lost-text')}</p>
          <Button look="danger" onClick={() => setOpened('lost')}>
            {t('lost.title')}
          </Button>
        </div>
        <div>
          <p>{t('devices.everywhere-text')}</p>
          <Button onClick={() => setOpened('everywhere')}>{t('devices.sign-out-everywhere')}</Button>
        </div>
      </section>
      {opened === 'link' && <LinkDevice onClose={back} />}
      {opened === 'lost' && <LostOrStolen onClose={back} />}
      {opened === 'everywhere' && <SignOutEverywhere model={model} onClose={back} />}
    </Dialog>
  );
}
