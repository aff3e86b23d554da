import type { JSX } from 'preact';
import type { MessageState } from '../../messenger/port.ts';
import { Icon, type IconName } from '../icons/Icon.tsx';

const ICONS: Readonly<Record<Exclude<MessageState, 'received'>, IconName>> = {
  sending: 'clock',
  sent: 'check',
  delivered: 'checks',
  read: 'checks',
  failed: 'alert',
  repairing: 'wrench',
  lost: 'alert',
};

/** How far a message got: clock, one tick, two ticks, two coloured ticks. The words stand beside it. */
export function StateMark({ state }: { state: MessageState }): JSX.Element | null {
  if (state === 'received') return null;
  return (
    <span class={`state state-${state}`}>
      <Icon name={ICONS[state]} small />
    </span>
  );
}
