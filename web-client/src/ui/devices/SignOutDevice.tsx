import type { JSX } from 'preact';
import type { DeviceView } from '../../messenger/port.ts';
import type { DeviceList } from '../../viewmodel/devices/device-list.ts';
import { useTacet } from '../context.ts';
import { formatAgo } from '../format/dates.ts';
import { t } from '../messages/translate.ts';
import { Confirm } from '../parts/Confirm.tsx';

interface SignOutDeviceProps {
  readonly device: DeviceView;
  readonly model: DeviceList;
  readonly onClose: () => void;
  /** What opened the question is gone: finds the focus another place. */
  readonly onDone: () => void;
}

/** [D-11] What signing another browser out means. */
export function SignOutDevice({ device, model, onClose, onDone }: SignOutDeviceProps): JSX.Element {
  const { clock } = useTacet();
  return (
    <Confirm
      title={t('devices.sign-out-title', { device: device.name })}
      confirm={t('devices.sign-out')}
      onConfirm={() => model.signOut(device)}
      onClose={onClose}
      onDone={onDone}
    >
      <p>{t('devices.added', { date: formatAgo(device.addedAtMs, clock.now()) })}</p>
      <p>{t('devices.sign-out-text')}</p>
      <p>{t('devices.sign-out-stays')}</p>
      <p>{t('devices.sign-out-lost')}</p>
    </Confirm>
  );
}
