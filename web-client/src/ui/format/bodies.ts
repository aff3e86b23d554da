import type { MessageView } from '../../messenger/port.ts';
import { t } from '../messages/translate.ts';

/** What is said in place of a text that is not there; null when it is. */
export function insteadOfText({ kind, state }: MessageView, name: string): string | null {
  if (state === 'repairing') return t('conversation.repairing');
  if (state === 'lost') return t('conversation.lost', { name });
  return kind === 'text' ? null : t('conversation.unknown-kind');
}
