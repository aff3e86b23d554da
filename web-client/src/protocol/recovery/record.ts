import { ByteReader, concat, Secret, u64, ValidationError, VerificationError } from '../../bytes/index.ts';
import type { CryptoProvider, SigningSeed } from '../../crypto/index.ts';
import type { DeviceListHead } from '../identity/device-list.ts';
import type { AccountId } from '../ids.ts';
import { MAX_RECOVERY_RECORD_BYTES } from '../limits.ts';
import { openOnce, sealOnce, type Sealing } from '../sealed-once.ts';
import { label } from '../suite.ts';
import type { RecoveryWrappingKey } from './keys.ts';

/** [RP-4] What a phrase brings back. */
export interface Recoverable {
  /** Of the account identity. */
  readonly seed: SigningSeed;
  /** Of the newest device list when the phrase was made: whoever recovers asks for a chain that leads over it. */
  readonly head: DeviceListHead;
}

const RECORD_LABEL = label('tacet/recovery/record/v1');

/** [RP-4] The record for the service, which cannot open it. A phrase may seal twice: {@link sealOnce}. */
export function sealRecovery(
  crypto: CryptoProvider,
  key: RecoveryWrappingKey,
  account: AccountId,
  { seed, head }: Recoverable,
): Promise<Uint8Array> {
  const plaintext = concat(seed.expose(), u64(head.version), head.hash);
  return sealOnce(crypto, sealingOf(key, account), plaintext);
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
  return decode(await openOnce(crypto, sealingOf(key, account), record, doesNotOpen));
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

const sealingOf = (key: RecoveryWrappingKey, account: AccountId): Sealing => ({
  what: 'recovery',
  key,
  info: RECORD_LABEL,
  context: concat(RECORD_LABEL, account),
});

const doesNotOpen = (cause: unknown) => new VerificationError('recovery-tag', { cause });
