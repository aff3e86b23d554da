import type { ComponentChildren, JSX } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { IconButton } from './Button.tsx';
import { openDialogs } from './open-dialogs.ts';
import { Toasts } from './Toasts.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** `wide` for lists and settings; `alert` for a decision that cannot be taken back. */
  readonly look?: 'wide' | 'alert';
  /** What it shows is gone when it closes: a click beside it does not close it. */
  readonly keeps?: boolean;
  /** What it asked for is being done: nothing closes it, and Back does not lead away. */
  readonly busy?: boolean;
  readonly children: ComponentChildren;
}

/** A modal `<dialog>`: the browser traps focus, closes on Escape and gives focus back. */
export function Dialog({ title, onClose, look, keeps, busy = false, children }: DialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const asked = useRef(false);
  const pressedBeside = useRef(false);
  const focused = useRef<Element | null>(null);
  const id = useId();
  const { navigation } = useTacet();
  const close = (): void => {
    if (busy) return;
    asked.current = true;
    onClose();
  };
  useLayoutEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    element?.showModal();
    openDialogs.value = [...openDialogs.peek(), id];
    return () => {
      openDialogs.value = openDialogs.peek().filter((each) => each !== id);
      element?.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  useLayoutEffect(() => (busy ? navigation.hold() : undefined), [busy]);
  return (
    <dialog
      ref={dialog}
      class={look === undefined ? 'dialog' : `dialog dialog-${look}`}
      role={look === 'alert' ? 'alertdialog' : undefined}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        focused.current = document.activeElement;
        close();
      }}
      onClose={() => {
        if (asked.current) return;
        // A second Escape in a row closes it whatever we say to it: what is busy comes back.
        dialog.current?.showModal();
        if (focused.current instanceof HTMLElement) focused.current.focus();
      }}
      onPointerDown={(event) => (pressedBeside.current = event.target === dialog.current)}
      onClick={(event) => {
        // A selection that is dragged out of a field ends as a click on what is around both.
        const beside = event.target === dialog.current && pressedBeside.current;
        if (beside && keeps !== true) close();
      }}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          <IconButton icon="close" label={t('common.close')} onClick={close} />
        </header>
        {children}
      </div>
      <Toasts dialog={id} />
    </dialog>
  );
}
