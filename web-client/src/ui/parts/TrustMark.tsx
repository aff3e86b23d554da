import type { JSX } from 'preact';
import type { TrustView } from '../../messenger/port.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';

/** Beside a name: the user made sure who that is, or has to again. Nothing for everybody else. */
export function TrustMark({ trust, id }: { trust: TrustView; id?: string }): JSX.Element | null {
  if (trust === 'unverified') return null;
  const label = t(`trust.${trust}`);
  return (
    <span id={id} class={`trust trust-${trust}`} title={label}>
      <Icon name={trust === 'verified' ? 'shield' : 'alert'} small />
      <span class="visually-hidden"> {label}</span>
    </span>
  );
}
