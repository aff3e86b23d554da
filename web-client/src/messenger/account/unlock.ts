import { MessengerFailure } from '../failures.ts';
import { within } from '../kernel/within.ts';
import { ApiError } from '../ports/api.ts';
import { isFull } from '../ports/store.ts';
import { putHeader, type VaultHeader } from '../vault/header.ts';
import { proven, unwrap, type OpenedWrap } from '../vault/opening.ts';
import {
  acceptedElsewhere,
  endLogin,
  opened,
  openUnder,
  sealedStill,
  type Accepted,
} from './changed-elsewhere.ts';
import { activeHeader, open, type AccountContext, type OpenVault } from './context.ts';

interface UnlockInput {
  readonly password: string;
  /** The password before, where the service accepts `password` and nothing here is under it yet. */
  readonly previous?: string;
}

/** How long somebody who mistyped waits for the service to say that it knows no such password, either. */
const ASK_SERVICE_MS = 8_000;

/**
 * Opens the vault of this browser with the password alone. Only about one that does not open it the service is asked.
 *
 * @throws MessengerFailure `password-changed-elsewhere` when the service accepts it: `previous` is needed too;
 *     `wrong-password` when nobody knows it, or `previous` opens nothing; `wrong-credentials` when only `previous` is right
 */
export async function unlock(
  context: AccountContext,
  { password, previous }: UnlockInput,
): Promise<OpenVault> {
  const header = await activeHeader(context.store);
  if (!header || header.removed) throw new MessengerFailure('vault-elsewhere');
  context.progress('deriving-keys');
  const wrap = await opened(context, header, password);
  if (wrap) return open(context, await tried(context, header, wrap), wrap);
  if (previous !== undefined) return openWithBoth(context, header, password, previous);
  const asked = ifAnswered(context, header, password);
  // Whoever asked has had an answer by then: a login that comes later is nobody's, and ends.
  const late = (accepted: Accepted | null) =>
    void (accepted && endLogin(context, accepted.login.accessToken).catch(() => undefined));
  const accepted = await within(context.timers, ASK_SERVICE_MS, asked, late);
  if (!accepted) throw new MessengerFailure('wrong-password');
  return sealedStill(context, accepted);
}

async function openWithBoth(
  context: AccountContext,
  header: VaultHeader,
  password: string,
  previous: string,
): Promise<OpenVault> {
  const old = await unwrap(context.crypto, header, previous);
  let accepted: Accepted | null;
  try {
    accepted = await acceptedElsewhere(context, header, password);
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause;
    // Nobody answers: the old one opens the vault as ever, and the other is asked for again later.
    return open(context, header, old);
  }
  if (!accepted) throw new MessengerFailure('wrong-credentials');
  return openUnder(context, header, proven(old), accepted);
}

async function ifAnswered(
  context: AccountContext,
  header: VaultHeader,
  password: string,
): Promise<Accepted | null> {
  try {
    return await acceptedElsewhere(context, header, password);
  } catch (cause) {
    if (cause instanceof ApiError) return null;
    throw cause;
  }
}

/** [V-16] A new password that has opened the vault is the only one from now on. A full disk keeps nobody out. */
async function tried(
  { store, holder }: AccountContext,
  header: VaultHeader,
  { wrap }: OpenedWrap,
): Promise<VaultHeader> {
  if (wrap.untried !== true) return header;
  const { salt, rounds, wrappedRoot } = wrap;
  const current = { ...header, wraps: [{ salt, rounds, wrappedRoot }] };
  try {
    await store.commit(holder, [putHeader(current)]);
    return current;
  } catch (cause) {
    if (isFull(cause)) return current;
    throw cause;
  }
}
