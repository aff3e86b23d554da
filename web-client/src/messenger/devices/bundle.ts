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

/** [PK-7] There are no prekeys, they are waited for no more, and there is no session to seal in: a blank stands for the device. */
export const BLANK = 'blank';
/** [PK-7] There are no prekeys to repair a session with, which is sealed in as it is. */
export const AS_IT_IS = 'as-it-is';

/** [PK-6] For one session alone: two that begin with the same one-time prekeys would be one too many. */
export interface FoundBundle {
  readonly bundle: VerifiedBundle;
  /** `Pair.generation` when it was asked for: since a session has begun, it may be used up. */
  readonly generation: number;
}

/** What the next message to a device begins with, where a handshake is due: decided before it is sealed. */
export type Beginning = FoundBundle | typeof BLANK | typeof AS_IT_IS;

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
