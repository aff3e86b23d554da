import { TacetError } from '../../bytes/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { notice } from '../people/directory.ts';
import type { Clock } from '../ports/platform.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';

export interface AlarmsDependencies {
  readonly ledger: Ledger;
  readonly conversations: Conversations;
  readonly clock: Clock;
}

/** Says in the conversation that nothing is sent there, since what the server says does not hold. */
export class Alarms {
  readonly #deps: AlarmsDependencies;

  constructor(deps: AlarmsDependencies) {
    this.#deps = deps;
  }

  /** Once per cause, however often sending is tried. Other failures than refused proofs are no alarms. */
  async raise(roomId: string, cause: unknown): Promise<void> {
    if (!(cause instanceof TacetError) || cause.kind !== 'verification') return;
    const { ledger, conversations, clock } = this.#deps;
    await ledger.transact((tx) => {
      const row = conversations.row(tx, roomId);
      if (!row || row.alarms?.includes(cause.code)) return;
      const alarmed = { ...row, alarms: [...(row.alarms ?? []), cause.code] };
      conversations.append(tx, alarmed, notice('security-alarm', row, clock.now()), clock.now());
    });
  }

  /** Something could be sent: what happens from now on is told anew. */
  over(tx: Work, roomId: string): void {
    const row = this.#deps.conversations.row(tx, roomId);
    if (row?.alarms?.length) this.#deps.conversations.update(tx, { ...row, alarms: [] });
  }
}
