import { concat, equal, u64, VerificationError, type Fixed } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import type { AccountId, DeviceId } from '../ids.ts';
import { label } from '../suite.ts';
import type { DeviceListContent, ListedDevice } from './device-list-codec.ts';
import type { AccountIdentityKey, OurDevice } from './keys.ts';

/** What one device says to its place in a list. */
export interface DeviceSignature {
  readonly deviceId: DeviceId;
  readonly signature: Fixed<64>;
}

/** A device with what it signed once, when it joined; goes from list to list. */
export interface DevicePlace extends ListedDevice {
  readonly signature: Fixed<64>;
}

const LIST_LABEL = label('tacet/device-list/device/v1');
const PLACE_LABEL = label('tacet/device-list/device/v2');

/** [I-4] Format 2: that this device, with these keys, belongs to this account under this identity since then. */
export function placeData(
  account: AccountId,
  identity: AccountIdentityKey,
  device: ListedDevice,
): Uint8Array {
  return concat(
    PLACE_LABEL,
    account,
    identity,
    device.deviceId,
    device.signingKey,
    device.agreementKey,
    u64(device.addedAtMs),
  );
}

/** [I-4] This device's signature of its place; the same whenever it is asked for the same time. */
export async function signPlace(
  crypto: CryptoProvider,
  ours: OurDevice,
  addedAtMs: number,
): Promise<DevicePlace> {
  const { deviceId, signingKey, agreementKey, accountId, accountIdentityKey } = ours.public;
  const listed = { deviceId, signingKey, agreementKey, addedAtMs };
  const data = placeData(accountId, accountIdentityKey, listed);
  return { ...listed, signature: await crypto.ed25519.sign(ours.signing, data) };
}

/**
 * [I-4] Without a device's own signature an account could claim a device of somebody else's as its own.
 * @throws VerificationError `device-list-device-signature`
 */
export async function verifyDeviceSignatures(
  crypto: CryptoProvider,
  content: DeviceListContent,
  list: Uint8Array,
  signatures: readonly DeviceSignature[],
): Promise<void> {
  if (signatures.length !== content.devices.length) {
    throw new VerificationError('device-list-device-signature');
  }
  for (const [index, device] of content.devices.entries()) {
    const given = signatures[index];
    // Format 1 of earlier clients: each device signed every list as a whole.
    const data =
      content.format === 1
        ? concat(LIST_LABEL, list)
        : placeData(content.accountId, content.identityKey, device);
    const holds =
      given !== undefined &&
      equal(given.deviceId, device.deviceId) &&
      (await crypto.ed25519.verify(device.signingKey, data, given.signature));
    if (!holds) {
      throw new VerificationError('device-list-device-signature');
    }
  }
}
