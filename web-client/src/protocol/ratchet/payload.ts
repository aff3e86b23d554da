import { ByteReader, CodecError, concat, Secret, u8 } from '../../bytes/index.ts';
import type { ContentKey } from '../content/envelope.ts';
import { envelopeId, messageId } from '../ids.ts';

const CONTENT_KEY = 1;
const RESENT_CONTENT_KEY = 2;

/** What a ratchet message carries. */
export function encodePayload({ secret, messageId: id, resentFrom }: ContentKey): Uint8Array {
  return resentFrom === undefined
    ? concat(u8(CONTENT_KEY), secret.expose(), id)
    : concat(u8(RESENT_CONTENT_KEY), secret.expose(), id, resentFrom);
}

/** @throws CodecError `payload-…` */
export function decodePayload(bytes: Uint8Array): ContentKey {
  const reader = new ByteReader(bytes, 'payload');
  const kind = reader.u8();
  if (kind !== CONTENT_KEY && kind !== RESENT_CONTENT_KEY) {
    throw new CodecError('payload-kind');
  }
  const key = {
    secret: Secret.of('ContentSecret', 32, reader.take(32)),
    messageId: messageId(reader.take(32)),
  };
  const resent = kind === RESENT_CONTENT_KEY ? { ...key, resentFrom: envelopeId(reader.take(16)) } : key;
  reader.end();
  return resent;
}
