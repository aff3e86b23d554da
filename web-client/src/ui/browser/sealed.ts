import type { SealedStore } from '../../viewmodel/shell/sealed-here.ts';

const KEY = 'tacet.sealed-here';

/** Storage may be forbidden; then it is known as long as the page lives. */
export const browserSealed: SealedStore = {
  read: () => {
    try {
      return localStorage.getItem(KEY) !== null;
    } catch {
      return false;
    }
  },
  write: (sealed) => {
    try {
      if (sealed) localStorage.setItem(KEY, 'yes');
      else localStorage.removeItem(KEY);
    } catch {
      // Signing in will do without.
    }
  },
};
