import type { JSX } from 'preact';
import type { Notice } from '../../viewmodel/shell/toasts.ts';
import { useTacet } from '../context.ts';
import { describeFailure } from '../format/failures.ts';
import { t } from '../messages/translate.ts';
import { Button, IconButton } from './Button.tsx';
import { openDialogs } from './open-dialogs.ts';

/**
 * Short notices at the head of the screen; read out politely, failures at once. They are in the dialog in front, where one
 * is open: what is outside of it does not exist for the keyboard, the mouse and a screen reader.
 *
 * @param dialog the one that these are in
 */
export function Toasts({ dialog }: { readonly dialog?: string }): JSX.Element {
  const { toasts } = useTacet();
  const shown = openDialogs.value.at(-1) === dialog ? toasts.list.value : [];
  return (
    <div class="toasts" role="region" aria-label={t('common.notifications')} aria-live="polite">
      {shown.map((toast) => (
        <div
          key={toast.key}
          class="toast"
          role={toast.notice.what === 'failure' ? 'alert' : undefined}
          onPointerEnter={() => toasts.hold(toast)}
          onPointerLeave={() => toasts.release(toast)}
          onFocusIn={() => toasts.hold(toast)}
          onFocusOut={() => toasts.release(toast)}
        >
          <span class="toast-text">{describeNotice(toast.notice)}</span>
          {toast.undo !== null && (
            <Button look="quiet" onClick={() => toasts.undo(toast)}>
              {t('common.undo')}
            </Button>
          )}
          <IconButton icon="close" label={t('common.dismiss')} onClick={() => toasts.dismiss(toast)} />
        </div>
      ))}
    </div>
  );
}

function describeNotice(notice: Notice): string {
  if (notice.what === 'failure') return describeFailure(notice.failure);
  if ('name' in notice) return t(`toast.${notice.what}`, { name: notice.name });
  if ('count' in notice) return t(`toast.${notice.what}`, { count: notice.count });
  return t(`toast.${notice.what}`);
}
