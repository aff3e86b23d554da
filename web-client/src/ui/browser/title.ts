import { effect } from '@preact/signals';
import type { Tacet } from '../../viewmodel/tacet.ts';
import { t } from '../messages/translate.ts';

/** The tab says how many messages wait, and never from whom. */
export function showTitle(tacet: Tacet): void {
  effect(() => {
    const { phase, conversations } = tacet.snapshot.value;
    const unread = phase.at === 'ready' ? conversations.reduce((sum, { unread: n }) => sum + n, 0) : 0;
    document.title = unread === 0 ? t('app.name') : t('app.title-unread', { count: unread });
  });
}
