/** What the user does about who somebody is; loaded when it is first asked for. */
import type { CryptoProvider } from '../../crypto/index.ts';
import {
  accountId as asAccountId,
  fromUuid,
  judgeScan,
  safetyNumber,
  uuid,
  type AccountFingerprint,
  type TrustMark,
  type VerifiedDeviceList,
} from '../../protocol/index.ts';
import { notice } from '../conversations/notice.ts';
import { sharedOwnRoom } from '../conversations/own-room.ts';
import { MessengerFailure } from '../failures.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Commands } from '../port.ts';
import type { Clock } from '../ports/platform.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import { newestListOf, type Parts } from './security-details.ts';
import { told } from './told-marks.ts';
import { markOf } from './trust.ts';

export { securityDetails } from './security-details.ts';

type Input<N extends keyof Commands> = Parameters<Commands[N]>[0];

/** What these commands need of an opened account. */
export interface VerificationParts extends Parts {
  readonly ledger: Ledger;
  readonly mail: { readonly outbox: Pick<Outbox, 'addQuiet'> };
}

export interface Platform {
  readonly crypto: CryptoProvider;
  readonly clock: Clock;
}

export async function setVerified(
  parts: VerificationParts,
  { crypto, clock }: Platform,
  { accountId, safetyNumber: compared }: Input<'setVerified'>,
): Promise<void> {
  const own = await ownRoomOf(parts);
  if (compared === null) return parts.ledger.transact((tx) => takeBack(tx, parts, clock, accountId, own));
  await newestListOf(parts, accountId);
  await parts.ledger.transact(async (tx) => {
    const list = await listIn(tx, parts, accountId);
    // [I-10] A reset may have come while somebody read: what was compared counts, not what is there now.
    if ((await safetyNumber(crypto, ourselves(parts), list)) !== compared) {
      throw new MessengerFailure('identity-changed');
    }
    verify(tx, parts, clock, list, own);
  });
}

/** [I-11] */
export async function checkScanned(
  parts: VerificationParts,
  { clock }: Platform,
  { accountId, text }: Input<'checkScanned'>,
): Promise<ReturnType<Commands['checkScanned']>> {
  await newestListOf(parts, accountId);
  const own = await ownRoomOf(parts);
  return parts.ledger.transact(async (tx) => {
    const list = await listIn(tx, parts, accountId);
    const outcome = judgeScan(text, ourselves(parts), list);
    if (outcome === 'verified') verify(tx, parts, clock, list, own);
    return { outcome };
  });
}

/** [I-12] The user goes on with whoever has the new identity: sending does too, and nobody is verified by it. */
export async function acceptIdentity(
  parts: VerificationParts,
  { clock }: Platform,
  { accountId }: Input<'acceptIdentity'>,
): Promise<void> {
  await parts.ledger.transact((tx) => {
    if (parts.trust.of(accountId, tx) !== 'changed') return;
    parts.trust.set(tx, accountId, null);
    tell(tx, parts, clock, accountId, 'unverified');
  });
}

function takeBack(
  tx: Work,
  parts: VerificationParts,
  clock: Clock,
  accountId: string,
  own: string | null,
): void {
  const { trust } = parts;
  const mark = trust.markOf(accountId, tx);
  // To go on with another identity is asked for in other words.
  if (trust.of(accountId, tx) === 'changed') throw new MessengerFailure('identity-changed');
  if (!mark) return;
  trust.set(tx, accountId, null);
  tell(tx, parts, clock, accountId, 'unverified');
  tellOthers(tx, parts, clock, own, markOf(accountId, mark.identityKey, false));
}

function verify(
  tx: Work,
  parts: VerificationParts,
  clock: Clock,
  { accountId: account, identityKey }: VerifiedDeviceList,
  own: string | null,
): void {
  const accountId = uuid(account);
  const before = parts.trust.of(accountId, tx);
  parts.trust.set(tx, accountId, { identityKey, verifiedAtMs: clock.now(), changedAtMs: null });
  if (before !== 'verified') tell(tx, parts, clock, accountId, 'verified');
  tellOthers(tx, parts, clock, own, markOf(accountId, identityKey, true));
}

const ownRoomOf = ({ conversations, devices, header }: VerificationParts) =>
  sharedOwnRoom(conversations, devices.lists, header.accountId);

/** [D-13] Where there are other devices of this account. */
function tellOthers(
  tx: Work,
  { mail }: VerificationParts,
  clock: Clock,
  own: string | null,
  mark: TrustMark,
): void {
  if (own !== null) mail.outbox.addQuiet(tx, own, told(mark), clock.now());
}

/** In the conversation of two, where there is one. */
function tell(
  tx: Work,
  { conversations }: VerificationParts,
  clock: Clock,
  accountId: string,
  what: 'verified' | 'unverified',
): void {
  const direct = conversations.directWith(accountId);
  const row = direct && conversations.row(tx, direct.roomId);
  if (row) conversations.append(tx, row, notice(what, row, clock.now()), clock.now());
}

const ourselves = ({ header, devices }: VerificationParts): AccountFingerprint => ({
  accountId: asAccountId(fromUuid(header.accountId)),
  identityKey: devices.own.identity.publicKey,
});

/** The newest one, also if it came while this transaction waited for its turn. */
async function listIn(
  tx: Work,
  { devices }: VerificationParts,
  accountId: string,
): Promise<VerifiedDeviceList> {
  const list = await devices.lists.knownIn(tx, accountId);
  if (!list) throw new MessengerFailure('not-found');
  return list;
}
