import type { CryptoProvider } from '../../crypto/index.ts';
import {
  uuid,
  verifyBundle,
  type DevicePublic,
  type PrekeyCounters,
  type VerifiedBundle,
} from '../../protocol/index.ts';
import type { LoginKeeper } from '../connection/login.ts';
import type { SocialApi } from '../ports/api.ts';

export interface BundleSource {
  readonly crypto: CryptoProvider;
  readonly social: SocialApi;
  readonly login: LoginKeeper;
}

/**
 * A prekey bundle of that device, which nobody else can have signed. Each call may use up one-time prekeys of theirs.
 *
 * @param seen counters that this device has had before
 * @throws ApiError `not-found` when it has none for us
 * @throws VerificationError when it is not that device's
 */
export async function fetchBundle(
  { crypto, social, login }: BundleSource,
  device: DevicePublic,
  seen: PrekeyCounters,
): Promise<VerifiedBundle> {
  const [account, id] = [uuid(device.accountId), uuid(device.deviceId)];
  const answer = await login.authorised((token) => social.prekeyBundle(token, account, id));
  const bundle = {
    x25519Signed: answer.x25519Signed,
    mlKemLastResort: answer.mlKemLastResort,
    x25519OneTime: answer.x25519OneTime ?? null,
    mlKemOneTime: answer.mlKemOneTime ?? null,
  };
  return verifyBundle(crypto, device, bundle, seen);
}
