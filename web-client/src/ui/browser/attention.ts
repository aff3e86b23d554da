import { effect } from '@preact/signals';
import type { Tacet } from '../../viewmodel/tacet.ts';
import { openDialogs } from '../parts/open-dialogs.ts';

const ACTIVITY = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** Follows whether somebody is there: for read receipts and for the idle lock. */
export function followAttention(tacet: Tacet): void {
  const look = (): void => {
    tacet.attentive.value = document.visibilityState === 'visible' && document.hasFocus();
  };
  effect(() => void (tacet.covered.value = openDialogs.value.length > 0));
  addEventListener('focus', () => {
    look();
    tacet.idle.check();
  });
  addEventListener('blur', look);
  document.addEventListener('visibilitychange', () => {
    look();
    tacet.today.look();
    // Back after a long sleep: lock before what is on the screen can be read.
    if (document.visibilityState === 'visible') tacet.idle.check();
    // On a phone it may never come back, and nothing more is said.
    else void tacet.leave();
  });
  for (const type of ACTIVITY) {
    addEventListener(type, () => tacet.idle.active(), { passive: true, capture: true });
  }
  for (const type of ['pointerdown', 'keydown'] as const) {
    addEventListener(type, () => (tacet.toasts.byKeyboard = type === 'keydown'), {
      passive: true,
      capture: true,
    });
  }
  // The browser asks whether to leave: what is stored needs no tab, what is not yet stored ends with it.
  addEventListener('beforeunload', (event) => {
    if (tacet.drafts.storing) event.preventDefault();
  });
  addEventListener('pagehide', () => void tacet.leave());
  look();
}
