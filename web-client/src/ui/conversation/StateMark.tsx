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

interface StateMarkProps {
  readonly state: MessageState;
  /** More than the state, for whoever points at it. */
  readonly title?: string;
}

/** How far a message got: clock, one tick, two ticks, two coloured ticks. The words stand beside it. */
export function StateMark({ state, title = '' }: StateMarkProps): JSX.Element | null {
  if (state === 'received') return null;
  return (
    <span class={`state state-${state}`} title={title === '' ? undefined : title}>
      <Icon name={ICONS[state]} small />
    </span>
  );
}
