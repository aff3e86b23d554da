import { concat, Secret } from '../../bytes/index.ts';
import type { CryptoProvider, SigningKey, SigningSeed } from '../../crypto/index.ts';
import type { AccountId } from '../ids.ts';
import { decodeSignedDeviceList } from './device-list-codec.ts';
import { ACCOUNT_LABEL, type VerifiedDeviceList } from './device-list.ts';
import { placeData, type DevicePlace } from './device-place.ts';
import { openIdentityRecord, restoreDevice, type AccountIdentityKey, type NewDevice } from './keys.ts';

/*
 * What linking and replacing an identity need of identities, apart from everything else that does: it is loaded late.
 */

/** Of the account identity key in a device's record: after version, account and device id. */
const IDENTITY_OFFSET = 1 + 16 + 16;

/** [D-4] What a linking hands to a new device of the account. @throws CodecError `account-identity-record-…` */
export function identitySeed(record: Uint8Array): SigningSeed {
  return openIdentityRecord(record).seed;
}

/**
 * [D-12] The same device, with its id and keys, under an account identity that replaces the one it had.
 * @throws CodecError `device-record-…`
 */
export async function deviceUnder(
  crypto: CryptoProvider,
  record: Uint8Array,
  identity: AccountIdentityKey,
): Promise<NewDevice> {
  const device = await restoreDevice(crypto, record);
  const moved = record.slice();
  moved.set(identity, IDENTITY_OFFSET);
  return {
    device: { ...device, public: { ...device.public, accountIdentityKey: identity } },
    record: Secret.of('DeviceRecord', moved.length, moved),
  };
}

/** [I-4] Whether a device that is not listed yet agreed to this account. */
export function isPlaceSigned(
  crypto: CryptoProvider,
  account: AccountId,
  identity: AccountIdentityKey,
  place: DevicePlace,
): Promise<boolean> {
  return crypto.ed25519.verify(place.signingKey, placeData(account, identity, place), place.signature);
}

/**
 * [D-6] Whether a key is that of the identity of a list. It signs the very bytes of the list, since an account identity
 * signs nothing else, [I-1].
 */
export async function isIdentityOf(
  crypto: CryptoProvider,
  key: SigningKey,
  list: VerifiedDeviceList,
  signedBytes: Uint8Array,
): Promise<boolean> {
  const data = concat(ACCOUNT_LABEL, decodeSignedDeviceList(signedBytes).list);
  return crypto.ed25519.verify(list.identityKey, data, await crypto.ed25519.sign(key, data));
}
