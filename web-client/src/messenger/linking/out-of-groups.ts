import { Conversations } from '../conversations/conversations.ts';
import type { Events } from '../events/events.ts';
import { Outbox } from '../outbox/outbox.ts';
import { Unsent } from '../outbox/unsent.ts';
import type { Clock } from '../ports/platform.ts';
import { GROUPS } from '../rooms/records.ts';
import { Counters } from '../vault/counters.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';

/**
 * [D-12] [M-5] The logs of this account's groups name an identity that it no longer has: to their members it is somebody from
 * before, who has to be invited again. Nothing that waits there will ever be sent, and no entry of its own holds any more.
 * [V-13] What waits elsewhere is encrypted again: it was for the devices that are out now, too.
 *
 * @returns what plans it in a commit
 */
export async function outOfGroups(
  ledger: Ledger,
  events: Events,
  clock: Clock,
): Promise<(tx: Work) => Promise<void>> {
  const conversations = new Conversations(ledger, events);
  const outbox = new Outbox(ledger, new Counters(), conversations, clock);
  const unsent = new Unsent({ ledger, conversations, outbox });
  await Promise.all([conversations.load(), outbox.load()]);
  const pending = (await ledger.readAll(GROUPS)).filter((group) => group.pending !== null);
  return async (tx) => {
    for (const group of pending) tx.put(GROUPS, group.roomId, { ...group, pending: null });
    for (const row of conversations.table.all()) {
      if (row.kind !== 'group' || !row.open) continue;
      conversations.update(tx, { ...row, open: false });
      await unsent.drop(tx, row.roomId);
    }
    unsent.sealAnew(tx, () => true);
  };
}
