import type { JSX } from 'preact';
import type { Notice } from '../../viewmodel/shell/toasts.ts';
import { touchOnly } from '../browser/media.ts';
import { useTacet } from '../context.ts';
import { isFocusLost } from '../browser/focus.ts';
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
          onPointerEnter={() => toasts.hold(toast, 'pointer')}
          onPointerLeave={() => toasts.release(toast, 'pointer')}
          onFocusIn={() => toasts.hold(toast, 'focus')}
          onFocusOut={() => toasts.release(toast, 'focus')}
        >
          <span class="toast-text">{describeNotice(toast.notice)}</span>
          {toast.undo !== null && (
            <Button look="quiet" onClick={() => leave(() => toasts.undo(toast))}>
              {t('common.undo')}
            </Button>
          )}
          <IconButton
            icon="close"
            label={t('common.dismiss')}
            onClick={() => leave(() => toasts.dismiss(toast))}
          />
        </div>
      ))}
    </div>
  );
}

/** The toast goes, and the focus with it: on to what came back, or to where one writes; on glass without its keyboard. */
function leave(how: () => void): void {
  const requests = requestsShown();
  how();
  requestAnimationFrame(() => {
    if (!isFocusLost()) return;
    const inFront = [...document.querySelectorAll('dialog[open]')].at(-1);
    const next =
      inFront?.querySelector<HTMLElement>('button') ??
      requestsShown().find((each) => !requests.includes(each)) ??
      document.querySelector<HTMLElement>(touchOnly.peek() ? '.log' : '.composer textarea') ??
      document.querySelector<HTMLElement>('.conversation-item-name');
    next?.focus();
  });
}

const requestsShown = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.request')];

function describeNotice(notice: Notice): string {
  if (notice.what === 'failure') return describeFailure(notice.failure);
  if ('name' in notice) return t(`toast.${notice.what}`, { name: notice.name });
  if ('count' in notice) return t(`toast.${notice.what}`, { count: notice.count });
  return t(`toast.${notice.what}`);
}
