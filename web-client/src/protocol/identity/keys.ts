import { ByteReader, CodecError, concat, named, Secret, u8, type Named } from '../../bytes/index.ts';
import type {
  AgreementKey,
  AgreementSeed,
  CryptoProvider,
  NewKeyPair,
  SigningKey,
  SigningSeed,
} from '../../crypto/index.ts';
import { accountId, deviceId, type DeviceAddress } from '../ids.ts';

/** Ed25519 public key of an account: what people verify. */
export type AccountIdentityKey = Named<'account-identity-key', 32>;
/** Ed25519 public key of a device: signs prekeys and membership entries. */
export type DeviceSigningKey = Named<'device-signing-key', 32>;
/** X25519 public key of a device. */
export type DeviceAgreementKey = Named<'device-agreement-key', 32>;

export const accountIdentityKey = (bytes: Uint8Array): AccountIdentityKey =>
  named('account-identity-key', 32, bytes);
export const deviceSigningKey = (bytes: Uint8Array): DeviceSigningKey =>
  named('device-signing-key', 32, bytes);
export const deviceAgreementKey = (bytes: Uint8Array): DeviceAgreementKey =>
  named('device-agreement-key', 32, bytes);

/** The public half of a device together with the account that certifies it. */
export interface DevicePublic extends DeviceAddress {
  readonly accountIdentityKey: AccountIdentityKey;
  readonly signingKey: DeviceSigningKey;
  readonly agreementKey: DeviceAgreementKey;
}

/** Our account identity. It signs device lists and nothing else. */
export interface OurAccountIdentity {
  readonly publicKey: AccountIdentityKey;
  readonly signing: SigningKey;
}

/** This device's own keys. */
export interface OurDevice {
  readonly public: DevicePublic;
  readonly signing: SigningKey;
  readonly agreement: AgreementKey;
}

/** Plaintext of a stored secret, for `sealRecord` only. */
export type SecretRecord<R extends string> = Secret<R, number>;

const FORMAT = 1;

/** [I-1] A fresh account identity and what to seal of it. */
export async function createAccountIdentity(crypto: CryptoProvider): Promise<{
  readonly identity: OurAccountIdentity;
  readonly record: SecretRecord<'AccountIdentityRecord'>;
}> {
  const pair = await crypto.ed25519.generate();
  const publicKey = accountIdentityKey(pair.publicKey);
  return { identity: { publicKey, signing: pair.key }, record: identityRecord(pair.seed, publicKey) };
}

/** The identity of a stored record. @throws CodecError `account-identity-record-…` */
export async function restoreAccountIdentity(
  crypto: CryptoProvider,
  record: Uint8Array,
): Promise<OurAccountIdentity> {
  const { seed, publicKey } = openIdentityRecord(record);
  return { publicKey, signing: await crypto.ed25519.restore(seed) };
}

/** [D-4] The record of an identity that came by a linking, which proved that the seed is this key's. */
export function identityRecord(
  seed: SigningSeed,
  publicKey: AccountIdentityKey,
): SecretRecord<'AccountIdentityRecord'> {
  const record = concat(u8(FORMAT), seed.expose(), publicKey);
  return Secret.of('AccountIdentityRecord', record.length, record);
}

/** @throws CodecError `account-identity-record-…` */
export function openIdentityRecord(record: Uint8Array): {
  readonly seed: SigningSeed;
  readonly publicKey: AccountIdentityKey;
} {
  const reader = opened(record, 'account-identity-record');
  const seed = Secret.of('SigningSeed', 32, reader.take(32));
  const publicKey = accountIdentityKey(reader.take(32));
  reader.end();
  return { seed, publicKey };
}

/** Who a device belongs to, and its id. */
export interface DeviceOwner extends DeviceAddress {
  readonly accountIdentityKey: AccountIdentityKey;
}

/** [I-2] Fresh keys of a device whose account identity is not known yet; {@link assignDevice} makes them a device. */
export interface NewDeviceKeys {
  readonly signing: NewKeyPair<SigningSeed, SigningKey, 32>;
  readonly agreement: NewKeyPair<AgreementSeed, AgreementKey, 32>;
}

/** A device at birth and what to seal of it. */
export interface NewDevice {
  readonly device: OurDevice;
  readonly record: SecretRecord<'DeviceRecord'>;
}

export async function createDeviceKeys(crypto: CryptoProvider): Promise<NewDeviceKeys> {
  const signing = await crypto.ed25519.generate();
  return { signing, agreement: await crypto.x25519.generate() };
}

/** The device of these keys; its id is never used with others. */
export function assignDevice(owner: DeviceOwner, { signing, agreement }: NewDeviceKeys): NewDevice {
  const record = concat(
    u8(FORMAT),
    owner.accountId,
    owner.deviceId,
    owner.accountIdentityKey,
    signing.seed.expose(),
    signing.publicKey,
    agreement.seed.expose(),
    agreement.publicKey,
  );
  const device = {
    public: {
      ...owner,
      signingKey: deviceSigningKey(signing.publicKey),
      agreementKey: deviceAgreementKey(agreement.publicKey),
    },
    signing: signing.key,
    agreement: agreement.key,
  };
  return { device, record: Secret.of('DeviceRecord', record.length, record) };
}

/** [I-2] A fresh device of an account and what to seal of it. */
export async function createDevice(crypto: CryptoProvider, owner: DeviceOwner): Promise<NewDevice> {
  return assignDevice(owner, await createDeviceKeys(crypto));
}

/** The device of a stored record. @throws CodecError `device-record-…` */
export async function restoreDevice(crypto: CryptoProvider, record: Uint8Array): Promise<OurDevice> {
  const reader = opened(record, 'device-record');
  const owner = {
    accountId: accountId(reader.take(16)),
    deviceId: deviceId(reader.take(16)),
    accountIdentityKey: accountIdentityKey(reader.take(32)),
  };
  const signingSeed = Secret.of('SigningSeed', 32, reader.take(32));
  const signingKey = deviceSigningKey(reader.take(32));
  const agreementSeed = Secret.of('AgreementSeed', 32, reader.take(32));
  const agreementKey = deviceAgreementKey(reader.take(32));
  reader.end();
  return {
    public: { ...owner, signingKey, agreementKey },
    signing: await crypto.ed25519.restore(signingSeed),
    agreement: await crypto.x25519.restore(agreementSeed),
  };
}

function opened(record: Uint8Array, what: string): ByteReader {
  const reader = new ByteReader(record, what);
  if (reader.u8() !== FORMAT) {
    throw new CodecError(`${what}-version`);
  }
  return reader;
}
