import type { VerifiedDeviceList } from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { notice } from '../conversations/notice.ts';
import type { Unsent } from '../outbox/unsent.ts';
import type { Clock } from '../ports/platform.ts';
import type { Groups } from '../rooms/groups.ts';
import type { Trust } from '../verification/trust.ts';
import type { Work } from '../vault/work.ts';
import type { DeviceLists } from './device-lists.ts';
import type { Pairs } from './pairs.ts';

export interface IdentityResetDependencies {
  readonly me: string;
  readonly conversations: Conversations;
  readonly pairs: Pairs;
  readonly unsent: Pick<Unsent, 'setAside' | 'sealAnew'>;
  readonly trust: Pick<Trust, 'replaced'>;
  readonly groups: Pick<Groups, 'has'>;
  readonly clock: Clock;
}

/**
 * [I-9] A contact began anew under another identity: the conversation says so, the old sessions go, and nothing that was
 * written before goes to the new one by itself.
 */
export class IdentityResets {
  readonly #deps: IdentityResetDependencies;

  constructor(deps: IdentityResetDependencies) {
    this.#deps = deps;
  }

  follow(lists: DeviceLists): void {
    lists.onIdentityReset = (tx, accountId, before, list) => this.#tell(tx, accountId, before, list);
    // [V-13] Nothing goes to a device that is known to be out, whatever was sealed before.
    lists.onDeviceGone = (tx, accountId) => {
      const { groups, unsent } = this.#deps;
      unsent.sealAnew(tx, (room) => groups.has(room, accountId, tx));
    };
  }

  async #tell(
    tx: Work,
    accountId: string,
    before: VerifiedDeviceList,
    list: VerifiedDeviceList,
  ): Promise<void> {
    const { me, conversations, pairs, unsent, trust, groups, clock } = this.#deps;
    for (const device of before.certified) await pairs.forget(tx, device);
    if (accountId === me) return;
    // [I-12] What was sealed in groups goes to nobody of this account before the user agrees.
    if (trust.replaced(tx, accountId, list, clock.now())) {
      unsent.sealAnew(tx, (room) => groups.has(room, accountId, tx));
    }
    const known = conversations.directWith(accountId);
    if (!known) return;
    await unsent.setAside(tx, known.roomId, accountId);
    const row = conversations.row(tx, known.roomId);
    if (!row) return;
    conversations.append(tx, row, notice('identity-changed', row, clock.now()), clock.now());
  }
}
