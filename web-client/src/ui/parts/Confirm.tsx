import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../messages/translate.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';

interface ConfirmProps {
  readonly title: string;
  readonly confirm: string;
  /** False when nothing is lost by it. */
  readonly danger?: boolean;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** Asks before something that cannot be taken back. Cancel comes first and has the focus. */
export function Confirm({
  title,
  confirm,
  danger = true,
  onConfirm,
  onClose,
  children,
}: ConfirmProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const shown = useRef(true);
  useEffect(() => () => void (shown.current = false), []);
  const go = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    await onConfirm();
    // Signing out takes the whole screen away, and this dialog with it.
    if (shown.current) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose} look="alert">
      <div class="dialog-text">{children}</div>
      <footer class="dialog-foot">
        <Button onClick={onClose} autofocus>
          {t('common.cancel')}
        </Button>
        <Button look={danger ? 'danger' : 'primary'} busy={busy} onClick={() => void go()}>
          {confirm}
        </Button>
      </footer>
    </Dialog>
  );
}
