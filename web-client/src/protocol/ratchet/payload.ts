import { ByteReader, CodecError, concat, Secret, u8 } from '../../bytes/index.ts';
import type { ContentKey } from '../content/envelope.ts';
import { messageId } from '../ids.ts';

const CONTENT_KEY = 1;

/** What a ratchet message carries. */
export function encodePayload(key: ContentKey): Uint8Array {
  return concat(u8(CONTENT_KEY), key.secret.expose(), key.messageId);
}

/** @throws CodecError `payload-…` */
export function decodePayload(bytes: Uint8Array): ContentKey {
  const reader = new ByteReader(bytes, 'payload');
  if (reader.u8() !== CONTENT_KEY) {
    throw new CodecError('payload-kind');
  }
  const secret = Secret.of('ContentSecret', 32, reader.take(32));
  const id = messageId(reader.take(32));
  reader.end();
  return { secret, messageId: id };
}
