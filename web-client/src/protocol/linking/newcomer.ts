import { equal, VerificationError } from '../../bytes/index.ts';
import type { AgreementKey, CryptoProvider } from '../../crypto/index.ts';
import { advanceDeviceList, type VerifiedDeviceList } from '../identity/device-list.ts';
import { signPlace } from '../identity/device-place.ts';
import { isIdentityOf } from '../identity/handover.ts';
import {
  assignDevice,
  createDeviceKeys,
  deviceAgreementKey,
  deviceSigningKey,
  identityRecord,
  type NewDevice,
  type NewDeviceKeys,
  type OurAccountIdentity,
  type SecretRecord,
} from '../identity/keys.ts';
import type { AccountId, DeviceId } from '../ids.ts';
import type { LinkCode } from './code.ts';
import { checkDigits, refusedList, verifyLinkList, type Comparing, type Confirmed } from './comparison.ts';
import { meetingOf, refuseExpired, type Meeting } from './meeting.ts';
import {
  commitTo,
  decodeAnswer,
  decodeHandover,
  encodeCommitment,
  encodeIntroduction,
  encodeReveal,
  newcomerKey,
  type IntroductionBytes,
  type LinkProfile,
} from './messages.ts';
import { linkSessionKey, openLinkMessage, sealLinkMessage, type LinkSessionKey } from './sealing.ts';

/*
 * N, the new device. Each step takes a state and gives the next; a state is used once, and whatever is thrown ends the
 * linking.
 *
 *   beginJoining ──▶ Committed ── meetOpener ──▶ NewcomerComparing ── confirmCheck, takeAccount ──▶ Linked
 *   gives 1                       takes 2, gives 3                    takes 4
 */

/** Waits for message 2. */
export interface Committed {
  readonly stage: 'committed';
  readonly meeting: Meeting;
  readonly deviceId: DeviceId;
  readonly keys: NewDeviceKeys;
  readonly ephemeral: AgreementKey;
  readonly introduction: IntroductionBytes;
  readonly first: Uint8Array;
}

/** Waits for the user to compare, and for message 4. */
export interface NewcomerComparing extends Comparing {
  readonly meeting: Meeting;
  readonly made: NewDevice;
  /** Of message 2: before this device was in it. */
  readonly list: VerifiedDeviceList;
  readonly sessionKey: LinkSessionKey;
}

/** A device of the account like any other: what to store, sealed. */
export interface Linked {
  readonly identity: OurAccountIdentity;
  readonly identityRecord: SecretRecord<'AccountIdentityRecord'>;
  readonly made: NewDevice;
  readonly list: VerifiedDeviceList;
  readonly signedList: Uint8Array;
  readonly profile: LinkProfile;
}

export interface JoiningPlan {
  readonly code: LinkCode;
  /** Of the login of this browser. */
  readonly accountId: AccountId;
  /** Fresh: never used with other keys, [I-2]. */
  readonly deviceId: DeviceId;
  /** What the user calls this device, at most 64 bytes of UTF-8. */
  readonly name: string;
  readonly nowMs: number;
}

/**
 * [D-4] Makes this device's keys and gives message 1, which fixes them before the opener has said anything.
 * @throws UsageError `link-name`
 */
export async function beginJoining(
  crypto: CryptoProvider,
  plan: JoiningPlan,
): Promise<{ readonly state: Committed; readonly message: Uint8Array }> {
  const meeting = await meetingOf(crypto, plan.code, plan.accountId, plan.nowMs);
  const keys = await createDeviceKeys(crypto);
  const ephemeral = await crypto.x25519.generate();
  const introduction = encodeIntroduction({
    ephemeralKey: newcomerKey(ephemeral.publicKey),
    blind: crypto.random(32),
    device: {
      deviceId: plan.deviceId,
      signingKey: deviceSigningKey(keys.signing.publicKey),
      agreementKey: deviceAgreementKey(keys.agreement.publicKey),
      addedAtMs: plan.nowMs,
    },
    name: plan.name,
  });
  const first = encodeCommitment(await commitTo(crypto, introduction.expose()));
  const { deviceId } = plan;
  return {
    state: {
      stage: 'committed',
      meeting,
      deviceId,
      keys,
      ephemeral: ephemeral.key,
      introduction,
      first,
    },
    message: await sealLinkMessage(crypto, meeting, meeting.key, 1, first),
  };
}

/**
 * [D-4] [D-5] Takes message 2, gives message 3 and what the user compares.
 * @throws VerificationError `link-account`, `link-list`, `link-device`, `link-tag`, `agreement-zero`
 * @throws CodecError, ValidationError `link-…`
 */
export async function meetOpener(
  crypto: CryptoProvider,
  committed: Committed,
  sealed: Uint8Array,
  nowMs: number,
): Promise<{ readonly state: NewcomerComparing; readonly message: Uint8Array }> {
  const { meeting, deviceId, keys, ephemeral, introduction, first } = committed;
  const { accountId } = meeting;
  refuseExpired(meeting, nowMs);
  const second = await openLinkMessage(crypto, meeting, meeting.key, 2, sealed);
  const answer = decodeAnswer(second);
  const list = await verifyLinkList(crypto, accountId, answer.signedList);
  if (list.devices.some((listed) => equal(listed.deviceId, deviceId))) {
    throw new VerificationError('link-device');
  }
  const agreed = await crypto.x25519.agree(ephemeral, answer.ephemeralKey);
  const made = assignDevice({ accountId, deviceId, accountIdentityKey: list.identityKey }, keys);
  const { signature } = await signPlace(crypto, made.device, meeting.beganAtMs);
  const third = encodeReveal(introduction, signature);
  const state: NewcomerComparing = {
    stage: 'comparing',
    check: await checkDigits(crypto, agreed, [first, second]),
    meeting,
    made,
    list,
    sessionKey: await linkSessionKey(crypto, meeting, agreed, [first, second, third]),
  };
  return { state, message: await sealLinkMessage(crypto, meeting, meeting.key, 3, third) };
}

/**
 * [D-6] Takes message 4. Nothing of it is believed because the opener says so: seed, list and place are proved.
 * @throws VerificationError `link-account`, `link-list`, `link-not-named`, `link-seed`, `link-tag`
 * @throws CodecError, ValidationError `link-…`
 */
export async function takeAccount(
  crypto: CryptoProvider,
  state: Confirmed<NewcomerComparing>,
  sealed: Uint8Array,
  nowMs: number,
): Promise<Linked> {
  const { meeting, made, sessionKey } = state;
  refuseExpired(meeting, nowMs);
  const fourth = await openLinkMessage(crypto, meeting, sessionKey, 4, sealed);
  const { seed, signedList, profile } = decodeHandover(fourth);
  const list = await verifyLinkList(crypto, meeting.accountId, signedList);
  refuseOtherThanNext(state.list, list);
  const us = made.device.public;
  const place = list.devices.find((listed) => equal(listed.deviceId, us.deviceId));
  const isNamed =
    place !== undefined &&
    equal(place.signingKey, us.signingKey) &&
    equal(place.agreementKey, us.agreementKey);
  if (!isNamed) {
    throw new VerificationError('link-not-named');
  }
  const signing = await crypto.ed25519.restore(seed);
  if (!(await isIdentityOf(crypto, signing, list, signedList))) {
    throw new VerificationError('link-seed');
  }
  return {
    identity: { publicKey: list.identityKey, signing },
    identityRecord: identityRecord(seed, list.identityKey),
    made,
    list,
    signedList,
    profile,
  };
}

/** [I-6] The very next list, under the identity that the user compared. */
function refuseOtherThanNext(known: VerifiedDeviceList, next: VerifiedDeviceList): void {
  let step;
  try {
    step = advanceDeviceList(known, next);
  } catch (cause) {
    throw refusedList(cause);
  }
  if (step !== 'advanced') {
    throw new VerificationError('link-list');
  }
}
