import { concat, equal, VerificationError, type Fixed } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { verifyDeviceList } from '../identity/device-list.ts';
import type { AccountId } from '../ids.ts';
import { label } from '../suite.ts';
import type { LogPerson, MembershipEntry } from './change.ts';
import type { SignedEntry } from './entry-codec.ts';
import { authorListOf, type AuthorList, type VerifiedLog } from './log-state.ts';

/** [M-2] */
export const ENTRY_LABEL = label('tacet/membership/entry/v1');

/** What a reader knows beside the log. */
export interface LogContext {
  /** [M-3] The hash of that version of an account's device list, if this reader verified it before ([C-16]). */
  readonly rememberedHash: (account: AccountId, version: number) => Promise<Fixed<32> | null>;
  /** Of the reader's clock: when it takes the entries. */
  readonly nowMs: number;
}

/**
 * [M-2] [M-3] The list of the entry's author, and that a device which it names signed the entry.
 * @throws CodecError, ValidationError, VerificationError `device-list-…`, `membership-…`
 */
export async function verifyAuthor(
  crypto: CryptoProvider,
  log: VerifiedLog | null,
  signed: SignedEntry,
  entry: MembershipEntry,
  context: LogContext,
): Promise<AuthorList> {
  const known = log === null ? null : authorListOf(log, entry.author.accountId);
  const list = await namedList(crypto, known, signed, entry);
  await refuseForked(list, context);
  const device = list.devices.find(({ deviceId }) => equal(deviceId, entry.author.deviceId));
  if (device === undefined) {
    throw new VerificationError('membership-device');
  }
  const data = concat(ENTRY_LABEL, signed.entry);
  if (!(await crypto.ed25519.verify(device.signingKey, data, signed.signature))) {
    throw new VerificationError('membership-signature');
  }
  return list;
}

/** [M-3] The list that the entry names: the one beside it, or the one that the log has of its author. */
async function namedList(
  crypto: CryptoProvider,
  known: AuthorList | null,
  { authorList }: SignedEntry,
  { author, listVersion, listHash }: MembershipEntry,
): Promise<AuthorList> {
  if (known !== null && listVersion < known.version) {
    throw new VerificationError('membership-list-lowered');
  }
  if (known !== null && listVersion === known.version && !equal(listHash, known.hash)) {
    throw new VerificationError('device-list-forked');
  }
  if (authorList === null) {
    if (known?.version !== listVersion) {
      throw new VerificationError('membership-list-missing');
    }
    return known;
  }
  const list = await verifyDeviceList(crypto, author.accountId, authorList);
  if (list.version !== listVersion || !equal(list.hash, listHash)) {
    throw new VerificationError('membership-list');
  }
  const { accountId, identityKey, version, hash } = list;
  const devices = list.devices.map(({ deviceId, signingKey }) => ({ deviceId, signingKey }));
  return { accountId, identityKey, version, hash, devices };
}

/** [M-3] [C-16] Two truths about one version of a list. */
async function refuseForked(
  list: { readonly accountId: AccountId; readonly version: number; readonly hash: Fixed<32> },
  { rememberedHash }: LogContext,
): Promise<void> {
  const remembered = await rememberedHash(list.accountId, list.version);
  if (remembered !== null && !equal(remembered, list.hash)) {
    throw new VerificationError('device-list-forked');
  }
}

/**
 * [M-5] That the account has another identity than the log names, by a list of its own.
 * @throws CodecError, ValidationError, VerificationError `device-list-…`, `membership-evidence`
 */
export async function verifyEvidence(
  crypto: CryptoProvider,
  log: VerifiedLog,
  person: LogPerson,
  evidence: Uint8Array,
  context: LogContext,
): Promise<{ readonly accountId: AccountId; readonly version: number; readonly hash: Fixed<32> }> {
  const { accountId, identityKey, version, hash, identityReset } = await verifyDeviceList(
    crypto,
    person.accountId,
    evidence,
  );
  const known = authorListOf(log, person.accountId);
  // An older reset would be true, and long since known: the person was invited, or wrote, after it.
  const isOlder = known !== null && version <= known.version;
  if (!identityReset || equal(identityKey, person.identityKey) || isOlder) {
    throw new VerificationError('membership-evidence');
  }
  const head = { accountId, version, hash };
  await refuseForked(head, context);
  return head;
}
