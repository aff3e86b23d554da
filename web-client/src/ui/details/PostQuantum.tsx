import type { JSX } from 'preact';
import type { SecurityDetails } from '../../messenger/port.ts';
import { useTacet } from '../context.ts';
import { formatAgo } from '../format/dates.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';

/** The protection against quantum computers, once there is one. */
export function PostQuantum({ details }: { details: SecurityDetails | null }): JSX.Element | null {
  const { clock } = useTacet();
  if (details === null || details.postQuantum === null) return null;
  const { renewedAtMs } = details.postQuantum;
  return (
    <p class="details-line">
      <Icon name="key" small />{' '}
      <span>
        {renewedAtMs === null
          ? t('details.post-quantum')
          : t('details.post-quantum-renewed', { date: formatAgo(renewedAtMs, clock.now()) })}
      </span>
    </p>
  );
}
