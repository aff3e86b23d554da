import { named, type Named, type Secret } from '../../bytes/index.ts';

/** RK of the Double Ratchet. */
export type RootKey = Secret<'RootKey'>;
/** CK: moves forward only. */
export type ChainKey = Secret<'ChainKey'>;
/** MK: one message. */
export type MessageKey = Secret<'MessageKey'>;
/** Seals "is writing" in one direction of one ratchet session. */
export type TypingKey = Secret<'TypingKey'>;

/** X25519 public ratchet keys, ours and theirs apart. */
export type OurRatchetKey = Named<'our-ratchet-key', 32>;
export type TheirRatchetKey = Named<'their-ratchet-key', 32>;
export const ourRatchetKey = (bytes: Uint8Array): OurRatchetKey => named('our-ratchet-key', 32, bytes);
export const theirRatchetKey = (bytes: Uint8Array): TheirRatchetKey => named('their-ratchet-key', 32, bytes);
