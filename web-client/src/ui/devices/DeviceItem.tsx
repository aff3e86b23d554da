import type { JSX } from 'preact';
import type { DeviceView } from '../../messenger/port.ts';
import { useTacet } from '../context.ts';
import { formatAgo } from '../format/dates.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';

interface DeviceItemProps {
  readonly device: DeviceView;
  readonly onSignOut: () => void;
}

/** One browser of the account. */
export function DeviceItem({ device, onSignOut }: DeviceItemProps): JSX.Element {
  const { clock } = useTacet();
  const { name, current, lastUsedAtMs } = device;
  const now = clock.now();
  return (
    <li class="device">
      <Icon name="device" />
      <div class="device-what">
        <strong>{name}</strong> {current && <span class="tag">{t('devices.this')}</span>}
        <p>
          {lastUsedAtMs === null
            ? t('devices.not-signed-in')
            : t('devices.last-used', { date: formatAgo(lastUsedAtMs, now) })}
        </p>
        <p>{t('devices.added', { date: formatAgo(device.addedAtMs, now) })}</p>
      </div>
      {!current && (
        <Button aria-label={t('devices.sign-out-of', { device: name })} onClick={onSignOut}>
          {t('devices.sign-out')}
        </Button>
      )}
    </li>
  );
}
