import type { JSX } from 'preact';
import type { DeviceList } from '../../viewmodel/devices/device-list.ts';
import { t } from '../messages/translate.ts';
import { Confirm } from '../parts/Confirm.tsx';

/** Ends every login; the browsers stay devices of the account. */
export function SignOutEverywhere({
  model,
  onClose,
}: {
  model: DeviceList;
  onClose: () => void;
}): JSX.Element {
  return (
    <Confirm
      title={t('devices.everywhere-title')}
      confirm={t('devices.sign-out-everywhere')}
      onConfirm={() => model.signOutEverywhere()}
      onClose={onClose}
    >
      <p>{t('devices.everywhere-text')}</p>
      <p>{t('devices.everywhere-stays')}</p>
    </Confirm>
  );
}
