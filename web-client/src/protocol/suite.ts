import { concat, u16, utf8 } from '../bytes/index.ts';

/**
 * [W-2] X25519 and ML-KEM-768, HKDF/HMAC-SHA-256, AES-256-GCM. A later suite gets another number; nothing is
 * negotiated, so nothing can be negotiated down.
 */
export const SUITE = 1;

/** SUITE as two bytes. */
export const SUITE_BYTES = u16(SUITE);

/** [W-1] A label: its ASCII text and one zero byte, which ends it, so that no label is the prefix of another. */
export function label(name: `tacet/${string}/v${number}`): Uint8Array {
  return concat(utf8(name), new Uint8Array(1));
}
