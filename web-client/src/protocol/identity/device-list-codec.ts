import { CodecError, compare, isZero, ValidationError, type Fixed } from '../../bytes/index.ts';
import { DeviceListSchema, SignedDeviceListSchema } from '../../wire/gen/tacet/identity/v1/identity_pb.ts';
import { accountId, deviceId, type AccountId, type DeviceId } from '../ids.ts';
import { MAX_DEVICES } from '../limits.ts';
import { bytes32, bytes64, parse, refuseUnknown, safeInteger } from '../wire.ts';
import {
  accountIdentityKey,
  deviceAgreementKey,
  deviceSigningKey,
  type AccountIdentityKey,
  type DeviceAgreementKey,
  type DeviceSigningKey,
} from './keys.ts';

/** One device as a list names it. */
export interface ListedDevice {
  readonly deviceId: DeviceId;
  readonly signingKey: DeviceSigningKey;
  readonly agreementKey: DeviceAgreementKey;
  readonly addedAtMs: number;
}

/** [I-3] 1 is read only: lists of earlier clients. */
export type DeviceListFormat = 1 | 2;

/** A well-formed list; nothing about it is verified. */
export interface DeviceListContent {
  readonly format: DeviceListFormat;
  readonly accountId: AccountId;
  readonly identityKey: AccountIdentityKey;
  readonly version: number;
  readonly previousHash: Fixed<32>;
  readonly devices: readonly ListedDevice[];
  readonly createdAtMs: number;
  readonly identityReset: boolean;
}

/** @throws CodecError `device-list-…` */
export function decodeSignedDeviceList(bytes: Uint8Array): {
  readonly list: Uint8Array;
  readonly accountSignature: Fixed<64>;
  readonly deviceSignatures: readonly { readonly deviceId: DeviceId; readonly signature: Fixed<64> }[];
} {
  const signed = parse(SignedDeviceListSchema, bytes, 'device-list');
  return {
    list: signed.list,
    accountSignature: bytes64(signed.accountSignature, 'device-list-signature'),
    deviceSignatures: signed.deviceSignatures.map((each) => ({
      deviceId: deviceId(each.deviceId),
      signature: bytes64(each.signature, 'device-list-signature'),
    })),
  };
}

/** [I-3] @throws CodecError, ValidationError `device-list-…` */
export function decodeDeviceList(bytes: Uint8Array): DeviceListContent {
  const list = parse(DeviceListSchema, bytes, 'device-list');
  const { format } = list;
  if (format !== 1 && format !== 2) {
    throw new CodecError('device-list-version');
  }
  refuseUnknown([list, ...list.devices], 'device-list');
  const content: DeviceListContent = {
    format,
    accountId: accountId(list.accountId),
    identityKey: accountIdentityKey(list.accountIdentityKey),
    version: safeInteger(list.version, 'device-list'),
    previousHash: bytes32(list.previousHash, 'device-list-hash'),
    devices: list.devices.map((device) => ({
      deviceId: deviceId(device.deviceId),
      signingKey: deviceSigningKey(device.signingKey),
      agreementKey: deviceAgreementKey(device.agreementKey),
      addedAtMs: safeInteger(device.addedAtMs, 'device-list'),
    })),
    createdAtMs: safeInteger(list.createdAtMs, 'device-list'),
    identityReset: list.identityReset,
  };
  validate(content);
  return content;
}

function validate(list: DeviceListContent): void {
  if (list.devices.length === 0 || list.devices.length > MAX_DEVICES) {
    throw new ValidationError('device-list-size');
  }
  const unordered = list.devices.some((device, index) => {
    const before = list.devices[index - 1];
    return before !== undefined && compare(before.deviceId, device.deviceId) >= 0;
  });
  if (unordered) {
    throw new ValidationError('device-list-order');
  }
  // A first list names no predecessor, every other one does; nothing can be reset before there was something.
  if (list.version === 0 || (list.version === 1) !== isZero(list.previousHash)) {
    throw new ValidationError('device-list-predecessor');
  }
  if (list.version === 1 && list.identityReset) {
    throw new ValidationError('device-list-reset-of-nothing');
  }
}
