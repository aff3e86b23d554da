import {
  ByteReader,
  CodecError,
  concat,
  fixed,
  prefixed,
  Secret,
  TacetError,
  u64,
  u8,
  utf8,
  VerificationError,
  type Fixed,
} from '../../bytes/index.ts';
import type { AesKey, CryptoProvider, MacKey } from '../../crypto/index.ts';
import type { AccountId } from '../ids.ts';
import type { WrappingKey } from '../password/derivation.ts';
import { label } from '../suite.ts';

/** 32 random bytes from which everything at rest is derived. Exists in memory only while it is wrapped or opened. */
export type VaultRoot = Secret<'VaultRoot'>;

/** The keys of an open vault. Locking means dropping this object. */
export interface Vault {
  readonly recordKey: AesKey;
  readonly nameKey: MacKey;
}

/** Where a record lives; a record moved elsewhere does not open. */
export interface RecordPlace {
  /** Name of the store, ASCII. */
  readonly store: string;
  /** The key under which the store holds it, as bytes. */
  readonly key: Uint8Array;
  /** Version of the plaintext's format. */
  readonly version: number;
}

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NO_SALT = new Uint8Array();
const RECORD_KEY_LABEL = label('tacet/vault/record-key/v1');
const NAME_KEY_LABEL = label('tacet/vault/name-key/v1');
const WRAP_LABEL = label('tacet/vault/wrap/v1');
const RECORD_LABEL = label('tacet/vault/record/v1');
const NAME_LABEL = label('tacet/vault/name/v1');

/** What a vault root is wrapped under. */
const UNDER_PASSWORD = 1;

/** [V-1] A fresh root. */
export function createVaultRoot(crypto: CryptoProvider): VaultRoot {
  return Secret.of('VaultRoot', 32, crypto.random(32));
}

/** [V-2] The keys under a root, non-extractable. */
export async function openVault(crypto: CryptoProvider, root: VaultRoot): Promise<Vault> {
  const recordKey = await crypto.hkdf(root.expose(), NO_SALT, RECORD_KEY_LABEL, 32);
  const nameKey = await crypto.hkdf(root.expose(), NO_SALT, NAME_KEY_LABEL, 32);
  return { recordKey: await crypto.aesKey(recordKey), nameKey: await crypto.macKey(nameKey) };
}

/** [V-3] The root sealed under the password's wrapping key, for storage in this browser only. */
export async function wrapVaultRoot(
  crypto: CryptoProvider,
  key: WrappingKey,
  account: AccountId,
  root: VaultRoot,
): Promise<Uint8Array> {
  return sealWith(crypto, key.key, wrapContext(account), root.expose());
}

/** @throws VerificationError `vault-wrong-key`: wrong password, or the wrapped copy was altered */
export async function unwrapVaultRoot(
  crypto: CryptoProvider,
  key: WrappingKey,
  account: AccountId,
  wrapped: Uint8Array,
): Promise<VaultRoot> {
  const root = await openWith(crypto, key.key, wrapContext(account), wrapped, 'vault-wrong-key');
  return Secret.of('VaultRoot', 32, root);
}

function wrapContext(account: AccountId): Uint8Array {
  return concat(WRAP_LABEL, u8(UNDER_PASSWORD), account);
}

/** [V-4] Seals a record for its place under a fresh random nonce. */
export async function sealRecord(
  crypto: CryptoProvider,
  vault: Vault,
  place: RecordPlace,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  return sealWith(crypto, vault.recordKey, recordContext(place), plaintext);
}

/** @throws VerificationError `record-damaged`: altered, moved, or sealed under another vault */
export async function openRecord(
  crypto: CryptoProvider,
  vault: Vault,
  place: RecordPlace,
  sealed: Uint8Array,
): Promise<Uint8Array> {
  return openWith(crypto, vault.recordKey, recordContext(place), sealed, 'record-damaged');
}

function recordContext(place: RecordPlace): Uint8Array {
  return concat(RECORD_LABEL, prefixed(utf8(place.store)), prefixed(place.key), u64(place.version));
}

/** [V-5] What stands in for a name that would tell something (a username, a room) as a key of a store. */
export async function recordName(
  crypto: CryptoProvider,
  vault: Vault,
  store: string,
  name: Uint8Array,
): Promise<Fixed<32>> {
  return crypto.mac(vault.nameKey, concat(NAME_LABEL, prefixed(utf8(store)), name));
}

async function sealWith(
  crypto: CryptoProvider,
  key: AesKey,
  context: Uint8Array,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  const nonce = crypto.random(NONCE_BYTES);
  return concat(u8(FORMAT), nonce, await crypto.seal(key, nonce, plaintext, context));
}

async function openWith(
  crypto: CryptoProvider,
  key: AesKey,
  context: Uint8Array,
  sealed: Uint8Array,
  code: string,
): Promise<Uint8Array> {
  const reader = new ByteReader(sealed, 'sealed');
  if (reader.u8() !== FORMAT) {
    throw new CodecError('sealed-version');
  }
  const nonce = fixed(NONCE_BYTES, reader.take(NONCE_BYTES), 'sealed');
  const ciphertext = reader.rest();
  if (ciphertext.length < TAG_BYTES) {
    throw new CodecError('sealed-truncated');
  }
  return crypto.open(key, nonce, ciphertext, context).catch((cause: unknown) => {
    throw cause instanceof TacetError && cause.kind === 'verification'
      ? new VerificationError(code, { cause })
      : cause;
  });
}
