import type { HistoryPort, Navigation } from '../../viewmodel/shell/navigation.ts';
import { entryFrom, historyState, type HistoryEntry } from '../../viewmodel/shell/route.ts';

/** The address stays the same for every entry: it must not name conversations. */
export const browserHistory: HistoryPort = {
  push: (entry) => history.pushState(historyState(entry), ''),
  replace: (entry) => history.replaceState(historyState(entry), ''),
  back: () => history.back(),
};

export function currentEntry(): HistoryEntry {
  return entryFrom(history.state);
}

export function followHistory(navigation: Navigation): void {
  addEventListener('popstate', ({ state }) => navigation.arrived(entryFrom(state)));
}
