import type { Profile } from '../ports/api.ts';
import type { Collection } from '../vault/collection.ts';

/** Private keys of this device and, on it, of the account: records of the protocol, sealed. */
export interface OwnKeysRow {
  readonly identity: Uint8Array;
  readonly device: Uint8Array;
}

/**
 * What the services still have to be told before the account stands. Written with the keys before anything
 * is sent; each step may be repeated, so that it can be resumed after any interruption.
 */
export interface RegistrationRow {
  /**
   * `start-over`: the account is known to the services, its identity here is new. `linked`: so is its identity, and this
   * device is on its list; nothing but its prekeys is new [D-6]. `recovery`: so is its identity, the device is new [RP-8].
   */
  readonly kind: 'sign-up' | 'start-over' | 'linked' | 'recovery';
  /** Null: keep the profile that the service has. */
  readonly profile: Profile | null;
  readonly signedDeviceList: Uint8Array;
  /** Of a sign-up where one is needed: it is kept until the account stands, since the call may have to be repeated. */
  readonly invitation?: string;
}

export const OWN_KEYS: Collection<OwnKeysRow> = { store: 'account', hideNames: false, version: 1 };
export const OWN_KEYS_NAME = 'own-keys';

export const REGISTRATION: Collection<RegistrationRow> = { store: 'account', hideNames: false, version: 1 };
export const REGISTRATION_NAME = 'registration';
