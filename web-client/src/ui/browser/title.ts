import { effect } from '@preact/signals';
import type { Tacet } from '../../viewmodel/tacet.ts';
import { t } from '../messages/translate.ts';

/** The tab says how many messages and requests wait, and never from whom. */
export function showTitle(tacet: Tacet): void {
  effect(() => {
    const { phase, conversations } = tacet.snapshot.value;
    const unread = conversations.reduce((sum, each) => sum + each.unread, 0);
    const count = phase.at === 'ready' ? unread + tacet.requests.value.length : 0;
    document.title = count === 0 ? t('app.name') : t('app.title-unread', { count });
  });
}
