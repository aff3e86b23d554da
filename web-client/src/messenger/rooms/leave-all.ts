import { MessengerFailure } from '../failures.ts';
import { atOnce } from '../kernel/at-once.ts';
import { within } from '../kernel/within.ts';
import type { Timers } from '../ports/platform.ts';
import type { Changes } from './changes.ts';
import type { Groups } from './groups.ts';

/** Above one append that is tried again; a group that takes longer is told to the user. */
const LEAVE_LIMIT_MS = 30_000;
/** Each fetches and verifies what its log has news of. */
const LEAVE_AT_ONCE = 4;

export interface LeavingDependencies {
  readonly groups: Groups;
  readonly changes: Pick<Changes, 'leave'>;
  readonly timers: Timers;
}

/**
 * [M-6] Leaves every group that this account is in, so that each has an owner who can act. One that fails holds up no other.
 *
 * @returns in how many it still is
 */
export async function leaveAll({ groups, changes, timers }: LeavingDependencies): Promise<number> {
  const here = [...groups.table.all()].filter(({ log }) => log && groups.meIn(log));
  const left = await atOnce(LEAVE_AT_ONCE, here, async ({ roomId }) => {
    try {
      return await within(
        timers,
        LEAVE_LIMIT_MS,
        changes.leave(roomId).then(() => true),
      );
    } catch (cause) {
      return cause instanceof MessengerFailure && cause.code === 'not-a-member';
    }
  });
  return left.filter((isOut) => isOut !== true).length;
}
