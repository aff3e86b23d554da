import { concat, Secret } from '../../bytes/index.ts';
import type { CryptoProvider, SigningSeed } from '../../crypto/index.ts';
import type { AccountId } from '../ids.ts';
import { label } from '../suite.ts';

/** Opens and makes the account's archive; never leaves its devices. */
export type ArchiveKey = Secret<'ArchiveKey'>;

const KEY_LABEL = label('tacet/archive/key/v1');
const NO_SALT = new Uint8Array();

/** Of the account identity: every device has it, and whoever recovers. A replaced identity has another. */
export async function archiveKey(
  crypto: CryptoProvider,
  seed: SigningSeed,
  account: AccountId,
): Promise<ArchiveKey> {
  const bytes = await crypto.hkdf(seed.expose(), NO_SALT, concat(KEY_LABEL, account), 32);
  return Secret.of('ArchiveKey', 32, bytes);
}
