import type { CryptoProvider } from '../../crypto/index.ts';
import { envelopeId, freshId, uuid } from '../../protocol/index.ts';

/** A random UUID as lower-case text. */
export function freshUuid(crypto: CryptoProvider): string {
  return uuid(envelopeId(freshId(crypto)));
}
