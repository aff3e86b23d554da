import type { ActivityStore } from '../../viewmodel/shell/idle-lock.ts';

const KEY = 'tacet.active';

/** All tabs of this browser share it. Where storage is forbidden, each tab knows of itself alone. */
export const browserActivity: ActivityStore = {
  read: () => {
    try {
      return Number(localStorage.getItem(KEY)) || 0;
    } catch {
      return 0;
    }
  },
  write: (atMs) => {
    try {
      localStorage.setItem(KEY, String(atMs));
    } catch {
      // It locks a little early.
    }
  },
};
