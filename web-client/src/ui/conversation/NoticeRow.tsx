import type { MessageView } from '../../messenger/port.ts';
import { Icon, type IconName } from '../icons/Icon.tsx';
import { memo } from '../parts/memo.ts';

interface NoticeRowProps {
  readonly message: MessageView;
  /** Empty where there is nothing to say. */
  readonly text: string;
}

/** Something about the conversation itself. */
export const NoticeRow = memo<NoticeRowProps>(({ message, text }) => {
  if (text === '') return null;
  const icon = iconOf(message);
  return (
    <article class={lookOf(message, icon)} data-id={message.id}>
      {icon !== null && <Icon name={icon} small />}
      <span>{text}</span>
    </article>
  );
});

function lookOf({ notice }: MessageView, icon: IconName | null): string {
  if (notice !== undefined && ALARMING.has(notice)) return 'notice notice-alarming';
  return icon === null ? 'notice notice-quiet' : 'notice';
}

const ALARMING: ReadonlySet<MessageView['notice']> = new Set([
  'identity-changed',
  'security-alarm',
  'username-alarm',
  'username-shared',
] as const);

/** Comings and goings need no picture. */
const ICONS: Partial<Record<NonNullable<MessageView['notice']>, IconName>> = {
  'identity-changed': 'alert',
  'security-alarm': 'alert',
  'security-restored': 'info',
  'username-alarm': 'alert',
  'username-restored': 'info',
  'username-gone': 'info',
  'username-shared': 'alert',
  'username-single': 'info',
  'messages-missing': 'alert',
  'conversation-started': 'lock',
  'friend-removed': 'lock',
  repaired: 'lock',
  'group-created': 'group',
};

function iconOf({ notice, state }: MessageView): IconName | null {
  if (notice === undefined) return null;
  if (notice === 'messages-missing' && state === 'repairing') return 'wrench';
  return ICONS[notice] ?? null;
}
