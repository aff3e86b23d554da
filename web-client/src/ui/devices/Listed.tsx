import type { ComponentChildren, JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { DeviceView } from '../../messenger/port.ts';
import type { DeviceList, Outcome } from '../../viewmodel/devices/device-list.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { DeviceItem } from './DeviceItem.tsx';
import { OtherSignIns } from './OtherSignIns.tsx';
import { SignOutDevice } from './SignOutDevice.tsx';

interface ListedProps {
  readonly model: DeviceList;
  /** What stands between the browsers of the account and the rest. */
  readonly children: ComponentChildren;
}

/** The browsers of the account, and who else is signed in. */
export function Listed({ model, children }: ListedProps): JSX.Element {
  const [leaving, setLeaving] = useState<DeviceView | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const focusList = (): void => list.current?.focus();
  const state = model.state.value;
  switch (state.at) {
    case 'loading':
      return (
        <p class="dialog-loading" role="status">
          <Spinner /> {t('common.loading')}
        </p>
      );
    case 'failed':
      return (
        <>
          <FailureAlert failure={state.failure} />
          <Button onClick={() => void model.load()}>{t('common.try-again')}</Button>
        </>
      );
    case 'shown':
      return (
        <>
          <LastOutcome outcome={model.outcome.value} />
          <ul ref={list} class="devices" aria-label={t('devices.list')} tabIndex={-1}>
            {state.devices.map((device) => (
              <DeviceItem key={device.deviceId} device={device} onSignOut={() => setLeaving(device)} />
            ))}
          </ul>
          {children}
          {state.others.length > 0 && (
            <OtherSignIns logins={state.others} model={model} onEnded={focusList} />
          )}
          {leaving !== null && (
            <SignOutDevice
              device={leaving}
              model={model}
              onClose={() => setLeaving(null)}
              onDone={focusList}
            />
          )}
        </>
      );
  }
}

/** Inside of the dialog, because nothing outside of it is seen or read out meanwhile. */
function LastOutcome({ outcome }: { outcome: Outcome | null }): JSX.Element {
  return (
    <>
      <p class="outcome" role="status">
        {outcome !== null && 'ended' in outcome && t('devices.signed-out', { device: outcome.ended })}
      </p>
      <FailureAlert failure={outcome !== null && 'failure' in outcome ? outcome.failure : null} />
    </>
  );
}
