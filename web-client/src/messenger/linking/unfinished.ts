import type { AccountContext, OpenVault } from '../account/context.ts';
import type { Events } from '../events/events.ts';
import { Backoff } from '../kernel/backoff.ts';
import type { Random, Timers } from '../ports/platform.ts';
import { isOpen, settle, timeLeft, type HostAccount } from './admission.ts';
import { finishReset, whileClosed } from './lost-or-stolen.ts';
import { finishLeaving } from './sign-out.ts';
import type { LinkingSlot } from './slot.ts';

/** [D-12] Each try closes the account and opens it again: not all the time while nobody answers. */
const RESET_BASE_MS = 1_000;
const RESET_CAP_MS = 60_000;

/** An account at work, as far as it matters here. */
export interface ClosableAccount extends OpenVault {
  readonly isClosed: boolean;
  close(): Promise<void>;
}

export interface UnfinishedDependencies extends HostAccount {
  readonly timers: Timers;
  readonly random: Random;
  readonly events: Events;
  readonly slot: LinkingSlot;
  /** Runs what nobody waits for; no answer is no failure of it. */
  readonly background: (task: Promise<void>) => void;
  readonly account: Pick<ClosableAccount, 'isClosed'>;
  /** Runs something that may close the account; then it is opened again. */
  readonly rebuild: (
    work: (context: AccountContext, opened: ClosableAccount) => Promise<void>,
  ) => Promise<void>;
}

/**
 * Brings to an end what was begun and interrupted. Everything may be repeated.
 *
 * @throws ApiError when nobody answers: the next connection tries again
 */
export async function finishChores(deps: UnfinishedDependencies): Promise<void> {
  if (deps.account.isClosed) return;
  const { admitted, leaving, reset } = deps.chores.value;
  if (reset) return resetLater(deps);
  for (const deviceId of leaving) await finishLeaving(deps, deviceId);
  for (const each of admitted) if (!isOpen(deps, each)) await settle(deps, each);
  const open = admitted.filter((each) => isOpen(deps, each));
  if (open.length === 0) return;
  // [D-6] It may be about to take the account: whether it did is asked when its time is over.
  later(deps, Math.max(...open.map((each) => timeLeft(deps, each))), finishChores);
}

/** [D-12] The account is opened anew by it, so that it asks again by itself: later each time. */
function resetLater(deps: UnfinishedDependencies): void {
  const { slot, random } = deps;
  const backoff = new Backoff(RESET_BASE_MS, RESET_CAP_MS, random);
  for (let tried = 0; tried < Math.min(slot.unanswered, 10); tried++) backoff.next();
  later(deps, backoff.next(), async () => {
    if (deps.account.isClosed) return;
    slot.unanswered++;
    await deps.rebuild((context, opened) =>
      whileClosed(opened, (vault) => finishReset(context, vault, deps.events)),
    );
    slot.unanswered = 0;
  });
}

function later(
  deps: UnfinishedDependencies,
  delayMs: number,
  work: (deps: UnfinishedDependencies) => Promise<void>,
): void {
  deps.timers.after(delayMs, () => deps.background(work(deps)));
}
