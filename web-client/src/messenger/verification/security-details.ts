import type { CryptoProvider } from '../../crypto/index.ts';
import {
  accountId,
  fromUuid,
  postQuantum,
  safetyNumber,
  sessionsOf,
  type Pair,
} from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { MessengerFailure } from '../failures.ts';
import type { SecurityDetails } from '../port.ts';
import type { Devices } from './devices.ts';

interface Parts {
  readonly header: { readonly accountId: string };
  readonly conversations: Conversations;
  readonly devices: Devices;
}

/** What two people compare, and how their devices are connected. */
export async function securityDetails(
  { header, conversations, devices }: Parts,
  crypto: CryptoProvider,
  roomId: string,
): Promise<SecurityDetails> {
  const { own, lists, pairs } = devices;
  const conversation = conversations.get(roomId);
  // A group has no number of its own: its people are compared one by one.
  if (conversation?.kind !== 'direct') throw new MessengerFailure('not-found');
  const list = await lists.of(conversation.person.accountId);
  const known = await Promise.all(list.certified.map((device) => pairs.with(device)));
  const me = { accountId: accountId(fromUuid(header.accountId)), identityKey: own.identity.publicKey };
  return {
    safetyNumber: await safetyNumber(crypto, me, list),
    postQuantum: weakest(known),
    sessions: known.reduce((sum, pair) => sum + sessionsOf(pair).length, 0),
    repairs: known.reduce((sum, pair) => sum + pair.repairs, 0),
  };
}

/** A conversation is protected as far as it is with every device. Handshakes of this suite all mix in ML-KEM-768 [H-2]. */
function weakest(pairs: readonly Pair[]): SecurityDetails['postQuantum'] {
  const progress = pairs.map(postQuantum).filter((each) => each !== null);
  if (progress.length === 0) return null;
  const times = progress.map(({ completedAtMs }) => completedAtMs).filter((atMs) => atMs !== null);
  return { renewedAtMs: times.length === progress.length ? Math.min(...times) : null };
}
