import type { CryptoProvider } from '../../crypto/index.ts';
import {
  accountId as asAccountId,
  fromUuid,
  postQuantum,
  safetyNumber,
  sessionsOf,
  verificationCode,
  type Pair,
  type VerifiedDeviceList,
} from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Devices } from '../devices/devices.ts';
import { MessengerFailure } from '../failures.ts';
import type { SecurityDetails } from '../port.ts';
import type { Groups } from '../rooms/groups.ts';
import type { Trust } from './trust.ts';

export interface Parts {
  readonly header: { readonly accountId: string };
  readonly conversations: Conversations;
  readonly groups: Groups;
  readonly devices: Devices;
  readonly trust: Trust;
}

/** What two people compare, and how their devices are connected. */
export async function securityDetails(
  parts: Parts,
  crypto: CryptoProvider,
  accountId: string,
): Promise<SecurityDetails> {
  const { header, devices, trust } = parts;
  const { own, pairs } = devices;
  const list = await newestListOf(parts, accountId);
  const known = await Promise.all(list.certified.map((device) => pairs.with(device)));
  const me = {
    accountId: asAccountId(fromUuid(header.accountId)),
    identityKey: own.identity.publicKey,
  };
  return {
    safetyNumber: await safetyNumber(crypto, me, list),
    qrText: verificationCode(me, list),
    verified: trust.of(accountId) === 'verified',
    postQuantum: weakest(known),
    sessions: known.reduce((sum, pair) => sum + sessionsOf(pair).length, 0),
    repairs: known.reduce((sum, pair) => sum + pair.repairs, 0),
  };
}

/**
 * Of somebody with whom this account has a conversation, or is in a group.
 *
 * @throws MessengerFailure `not-found` for everybody else
 */
export async function newestListOf(
  { header, conversations, groups, devices }: Parts,
  accountId: string,
): Promise<VerifiedDeviceList> {
  const isKnown = [...conversations.table.all()].some((row) => groups.has(row, accountId));
  if (accountId === header.accountId || !isKnown) throw new MessengerFailure('not-found');
  return devices.lists.of(accountId);
}

/** A conversation is protected as far as it is with every device. Handshakes of this suite all mix in ML-KEM-768 [H-2]. */
function weakest(pairs: readonly Pair[]): SecurityDetails['postQuantum'] {
  const progress = pairs.map(postQuantum).filter((each) => each !== null);
  if (progress.length === 0) return null;
  const times = progress.map(({ completedAtMs }) => completedAtMs).filter((atMs) => atMs !== null);
  return { renewedAtMs: times.length === progress.length ? Math.min(...times) : null };
}
