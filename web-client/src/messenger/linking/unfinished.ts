import type { Timers } from '../ports/platform.ts';
import { isOpen, settle, timeLeft } from './admission.ts';
import type { OwnAccount } from './own-list.ts';
import { finishLeaving } from './sign-out.ts';

export interface UnfinishedDependencies extends OwnAccount {
  readonly timers: Timers;
  /** Runs what nobody waits for; no answer is no failure of it. */
  readonly background: (task: Promise<void>) => void;
  /** Whether the account was closed meanwhile. */
  readonly isClosed: () => boolean;
}

/**
 * Brings to an end what was begun and interrupted. Everything may be repeated.
 *
 * @throws ApiError when nobody answers: the next connection tries again
 */
export async function finishChores(account: UnfinishedDependencies): Promise<void> {
  if (account.isClosed()) return;
  const { admitted, leaving } = account.chores.value;
  for (const deviceId of leaving) await finishLeaving(account, deviceId);
  for (const each of admitted) if (!isOpen(account, each)) await settle(account, each);
  const open = admitted.filter((each) => isOpen(account, each));
  if (open.length === 0) return;
  // [D-6] It may be about to take the account: whether it did is asked when its time is over.
  const waitMs = Math.max(...open.map((each) => timeLeft(account, each)));
  account.timers.after(waitMs, () => account.background(finishChores(account)));
}
