import { equal, UsageError, ValidationError } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import type { DeviceId } from '../ids.ts';
import { MAX_DEVICES } from '../limits.ts';
import { buildDeviceList, headOf, signDeviceList, type VerifiedDeviceList } from './device-list.ts';
import { signPlace, type DevicePlace } from './device-place.ts';
import type { OurAccountIdentity, OurDevice } from './keys.ts';

/** The account as one of its devices has it. */
export interface OurAccount {
  readonly identity: OurAccountIdentity;
  readonly us: OurDevice;
  /** The newest list of the account, which names us. */
  readonly list: VerifiedDeviceList;
}

/**
 * [I-4] [D-6] The signed list of the next version, with one device more. Whoever added it verified its signature.
 * @throws ValidationError `device-list-size`: sixteen are listed
 * @throws UsageError `device-listed`, and as {@link keptPlaces}
 */
export async function withDevice(
  crypto: CryptoProvider,
  account: OurAccount,
  added: DevicePlace,
  nowMs: number,
): Promise<Uint8Array> {
  const { devices } = account.list;
  if (devices.length >= MAX_DEVICES) {
    throw new ValidationError('device-list-size');
  }
  if (devices.some((device) => equal(device.deviceId, added.deviceId))) {
    throw new UsageError('device-listed');
  }
  const kept = await keptPlaces(crypto, account);
  return signNext(crypto, account.identity, account.list, [...kept, added], nowMs, false);
}

/**
 * [D-11] The signed list of the next version, without a device that is not this one.
 * @throws UsageError `device-not-listed`, `device-is-ours`, and as {@link keptPlaces}
 */
export async function withoutDevice(
  crypto: CryptoProvider,
  account: OurAccount,
  removed: DeviceId,
  nowMs: number,
): Promise<Uint8Array> {
  if (equal(removed, account.us.public.deviceId)) {
    throw new UsageError('device-is-ours');
  }
  if (!account.list.devices.some((device) => equal(device.deviceId, removed))) {
    throw new UsageError('device-not-listed');
  }
  const kept = await keptPlaces(crypto, account, removed);
  return signNext(crypto, account.identity, account.list, kept, nowMs, false);
}

/**
 * [D-12] [I-6] The signed list that replaces the account identity and names one device alone, made under the new one.
 */
export async function resetTo(
  crypto: CryptoProvider,
  identity: OurAccountIdentity,
  us: OurDevice,
  previous: VerifiedDeviceList,
  nowMs: number,
): Promise<Uint8Array> {
  return signNext(crypto, identity, previous, [await signPlace(crypto, us, nowMs)], nowMs, true);
}

/**
 * [RP-8] The signed list of the next version that names one device alone, under the identity that the account has.
 */
export async function onlyDevice(
  crypto: CryptoProvider,
  identity: OurAccountIdentity,
  us: OurDevice,
  previous: VerifiedDeviceList,
  nowMs: number,
): Promise<Uint8Array> {
  return signNext(crypto, identity, previous, [await signPlace(crypto, us, nowMs)], nowMs, false);
}

/**
 * The devices that stay, each with the signature it gave when it joined.
 * @throws UsageError `device-list-unsigned`: another device of a list of format 1 has not signed its place yet
 */
async function keptPlaces(
  crypto: CryptoProvider,
  { list, us }: OurAccount,
  removed?: DeviceId,
): Promise<readonly DevicePlace[]> {
  const places: DevicePlace[] = [];
  for (const [index, device] of list.devices.entries()) {
    const signature = list.deviceSignatures[index]?.signature;
    if (removed !== undefined && equal(device.deviceId, removed)) {
      continue;
    }
    if (list.format > 1 && signature !== undefined) {
      places.push({ ...device, signature });
    } else if (equal(device.deviceId, us.public.deviceId)) {
      places.push(await signPlace(crypto, us, device.addedAtMs));
    } else {
      throw new UsageError('device-list-unsigned');
    }
  }
  return places;
}

function signNext(
  crypto: CryptoProvider,
  identity: OurAccountIdentity,
  previous: VerifiedDeviceList,
  places: readonly DevicePlace[],
  nowMs: number,
  identityReset: boolean,
): Promise<Uint8Array> {
  const list = buildDeviceList({
    accountId: previous.accountId,
    identityKey: identity.publicKey,
    previous: headOf(previous),
    devices: places,
    nowMs,
    identityReset,
  });
  return signDeviceList(crypto, identity, list, places);
}
