import type { MessageView } from '../../messenger/port.ts';
import { t } from '../messages/translate.ts';

/** What an entry about the conversation itself says; empty for what is not shown. */
export function noticeText({ notice, state }: MessageView, name: string): string {
  if (notice === undefined || notice === 'discarded') return '';
  if (notice === 'messages-missing' && state === 'repairing') {
    return t('notice.messages-missing.repairing', { name });
  }
  return t(`notice.${notice}`, { name });
}
