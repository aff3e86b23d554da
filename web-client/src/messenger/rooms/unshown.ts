import type { Work } from '../vault/work.ts';
import type { Groups } from './groups.ts';
import { emptyGroup } from './records.ts';

export interface UnshownDependencies {
  readonly groups: Groups;
  /** Takes note of what was refused, as of an envelope. */
  readonly quarantine: (tx: Work, roomId: string, reason: string) => void;
}

/** Groups of which the service shows nothing that holds: nobody sees them, and that they were there is recorded once. */
export class Unshown {
  readonly #deps: UnshownDependencies;

  constructor(deps: UnshownDependencies) {
    this.#deps = deps;
  }

  refused(tx: Work, roomId: string, code: string): void {
    const { groups, quarantine } = this.#deps;
    const group = groups.row(tx, roomId) ?? emptyGroup(roomId);
    if (group.refused === code) return;
    groups.update(tx, { ...group, refused: code });
    quarantine(tx, roomId, code);
  }
}
