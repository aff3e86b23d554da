import { concat, equal, prefixed, utf8, type Fixed } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { label } from '../suite.ts';

/** [M-15] What a `RoomUpdate` says, and what a log commits to. */
export interface RoomName {
  /** 1 to 64 characters. */
  readonly name: string;
  /** At most 2,048 bytes of UTF-8. */
  readonly description: string;
  /** Random: without it the service could guess names against their hash. */
  readonly salt: Fixed<32>;
}

const NAME_LABEL = label('tacet/room/name/v1');

/** A name with a fresh salt. */
export function saltName(crypto: CryptoProvider, name: string, description: string): RoomName {
  return { name, description, salt: crypto.random(32) };
}

/** [M-15] The commitment to a name, for create and rename. */
export async function roomNameHash(
  crypto: CryptoProvider,
  { name, description, salt }: RoomName,
): Promise<Fixed<32>> {
  return crypto.sha256(concat(NAME_LABEL, salt, prefixed(utf8(name)), prefixed(utf8(description))));
}

/** [M-15] Whether this is the name that the log is committed to, whoever sent it. */
export async function isNameInForce(
  crypto: CryptoProvider,
  log: { readonly nameHash: Fixed<32> },
  name: RoomName,
): Promise<boolean> {
  return equal(await roomNameHash(crypto, name), log.nameHash);
}
