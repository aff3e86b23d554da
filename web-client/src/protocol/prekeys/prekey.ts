import { create, toBinary } from '@bufbuild/protobuf';
import {
  ByteReader,
  CodecError,
  concat,
  named,
  prefixed,
  Secret,
  u32,
  u64,
  u8,
  type Named,
} from '../../bytes/index.ts';
import type { AgreementKey, CryptoProvider, DecapsulationKey } from '../../crypto/index.ts';
import {
  PrekeyKind as WireKind,
  PrekeySchema,
  SignedPrekeySchema,
} from '../../wire/gen/tacet/identity/v1/identity_pb.ts';
import type { OurDevice, SecretRecord } from '../identity/keys.ts';
import { label } from '../suite.ts';
import { wireInteger } from '../wire.ts';

export type AgreementPrekeyKind = 'x25519-signed' | 'x25519-one-time';
export type KemPrekeyKind = 'ml-kem-last-resort' | 'ml-kem-one-time';
export type PrekeyKind = AgreementPrekeyKind | KemPrekeyKind;

/** Which of our prekeys: key ids are unique per device and kind. */
export interface PrekeyRef {
  readonly kind: PrekeyKind;
  readonly keyId: number;
}

/** X25519 public prekey. */
export type AgreementPrekeyPublic = Named<'agreement-prekey', 32>;
/** ML-KEM-768 encapsulation key of a prekey. */
export type KemPrekeyPublic = Named<'kem-prekey', 1184>;
export const agreementPrekeyPublic = (bytes: Uint8Array): AgreementPrekeyPublic =>
  named('agreement-prekey', 32, bytes);
export const kemPrekeyPublic = (bytes: Uint8Array): KemPrekeyPublic => named('kem-prekey', 1184, bytes);

interface OurPrekeyBase {
  readonly keyId: number;
  /** [PK-3] Of rotating kinds: higher with each rotation; 0 for one-time kinds. */
  readonly counter: number;
  readonly createdAtMs: number;
}
export interface OurAgreementPrekey extends OurPrekeyBase {
  readonly kind: AgreementPrekeyKind;
  readonly publicKey: AgreementPrekeyPublic;
  readonly key: AgreementKey;
}
export interface OurKemPrekey extends OurPrekeyBase {
  readonly kind: KemPrekeyKind;
  readonly publicKey: KemPrekeyPublic;
  readonly key: DecapsulationKey;
}
/** One of our own prekeys, ready for use. */
export type OurPrekey = OurAgreementPrekey | OurKemPrekey;

export const WIRE_KIND: Readonly<Record<PrekeyKind, WireKind>> = {
  'x25519-signed': WireKind.X25519_SIGNED,
  'x25519-one-time': WireKind.X25519_ONE_TIME,
  'ml-kem-last-resort': WireKind.ML_KEM_768_LAST_RESORT,
  'ml-kem-one-time': WireKind.ML_KEM_768_ONE_TIME,
};
const KINDS: ReadonlyMap<number, PrekeyKind> = new Map<number, PrekeyKind>([
  [WireKind.X25519_SIGNED, 'x25519-signed'],
  [WireKind.X25519_ONE_TIME, 'x25519-one-time'],
  [WireKind.ML_KEM_768_LAST_RESORT, 'ml-kem-last-resort'],
  [WireKind.ML_KEM_768_ONE_TIME, 'ml-kem-one-time'],
]);

export const isRotating = (kind: PrekeyKind): boolean =>
  kind === 'x25519-signed' || kind === 'ml-kem-last-resort';
export const isKem = (kind: PrekeyKind): kind is KemPrekeyKind =>
  kind === 'ml-kem-last-resort' || kind === 'ml-kem-one-time';

export const PREKEY_LABEL = label('tacet/prekey/v1');
const FORMAT = 1;

export interface PrekeyPlan extends PrekeyRef {
  /** Of rotating kinds, from 1; ignored for one-time kinds. */
  readonly counter?: number;
  readonly nowMs: number;
}

/** [PK-1] [PK-2] A fresh prekey: what to seal, and what to publish. */
export async function createPrekey(
  crypto: CryptoProvider,
  device: OurDevice,
  plan: PrekeyPlan,
): Promise<{
  readonly prekey: OurPrekey;
  readonly record: SecretRecord<'PrekeyRecord'>;
  /** Serialised `SignedPrekey`. */
  readonly signed: Uint8Array;
}> {
  const counter = isRotating(plan.kind) ? (plan.counter ?? 1) : 0;
  const base = { keyId: plan.keyId, counter, createdAtMs: plan.nowMs };
  const { prekey, seed } = isKem(plan.kind)
    ? await generateKem(crypto, plan.kind, base)
    : await generateAgreement(crypto, plan.kind, base);
  const record = encodeRecord(prekey, seed);
  return {
    prekey,
    record: Secret.of('PrekeyRecord', record.length, record),
    signed: await sign(crypto, device, prekey),
  };
}

async function generateAgreement(crypto: CryptoProvider, kind: AgreementPrekeyKind, base: OurPrekeyBase) {
  const pair = await crypto.x25519.generate();
  const prekey: OurPrekey = {
    ...base,
    kind,
    publicKey: agreementPrekeyPublic(pair.publicKey),
    key: pair.key,
  };
  return { prekey, seed: pair.seed.expose() as Uint8Array };
}

async function generateKem(crypto: CryptoProvider, kind: KemPrekeyKind, base: OurPrekeyBase) {
  const pair = await crypto.mlKem768.generate();
  const prekey: OurPrekey = { ...base, kind, publicKey: kemPrekeyPublic(pair.publicKey), key: pair.key };
  return { prekey, seed: pair.seed.expose() as Uint8Array };
}

async function sign(crypto: CryptoProvider, device: OurDevice, prekey: OurPrekey): Promise<Uint8Array> {
  const bytes = toBinary(
    PrekeySchema,
    create(PrekeySchema, {
      format: FORMAT,
      kind: WIRE_KIND[prekey.kind],
      accountId: device.public.accountId,
      deviceId: device.public.deviceId,
      keyId: prekey.keyId,
      counter: wireInteger(prekey.counter),
      createdAtMs: wireInteger(prekey.createdAtMs),
      publicKey: prekey.publicKey,
    }),
  );
  const signature = await crypto.ed25519.sign(device.signing, concat(PREKEY_LABEL, bytes));
  return toBinary(SignedPrekeySchema, create(SignedPrekeySchema, { prekey: bytes, signature }));
}

function encodeRecord(prekey: OurPrekey, seed: Uint8Array): Uint8Array {
  return concat(
    u8(FORMAT),
    u8(WIRE_KIND[prekey.kind]),
    u32(prekey.keyId),
    u64(prekey.counter),
    u64(prekey.createdAtMs),
    prefixed(prekey.publicKey),
    prefixed(seed),
  );
}

/** The prekey of a stored record. @throws CodecError `prekey-record-…` */
export async function restorePrekey(crypto: CryptoProvider, record: Uint8Array): Promise<OurPrekey> {
  const reader = new ByteReader(record, 'prekey-record');
  if (reader.u8() !== FORMAT) {
    throw new CodecError('prekey-record-version');
  }
  const kind = KINDS.get(reader.u8());
  if (kind === undefined) {
    throw new CodecError('prekey-record-kind');
  }
  const base = { keyId: reader.u32(), counter: reader.time(), createdAtMs: reader.time() };
  const publicKey = reader.prefixed(1184);
  const seed = reader.prefixed(64);
  reader.end();
  if (isKem(kind)) {
    const key = await crypto.mlKem768.restore(Secret.of('KemSeed', 64, seed));
    return { ...base, kind, publicKey: kemPrekeyPublic(publicKey), key };
  }
  const key = await crypto.x25519.restore(Secret.of('AgreementSeed', 32, seed));
  return { ...base, kind, publicKey: agreementPrekeyPublic(publicKey), key };
}

/** For transcripts: kind as on the wire. */
export const kindByte = (kind: PrekeyKind): Uint8Array => u8(WIRE_KIND[kind]);
/** The kind of a wire number, if there is one. */
export const kindOf = (wire: number): PrekeyKind | undefined => KINDS.get(wire);
