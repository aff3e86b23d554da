import { equal, UsageError, ValidationError, VerificationError } from '../../bytes/index.ts';
import type { AgreementKey, CryptoProvider } from '../../crypto/index.ts';
import { withDevice, type OurAccount } from '../identity/device-list-change.ts';
import { verifyDeviceList } from '../identity/device-list.ts';
import type { DevicePlace } from '../identity/device-place.ts';
import { identitySeed, isPlaceSigned } from '../identity/handover.ts';
import { restoreAccountIdentity, type OurDevice } from '../identity/keys.ts';
import { MAX_DEVICES } from '../limits.ts';
import { createLinkCode, type LinkCode } from './code.ts';
import { checkDigits, type Comparing, type Confirmed } from './comparison.ts';
import { meetingOf, refuseExpired, type Meeting } from './meeting.ts';
import {
  commitTo,
  decodeCommitment,
  decodeReveal,
  encodeAnswer,
  encodeHandover,
  openerKey,
  type Commitment,
  type LinkProfile,
} from './messages.ts';
import { linkSessionKey, openLinkMessage, sealLinkMessage, type LinkSessionKey } from './sealing.ts';

/*
 * E, the device of the account that lets another one in. Each step takes a state and gives the next; a state is used
 * once, and whatever is thrown ends the linking.
 *
 *   Opening ── answerNewcomer ──▶ Answered ── meetNewcomer ──▶ OpenerComparing ── confirmCheck, admitNewcomer ──▶ done
 *              takes 1, gives 2               takes 3                              gives the list, then 4
 */

/** The code is shown; waits for message 1. */
export interface Opening {
  readonly stage: 'opening';
  readonly meeting: Meeting;
  readonly code: LinkCode;
  readonly account: OurAccount;
  readonly signedList: Uint8Array;
}

/** Waits for message 3. */
export interface Answered {
  readonly stage: 'answered';
  readonly meeting: Meeting;
  readonly account: OurAccount;
  readonly ephemeral: AgreementKey;
  readonly commitment: Commitment;
  readonly plaintexts: readonly [Uint8Array, Uint8Array];
}

/** Who wants in. */
export interface Newcomer {
  readonly name: string;
  readonly place: DevicePlace;
}

/** Waits for the user to compare. */
export interface OpenerComparing extends Comparing {
  readonly newcomer: Newcomer;
  readonly meeting: Meeting;
  readonly account: OurAccount;
  readonly sessionKey: LinkSessionKey;
}

/** What the opener gives the service: the list first, message 4 after it was taken. */
export interface Admission {
  readonly signedList: Uint8Array;
  readonly message: Uint8Array;
}

export interface OpeningPlan {
  /** The stored account identity. */
  readonly identityRecord: Uint8Array;
  readonly us: OurDevice;
  /** The newest of the account. */
  readonly signedList: Uint8Array;
  readonly nowMs: number;
}

/**
 * [D-1] [D-2] Begins a linking with a fresh code.
 * @throws ValidationError `link-full`: sixteen devices are listed
 * @throws UsageError `link-own-list`: the list is not this device's, or has devices that did not sign their place
 */
export async function openLinking(crypto: CryptoProvider, plan: OpeningPlan): Promise<Opening> {
  const { us, signedList, nowMs } = plan;
  const { accountId } = us.public;
  const identity = await restoreAccountIdentity(crypto, plan.identityRecord);
  const list = await verifyDeviceList(crypto, accountId, signedList);
  const isOurs =
    equal(list.identityKey, identity.publicKey) &&
    list.devices.some(({ deviceId }) => equal(deviceId, us.public.deviceId)) &&
    (list.format > 1 || list.devices.length === 1);
  if (!isOurs) {
    throw new UsageError('link-own-list');
  }
  if (list.devices.length >= MAX_DEVICES) {
    throw new ValidationError('link-full');
  }
  const code = createLinkCode(crypto);
  const meeting = await meetingOf(crypto, code, accountId, nowMs);
  return { stage: 'opening', meeting, code, account: { identity, us, list }, signedList };
}

/**
 * [D-4] Takes message 1, gives message 2.
 * @throws CodecError, ValidationError, VerificationError `link-…`
 */
export async function answerNewcomer(
  crypto: CryptoProvider,
  opening: Opening,
  sealed: Uint8Array,
  nowMs: number,
): Promise<{ readonly state: Answered; readonly message: Uint8Array }> {
  const { meeting, account, signedList } = opening;
  refuseExpired(meeting, nowMs);
  const first = await openLinkMessage(crypto, meeting, meeting.key, 1, sealed);
  const commitment = decodeCommitment(first);
  const ephemeral = await crypto.x25519.generate();
  const second = encodeAnswer(openerKey(ephemeral.publicKey), signedList);
  return {
    state: {
      stage: 'answered',
      meeting,
      account,
      ephemeral: ephemeral.key,
      commitment,
      plaintexts: [first, second],
    },
    message: await sealLinkMessage(crypto, meeting, meeting.key, 2, second),
  };
}

/**
 * [D-4] [D-5] Takes message 3; gives what the user compares.
 * @throws VerificationError `link-commitment`, `link-signature`, `link-device`, `link-tag`, `agreement-zero`
 * @throws CodecError, ValidationError `link-…`
 */
export async function meetNewcomer(
  crypto: CryptoProvider,
  answered: Answered,
  sealed: Uint8Array,
  nowMs: number,
): Promise<OpenerComparing> {
  const { meeting, account, ephemeral, plaintexts } = answered;
  refuseExpired(meeting, nowMs);
  const third = await openLinkMessage(crypto, meeting, meeting.key, 3, sealed);
  const { ephemeralKey, place, name, introduction } = decodeReveal(third);
  // Before the key is used for anything: it must be the one that was fixed before ours was seen.
  if (!equal(await commitTo(crypto, introduction), answered.commitment)) {
    throw new VerificationError('link-commitment');
  }
  const { list, identity } = account;
  if (!(await isPlaceSigned(crypto, meeting.accountId, identity.publicKey, place))) {
    throw new VerificationError('link-signature');
  }
  if (list.devices.some(({ deviceId }) => equal(deviceId, place.deviceId))) {
    throw new VerificationError('link-device'); // [I-2]
  }
  const agreed = await crypto.x25519.agree(ephemeral, ephemeralKey);
  return {
    stage: 'comparing',
    check: await checkDigits(crypto, agreed, plaintexts),
    newcomer: { name, place },
    meeting,
    account,
    sessionKey: await linkSessionKey(crypto, meeting, agreed, [...plaintexts, third]),
  };
}

/**
 * [D-6] Gives the list with the newcomer, and message 4 for when the service has taken it. If the linking ends after
 * the list was taken and before the newcomer is there, `withoutDevice` takes it off again.
 * @throws ValidationError `link-expired`
 * @throws UsageError `link-profile`: longer than a profile can be
 */
export async function admitNewcomer(
  crypto: CryptoProvider,
  state: Confirmed<OpenerComparing>,
  given: { readonly identityRecord: Uint8Array; readonly profile: LinkProfile },
  nowMs: number,
): Promise<Admission> {
  const { meeting, account, newcomer, sessionKey } = state;
  refuseExpired(meeting, nowMs);
  const signedList = await withDevice(crypto, account, newcomer.place, nowMs);
  const fourth = encodeHandover({
    seed: identitySeed(given.identityRecord),
    signedList,
    profile: given.profile,
  });
  return { signedList, message: await sealLinkMessage(crypto, meeting, sessionKey, 4, fourth) };
}
