import { create, toBinary } from '@bufbuild/protobuf';
import {
  compare,
  concat,
  equal,
  UsageError,
  ValidationError,
  VerificationError,
  type Fixed,
} from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import {
  DeviceListSchema,
  DeviceSignatureSchema,
  SignedDeviceListSchema,
} from '../../wire/gen/tacet/identity/v1/identity_pb.ts';
import type { AccountId } from '../ids.ts';
import { MAX_DEVICES } from '../limits.ts';
import { label } from '../suite.ts';
import { wireInteger } from '../wire.ts';
import {
  decodeDeviceList,
  decodeSignedDeviceList,
  type DeviceListContent,
  type ListedDevice,
} from './device-list-codec.ts';
import { verifyDeviceSignatures, type DeviceSignature } from './device-place.ts';
import type { AccountIdentityKey, DevicePublic, OurAccountIdentity } from './keys.ts';

/** Not exported: nothing but {@link verifyDeviceList} can make a list that carries it. */
const verified = Symbol('verified device list');

/** A device list whose own signatures hold. Whether it may follow what we knew is {@link advanceDeviceList}'s. */
export interface VerifiedDeviceList extends DeviceListContent {
  readonly [verified]: true;
  /** SHA-256 of the list bytes as received. */
  readonly hash: Fixed<32>;
  /** One per device, in their order. */
  readonly deviceSignatures: readonly DeviceSignature[];
  /** The devices with the account that certifies them. */
  readonly certified: readonly DevicePublic[];
}

/** Version and hash of a list: what the next one must name. */
export interface DeviceListHead {
  readonly version: number;
  readonly hash: Fixed<32>;
}

/** [I-3] */
const WRITTEN_FORMAT = 2;
export const ACCOUNT_LABEL = label('tacet/device-list/account/v1');

export interface DeviceListPlan {
  readonly accountId: AccountId;
  readonly identityKey: AccountIdentityKey;
  /** Null for the first list of an account. */
  readonly previous: DeviceListHead | null;
  readonly devices: readonly ListedDevice[];
  readonly nowMs: number;
  /** True only for "Start over": the identity is new and the old one could not sign. */
  readonly identityReset: boolean;
}

/** [I-3] The bytes of a new list, to be signed by {@link signDeviceList}. */
export function buildDeviceList(plan: DeviceListPlan): Uint8Array {
  const devices = plan.devices.toSorted((a, b) => compare(a.deviceId, b.deviceId));
  if (devices.length === 0 || devices.length > MAX_DEVICES) {
    throw new UsageError('device-list-size');
  }
  if (plan.identityReset && plan.previous === null) {
    throw new UsageError('device-list-reset-of-nothing');
  }
  return toBinary(
    DeviceListSchema,
    create(DeviceListSchema, {
      format: WRITTEN_FORMAT,
      accountId: plan.accountId,
      accountIdentityKey: plan.identityKey,
      version: wireInteger((plan.previous?.version ?? 0) + 1),
      previousHash: plan.previous?.hash ?? new Uint8Array(32),
      devices: devices.map((device) => ({
        deviceId: device.deviceId,
        signingKey: device.signingKey,
        agreementKey: device.agreementKey,
        addedAtMs: wireInteger(device.addedAtMs),
      })),
      createdAtMs: wireInteger(plan.nowMs),
      identityReset: plan.identityReset,
    }),
  );
}

/** [I-4] The signed list as bytes, from the account's signature and one signature per device. */
export async function signDeviceList(
  crypto: CryptoProvider,
  identity: OurAccountIdentity,
  list: Uint8Array,
  signatures: readonly DeviceSignature[],
): Promise<Uint8Array> {
  const accountSignature = await crypto.ed25519.sign(identity.signing, concat(ACCOUNT_LABEL, list));
  const deviceSignatures = signatures
    .toSorted((a, b) => compare(a.deviceId, b.deviceId))
    .map((each) => create(DeviceSignatureSchema, { deviceId: each.deviceId, signature: each.signature }));
  return toBinary(
    SignedDeviceListSchema,
    create(SignedDeviceListSchema, { list, accountSignature, deviceSignatures }),
  );
}

/**
 * [I-5] Checks form and signatures of a list of the account that was asked for.
 * @throws CodecError, ValidationError, VerificationError `device-list-…`
 */
export async function verifyDeviceList(
  crypto: CryptoProvider,
  account: AccountId,
  signedBytes: Uint8Array,
): Promise<VerifiedDeviceList> {
  const signed = decodeSignedDeviceList(signedBytes);
  const content = decodeDeviceList(signed.list);
  if (!equal(content.accountId, account)) {
    throw new VerificationError('device-list-of-another-account');
  }
  const byAccount = concat(ACCOUNT_LABEL, signed.list);
  if (!(await crypto.ed25519.verify(content.identityKey, byAccount, signed.accountSignature))) {
    throw new VerificationError('device-list-account-signature');
  }
  await verifyDeviceSignatures(crypto, content, signed.list, signed.deviceSignatures);
  return {
    ...content,
    [verified]: true,
    deviceSignatures: signed.deviceSignatures,
    hash: await crypto.sha256(signed.list),
    certified: content.devices.map((device) => ({
      accountId: account,
      accountIdentityKey: content.identityKey,
      deviceId: device.deviceId,
      signingKey: device.signingKey,
      agreementKey: device.agreementKey,
    })),
  };
}

/** What a newly verified list means to somebody who knew an older one. */
export type DeviceListStep = 'first' | 'unchanged' | 'advanced' | 'identity-reset';

/**
 * [I-6] Whether `next` may follow what we know. Lists are taken one version at a time, beginning with 1.
 * @throws VerificationError `device-list-rolled-back`, `device-list-forked`, `device-list-identity-changed`,
 *   `device-list-keys-changed`, `device-list-format`
 * @throws ValidationError `device-list-gap`: fetch the versions between
 */
export function advanceDeviceList(
  known: VerifiedDeviceList | null,
  next: VerifiedDeviceList,
): DeviceListStep {
  if (known === null) {
    if (next.version !== 1) {
      throw new ValidationError('device-list-gap');
    }
    return 'first';
  }
  if (next.version < known.version) {
    throw new VerificationError('device-list-rolled-back');
  }
  if (next.version === known.version) {
    if (!equal(next.hash, known.hash)) {
      throw new VerificationError('device-list-forked');
    }
    return 'unchanged';
  }
  if (next.version > known.version + 1) {
    throw new ValidationError('device-list-gap');
  }
  return successor(known, next);
}

function successor(known: VerifiedDeviceList, next: VerifiedDeviceList): DeviceListStep {
  if (!equal(next.previousHash, known.hash)) {
    throw new VerificationError('device-list-forked');
  }
  if (next.format < known.format) {
    throw new VerificationError('device-list-format'); // [I-3]
  }
  refuseChangedKeys(known, next);
  // The identity changes exactly when the list says so: neither silently, nor said and not done.
  if (equal(next.identityKey, known.identityKey) === next.identityReset) {
    throw new VerificationError('device-list-identity-changed');
  }
  return next.identityReset ? 'identity-reset' : 'advanced';
}

/** [I-7] A device id never changes its keys: sessions and signatures are filed under it. */
function refuseChangedKeys(known: VerifiedDeviceList, next: VerifiedDeviceList): void {
  for (const before of known.devices) {
    const after = next.devices.find((device) => equal(device.deviceId, before.deviceId));
    if (
      after !== undefined &&
      !(equal(after.signingKey, before.signingKey) && equal(after.agreementKey, before.agreementKey))
    ) {
      throw new VerificationError('device-list-keys-changed');
    }
  }
}

/** The head a successor of this list names. */
export function headOf(list: VerifiedDeviceList): DeviceListHead {
  return { version: list.version, hash: list.hash };
}
