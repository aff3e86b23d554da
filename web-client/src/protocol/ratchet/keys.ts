import { named, type Named, type Secret } from '../../bytes/index.ts';
import type { KemOutput } from '../../crypto/index.ts';

/** RK of the Double Ratchet. */
export type RootKey = Secret<'RootKey'>;
/** CK: moves forward only. What we send under and what they send under never stand in for each other. */
export type SendingChainKey = Secret<'SendingChainKey'>;
export type ReceivingChainKey = Secret<'ReceivingChainKey'>;
export type ChainRole = 'SendingChainKey' | 'ReceivingChainKey';
/** MK: one message. */
export type MessageKey = Secret<'MessageKey'>;
/** Seals "is writing" in one direction of one ratchet session. */
export type OurTypingKey = Secret<'OurTypingKey'>;
export type TheirTypingKey = Secret<'TheirTypingKey'>;
export interface TypingKeys {
  readonly ours: OurTypingKey;
  readonly theirs: TheirTypingKey;
}

/** X25519 public ratchet keys, ours and theirs apart. */
export type OurRatchetKey = Named<'our-ratchet-key', 32>;
export type TheirRatchetKey = Named<'their-ratchet-key', 32>;
export const ourRatchetKey = (bytes: Uint8Array): OurRatchetKey => named('our-ratchet-key', 32, bytes);
export const theirRatchetKey = (bytes: Uint8Array): TheirRatchetKey => named('their-ratchet-key', 32, bytes);

/** `ek` of a post-quantum step: the ML-KEM-768 key that one side shows. */
export type OurOffer = Named<'our-offer', 1184>;
export type TheirOffer = Named<'their-offer', 1184>;
export const ourOffer = (bytes: Uint8Array): OurOffer => named('our-offer', 1184, bytes);
export const theirOffer = (bytes: Uint8Array): TheirOffer => named('their-offer', 1184, bytes);

/** `ct` of a post-quantum step: the ciphertext for the other side's offer. */
export type OurAnswer = Named<'our-answer', 1088>;
export type TheirAnswer = Named<'their-answer', 1088>;
export const ourAnswer = (bytes: Uint8Array): OurAnswer => named('our-answer', 1088, bytes);
export const theirAnswer = (bytes: Uint8Array): TheirAnswer => named('their-answer', 1088, bytes);

/** `SHA-256(ek ‖ ct)`: names the step in the derivation of the root key. */
export type StepBinding = Named<'step-binding', 32>;
export const stepBinding = (bytes: Uint8Array): StepBinding => named('step-binding', 32, bytes);

/** What both sides hold once an offer is answered, until it is mixed into a root step. */
export interface StepSecret {
  readonly shared: KemOutput;
  readonly binding: StepBinding;
}
