import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../messages/translate.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { useLeave } from './leave.ts';

interface ConfirmProps {
  readonly title: string;
  readonly confirm: string;
  /** False when nothing is lost by it. */
  readonly danger?: boolean;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
  /** Finds the focus a place once it was done, where that takes away what opened the question. */
  readonly onDone?: () => void;
  readonly children: ComponentChildren;
}

/**
 * Asks before something that cannot be taken back. Cancel comes first and has the focus. Once it is confirmed it stays
 * until it is done: nothing here can stop it any more, and what goes away on "Cancel" looks as if it did not happen.
 */
export function Confirm({
  title,
  confirm,
  danger = true,
  onConfirm,
  onClose,
  onDone,
  children,
}: ConfirmProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const leave = useLeave();
  const close = (): boolean => leave(onClose);
  const go = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const answer = await onConfirm().finally(() => setBusy(false));
    // Signing out takes the whole screen away, and this dialog with it.
    if (!close()) return;
    // After the dialog is gone: until then it holds the focus.
    if (onDone !== undefined && answer !== false) queueMicrotask(onDone);
  };
  return (
    <Dialog title={title} onClose={close} busy={busy} look="alert">
      <div class="dialog-text">{children}</div>
      <footer class="dialog-foot">
        <Button onClick={close} disabled={busy} autofocus>
          {t('common.cancel')}
        </Button>
        <Button look={danger ? 'danger' : 'primary'} busy={busy} onClick={() => void go()}>
          {confirm}
        </Button>
      </footer>
    </Dialog>
  );
}
