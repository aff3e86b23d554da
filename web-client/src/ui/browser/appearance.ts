import { effect } from '@preact/signals';
import type { AppearanceChoice, AppearanceStore } from '../../viewmodel/shell/appearance.ts';

const KEY = 'tacet.appearance';

/** Storage may be forbidden; then the choice lasts as long as the page, and `system` is a fine start. */
export const browserAppearance: AppearanceStore = {
  read: () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  },
  write: (appearance) => {
    try {
      localStorage.setItem(KEY, appearance);
    } catch {
      // Nothing to tell: the look has changed, it will just not be remembered.
    }
  },
};

/** Tells the style sheets; `system` leaves it to the browser. */
export function showAppearance(choice: AppearanceChoice): void {
  effect(() => {
    const appearance = choice.current.value;
    if (appearance === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = appearance;
  });
}
