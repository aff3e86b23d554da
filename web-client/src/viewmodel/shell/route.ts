/** Which dialog of the account menu is open. */
export type AccountPage =
  | 'profile'
  | 'devices'
  | 'password'
  | 'recovery'
  | 'settings'
  | 'programs'
  | 'sign-out'
  | 'delete';

/**
 * Where the person is inside the unlocked app. Kept in the history entry's state, never in the address:
 * an address bar, a browser history or a screenshot must not tell who talks with whom.
 */
export interface Route {
  readonly roomId: string | null;
  readonly details: boolean;
  readonly dialog: 'add-friend' | 'new-group' | AccountPage | null;
}

export const HOME: Route = { roomId: null, details: false, dialog: null };

/** One entry of the browser's history; `depth` counts the entries of ours before it. */
export interface HistoryEntry {
  readonly route: Route;
  readonly depth: number;
}

const START: HistoryEntry = { route: HOME, depth: 0 };

const DIALOGS: readonly (Route['dialog'] & string)[] = [
  'add-friend',
  'new-group',
  'profile',
  'devices',
  'password',
  'recovery',
  'settings',
  'programs',
  'sign-out',
  'delete',
];

/** Reads a history entry's state, which may be anybody's or of an older version. */
export function entryFrom(state: unknown): HistoryEntry {
  if (!isRecord(state) || !isRecord(state['tacet'])) return START;
  const { roomId, details, dialog } = state['tacet'];
  const route = {
    roomId: typeof roomId === 'string' ? roomId : null,
    details: details === true,
    dialog: DIALOGS.find((known) => known === dialog) ?? null,
  };
  return { route, depth: typeof state['depth'] === 'number' ? state['depth'] : 0 };
}

/** What is written into a history entry. */
export function historyState(entry: HistoryEntry): { readonly tacet: Route; readonly depth: number } {
  return { tacet: entry.route, depth: entry.depth };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
