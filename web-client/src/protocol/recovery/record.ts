import {
  ByteReader,
  CodecError,
  concat,
  fixed,
  Secret,
  TacetError,
  u64,
  u8,
  ValidationError,
  VerificationError,
  type Fixed,
} from '../../bytes/index.ts';
import type { AesKey, CryptoProvider, SigningSeed } from '../../crypto/index.ts';
import type { DeviceListHead } from '../identity/device-list.ts';
import type { AccountId } from '../ids.ts';
import { MAX_RECOVERY_RECORD_BYTES } from '../limits.ts';
import { label } from '../suite.ts';
import type { RecoveryWrappingKey } from './keys.ts';

/** [RP-4] What a phrase brings back. */
export interface Recoverable {
  /** Of the account identity. */
  readonly seed: SigningSeed;
  /** Of the newest device list when the phrase was made: whoever recovers asks for a chain that leads over it. */
  readonly head: DeviceListHead;
}

const FORMAT = 1;
const RANDOM_BYTES = 16;
const TAG_BYTES = 16;
const RECORD_LABEL = label('tacet/recovery/record/v1');

/** [RP-4] The record for the service, which cannot open it. */
export async function sealRecovery(
  crypto: CryptoProvider,
  key: RecoveryWrappingKey,
  account: AccountId,
  { seed, head }: Recoverable,
): Promise<Uint8Array> {
  // Fresh bytes in the key: a phrase that seals twice must not repeat a nonce.
  const random = crypto.random(RANDOM_BYTES);
  const cipher = await cipherOf(crypto, key, random);
  const plaintext = concat(seed.expose(), u64(head.version), head.hash);
  const sealed = await crypto.seal(cipher.key, cipher.nonce, plaintext, context(account));
  return concat(u8(FORMAT), random, sealed);
}

/**
 * [RP-4]
 * @throws ValidationError `recovery-too-long`
 * @throws CodecError `recovery-version`, `recovery-truncated`, `recovery-trailing`
 * @throws VerificationError `recovery-tag`: of another phrase or account, or changed
 */
export async function openRecovery(
  crypto: CryptoProvider,
  key: RecoveryWrappingKey,
  account: AccountId,
  record: Uint8Array,
): Promise<Recoverable> {
  if (record.length > MAX_RECOVERY_RECORD_BYTES) {
    throw new ValidationError('recovery-too-long');
  }
  const reader = new ByteReader(record, 'recovery');
  if (reader.u8() !== FORMAT) {
    throw new CodecError('recovery-version');
  }
  const random = reader.take(RANDOM_BYTES);
  const ciphertext = reader.rest();
  if (ciphertext.length < TAG_BYTES) {
    throw new CodecError('recovery-truncated');
  }
  const cipher = await cipherOf(crypto, key, random);
  const opening = crypto.open(cipher.key, cipher.nonce, ciphertext, context(account));
  return decode(
    await opening.catch((cause: unknown) => {
      throw cause instanceof TacetError && cause.kind === 'verification'
        ? new VerificationError('recovery-tag', { cause })
        : cause;
    }),
  );
}

function decode(plaintext: Uint8Array): Recoverable {
  const reader = new ByteReader(plaintext, 'recovery');
  const seed = Secret.of('SigningSeed', 32, reader.take(32));
  // A safe integer, as every number that counts; `time` reads one.
  const version = reader.time();
  const head = { version, hash: reader.take(32) };
  reader.end();
  return { seed, head };
}

const context = (account: AccountId): Uint8Array => concat(RECORD_LABEL, account);

async function cipherOf(
  crypto: CryptoProvider,
  key: RecoveryWrappingKey,
  random: Fixed<16>,
): Promise<{ readonly key: AesKey; readonly nonce: Fixed<12> }> {
  const bytes = await crypto.hkdf(key.expose(), random, RECORD_LABEL, 44);
  return {
    key: await crypto.aesKey(fixed(32, bytes.subarray(0, 32), 'recovery-key')),
    nonce: fixed(12, bytes.subarray(32), 'recovery-nonce'),
  };
}
