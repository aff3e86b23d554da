import { CodecError, concat, equal, fixed, VerificationError } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { PrekeySchema, SignedPrekeySchema } from '../../wire/gen/tacet/identity/v1/identity_pb.ts';
import type { DevicePublic } from '../identity/keys.ts';
import { bytes64, parse, refuseUnknown, safeInteger } from '../wire.ts';
import {
  agreementPrekeyPublic,
  isKem,
  isRotating,
  kemPrekeyPublic,
  PREKEY_LABEL,
  WIRE_KIND,
  type AgreementPrekeyKind,
  type AgreementPrekeyPublic,
  type KemPrekeyKind,
  type KemPrekeyPublic,
  type PrekeyKind,
} from './prekey.ts';

/** Not exported: nothing but {@link verifyBundle} can make a bundle that carries it. */
const verified = Symbol('verified bundle');

interface TheirPrekeyBase<K extends PrekeyKind> {
  readonly kind: K;
  readonly keyId: number;
  readonly counter: number;
  readonly createdAtMs: number;
}
/** A prekey of somebody else's device, its signature verified. */
export interface TheirAgreementPrekey<
  K extends AgreementPrekeyKind = AgreementPrekeyKind,
> extends TheirPrekeyBase<K> {
  readonly publicKey: AgreementPrekeyPublic;
}
export interface TheirKemPrekey extends TheirPrekeyBase<KemPrekeyKind> {
  readonly publicKey: KemPrekeyPublic;
}

/** As the social service hands it out: serialised `SignedPrekey`s. */
export interface PrekeyBundle {
  readonly x25519Signed: Uint8Array;
  readonly x25519OneTime: Uint8Array | null;
  readonly mlKemLastResort: Uint8Array;
  readonly mlKemOneTime: Uint8Array | null;
}

/** The highest counters of rotating prekeys ever seen from a device; 0 when none. */
export interface PrekeyCounters {
  readonly x25519Signed: number;
  readonly mlKemLastResort: number;
}

/** A bundle to start a ratchet session with. */
export interface VerifiedBundle {
  readonly [verified]: true;
  readonly device: DevicePublic;
  readonly signed: TheirAgreementPrekey<'x25519-signed'>;
  readonly oneTime: TheirAgreementPrekey<'x25519-one-time'> | null;
  /** The one-time ML-KEM key if there was one, else the last resort. */
  readonly kem: TheirKemPrekey;
  /** What to remember: the highest counters, this bundle included. */
  readonly counters: PrekeyCounters;
}

/**
 * [PK-4] Verifies a bundle of a certified device against the highest counters seen from it.
 * @throws CodecError `prekey-…`
 * @throws VerificationError `prekey-of-another-device`, `prekey-signature`, `prekey-kind`,
 *   `prekey-counter-lowered` (an alarm: the server hands out an old prekey)
 */
export async function verifyBundle(
  crypto: CryptoProvider,
  device: DevicePublic,
  bundle: PrekeyBundle,
  seen: PrekeyCounters,
): Promise<VerifiedBundle> {
  const signed = await verifyAgreement(crypto, device, 'x25519-signed', bundle.x25519Signed);
  const lastResort = await verifyKem(crypto, device, 'ml-kem-last-resort', bundle.mlKemLastResort);
  if (signed.counter < seen.x25519Signed || lastResort.counter < seen.mlKemLastResort) {
    throw new VerificationError('prekey-counter-lowered');
  }
  const oneTime =
    bundle.x25519OneTime === null
      ? null
      : await verifyAgreement(crypto, device, 'x25519-one-time', bundle.x25519OneTime);
  const oneTimeKem =
    bundle.mlKemOneTime === null
      ? null
      : await verifyKem(crypto, device, 'ml-kem-one-time', bundle.mlKemOneTime);
  return {
    [verified]: true,
    device,
    signed,
    oneTime,
    kem: oneTimeKem ?? lastResort,
    counters: { x25519Signed: signed.counter, mlKemLastResort: lastResort.counter },
  };
}

async function verifyAgreement<K extends AgreementPrekeyKind>(
  crypto: CryptoProvider,
  device: DevicePublic,
  kind: K,
  bytes: Uint8Array,
): Promise<TheirAgreementPrekey<K>> {
  const { base, publicKey } = await verifyPrekey(crypto, device, kind, bytes);
  return { ...base, publicKey: agreementPrekeyPublic(publicKey) };
}

async function verifyKem(
  crypto: CryptoProvider,
  device: DevicePublic,
  kind: KemPrekeyKind,
  bytes: Uint8Array,
): Promise<TheirKemPrekey> {
  const { base, publicKey } = await verifyPrekey(crypto, device, kind, bytes);
  return { ...base, publicKey: kemPrekeyPublic(publicKey) };
}

async function verifyPrekey<K extends PrekeyKind>(
  crypto: CryptoProvider,
  device: DevicePublic,
  kind: K,
  bytes: Uint8Array,
): Promise<{ readonly base: TheirPrekeyBase<K>; readonly publicKey: Uint8Array }> {
  const signed = parse(SignedPrekeySchema, bytes, 'prekey');
  const signature = bytes64(signed.signature, 'prekey-signature');
  // The signature first: everything after it may trust the device, not the server.
  if (!(await crypto.ed25519.verify(device.signingKey, concat(PREKEY_LABEL, signed.prekey), signature))) {
    throw new VerificationError('prekey-signature');
  }
  const prekey = parse(PrekeySchema, signed.prekey, 'prekey');
  if (prekey.format !== 1) {
    throw new CodecError('prekey-version');
  }
  refuseUnknown([prekey], 'prekey');
  if (!equal(prekey.accountId, device.accountId) || !equal(prekey.deviceId, device.deviceId)) {
    throw new VerificationError('prekey-of-another-device');
  }
  if (prekey.kind !== WIRE_KIND[kind]) {
    throw new VerificationError('prekey-kind');
  }
  const counter = safeInteger(prekey.counter, 'prekey');
  if (isRotating(kind) === (counter === 0)) {
    throw new CodecError('prekey-counter');
  }
  return {
    base: { kind, keyId: prekey.keyId, counter, createdAtMs: safeInteger(prekey.createdAtMs, 'prekey') },
    publicKey: fixed(isKem(kind) ? 1184 : 32, prekey.publicKey, 'prekey-public-key'),
  };
}
