import { CodecError, fromHex, hex, named, type Named } from '../bytes/index.ts';
import type { CryptoProvider } from '../crypto/index.ts';

/** 16 raw bytes: a UUID without its dashes. */
type Id<R extends string> = Named<R, 16>;
export type AccountId = Id<'account-id'>;
export type DeviceId = Id<'device-id'>;
export type RoomId = Id<'room-id'>;
/** Chosen by the sending device and scoped to it. */
export type EnvelopeId = Id<'envelope-id'>;
/** SHA-256, [C-5]. */
export type MessageId = Named<'message-id', 32>;
/** T of a handshake, [H-4]. */
export type TranscriptHash = Named<'transcript-hash', 32>;
/** The first 16 bytes of a handshake's transcript hash, [H-5]. */
export type RatchetSessionId = Id<'ratchet-session-id'>;

export const accountId = (bytes: Uint8Array): AccountId => named('account-id', 16, bytes);
export const deviceId = (bytes: Uint8Array): DeviceId => named('device-id', 16, bytes);
export const roomId = (bytes: Uint8Array): RoomId => named('room-id', 16, bytes);
export const envelopeId = (bytes: Uint8Array): EnvelopeId => named('envelope-id', 16, bytes);
export const messageId = (bytes: Uint8Array): MessageId => named('message-id', 32, bytes);
export const transcriptHash = (bytes: Uint8Array): TranscriptHash => named('transcript-hash', 32, bytes);
export const ratchetSessionId = (bytes: Uint8Array): RatchetSessionId =>
  named('ratchet-session-id', 16, bytes);
/** [H-5] */
export const sessionIdOf = (transcript: TranscriptHash): RatchetSessionId =>
  ratchetSessionId(transcript.slice(0, 16));

/** Which device of which account. */
export interface DeviceAddress {
  readonly accountId: AccountId;
  readonly deviceId: DeviceId;
}

/** Sixteen fresh bytes with the version and variant bits of a random UUID (RFC 9562, version 4). */
export function freshId(crypto: CryptoProvider): Uint8Array {
  const bytes = crypto.random(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}

/** Lower-case UUID text of an id, as the REST interfaces write it. */
export function uuid(id: Id<string>): string {
  const text = hex(id);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The 16 bytes of a lower-case UUID. @throws CodecError `uuid-invalid` */
export function fromUuid(text: string): Uint8Array {
  if (!UUID.test(text)) {
    throw new CodecError('uuid-invalid');
  }
  return fromHex(text.replaceAll('-', ''));
}
