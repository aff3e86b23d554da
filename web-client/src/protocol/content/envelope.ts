import {
  ByteReader,
  CodecError,
  concat,
  equal,
  fixed,
  Secret,
  u8,
  VerificationError,
  type Fixed,
} from '../../bytes/index.ts';
import type { AesKey, CryptoProvider } from '../../crypto/index.ts';
import { messageId, type DeviceAddress, type EnvelopeId, type MessageId, type RoomId } from '../ids.ts';
import { label, SUITE, SUITE_BYTES } from '../suite.ts';
import type { Content } from './content.ts';
import { decodeContent, encodeContent } from './content-codec.ts';
import { pad, unpad } from './padding.ts';

/** 32 fresh bytes per message, from which its key and commitment come. */
export type ContentSecret = Secret<'ContentSecret'>;

/** What a message is bound to; the recipient takes it from the relay's frame, not from the message. */
export interface ContentAddress {
  readonly roomId: RoomId;
  readonly sender: DeviceAddress;
  readonly envelopeId: EnvelopeId;
}

/** What each recipient's device gets through its ratchet session. */
export interface ContentKey {
  readonly secret: ContentSecret;
  readonly messageId: MessageId;
  /** [C-14] Only with a resent content: the envelope it was first sent under. */
  readonly resentFrom?: EnvelopeId;
}

const FORMAT = 1;
const ADDRESS_LABEL = label('tacet/content/address/v1');
const KEY_LABEL = label('tacet/content/key/v1');
const MESSAGE_ID_LABEL = label('tacet/content/message-id/v1');
const NO_SALT = new Uint8Array();

/** [C-3] [C-4] [C-5] Encrypts once for everybody. @throws ValidationError as `encodeContent` */
export async function encryptContent(
  crypto: CryptoProvider,
  address: ContentAddress,
  content: Content,
): Promise<{ readonly body: Uint8Array; readonly key: ContentKey }> {
  const plaintext = pad(encodeContent(content));
  const secret = Secret.of('ContentSecret', 32, crypto.random(32));
  const aad = addressBytes(address);
  const { key, nonce, commitment } = await derive(crypto, secret, aad);
  const ciphertext = await crypto.seal(key, nonce, plaintext, aad);
  return {
    body: concat(u8(FORMAT), SUITE_BYTES, commitment, ciphertext),
    key: { secret, messageId: await identify(crypto, aad, commitment, ciphertext) },
  };
}

/**
 * [C-6] Opens a body with the key that came through the sender's ratchet session. The commitment and the
 * message id are compared before anything is decrypted, so that one key cannot show two people two texts.
 * [C-15] A resent body is still bound to the envelope it was first sent under; its sender is always the frame's.
 * @throws CodecError `content-…`, `padding-…`
 * @throws VerificationError `content-commitment`, `content-message-id`, `tag-mismatch`, `content-room`
 */
export async function openContent(
  crypto: CryptoProvider,
  address: ContentAddress,
  received: ContentKey,
  body: Uint8Array,
): Promise<{ readonly content: Content; readonly plaintext: Uint8Array }> {
  const plaintext = await openBody(crypto, address, received, body);
  return { content: readContent(address.roomId, plaintext), plaintext };
}

/**
 * [C-6] The bytes of a content, authenticated and not read yet: what they say may be for a newer client only.
 * @throws as {@link openContent}, apart from what {@link readContent} throws
 */
export async function openBody(
  crypto: CryptoProvider,
  address: ContentAddress,
  received: ContentKey,
  body: Uint8Array,
): Promise<Uint8Array> {
  const { commitment, ciphertext } = parseBody(body);
  const aad = addressBytes({ ...address, envelopeId: received.resentFrom ?? address.envelopeId });
  const derived = await derive(crypto, received.secret, aad);
  if (!equal(derived.commitment, commitment)) {
    throw new VerificationError('content-commitment');
  }
  if (!equal(await identify(crypto, aad, commitment, ciphertext), received.messageId)) {
    throw new VerificationError('content-message-id');
  }
  return unpad(await crypto.open(derived.key, derived.nonce, ciphertext, aad));
}

/**
 * [C-6] What authenticated bytes say, in the room that they were sent to.
 * @throws CodecError, ValidationError `content-…`; `content-version` for a format of a newer client
 * @throws VerificationError `content-room`
 */
export function readContent(room: RoomId, plaintext: Uint8Array): Content {
  const content = decodeContent(plaintext);
  if (!equal(content.roomId, room)) {
    throw new VerificationError('content-room');
  }
  return content;
}

/**
 * [C-5] The message id of a delivered body: who cannot open it can compute it all the same.
 * @throws CodecError `content-body-…`
 */
export async function messageIdOf(
  crypto: CryptoProvider,
  address: ContentAddress,
  body: Uint8Array,
): Promise<MessageId> {
  const { commitment, ciphertext } = parseBody(body);
  return identify(crypto, addressBytes(address), commitment, ciphertext);
}

function parseBody(body: Uint8Array): { readonly commitment: Fixed<32>; readonly ciphertext: Uint8Array } {
  const reader = new ByteReader(body, 'content-body');
  if (reader.u8() !== FORMAT) {
    throw new CodecError('content-body-version');
  }
  if (reader.u16() !== SUITE) {
    throw new CodecError('content-body-suite');
  }
  return { commitment: reader.take(32), ciphertext: reader.rest() };
}

/** [C-3] Every part has a fixed length, so no two addresses share their bytes. */
function addressBytes({ roomId, sender, envelopeId }: ContentAddress): Uint8Array {
  return concat(ADDRESS_LABEL, SUITE_BYTES, roomId, sender.accountId, sender.deviceId, envelopeId);
}

/** [C-4] The nonce may be derived too: the key is used for this one message only. */
async function derive(
  crypto: CryptoProvider,
  secret: ContentSecret,
  aad: Uint8Array,
): Promise<{ readonly key: AesKey; readonly nonce: Fixed<12>; readonly commitment: Fixed<32> }> {
  const bytes = await crypto.hkdf(secret.expose(), NO_SALT, concat(KEY_LABEL, aad), 76);
  return {
    key: await crypto.aesKey(fixed(32, bytes.subarray(0, 32), 'content-key')),
    nonce: fixed(12, bytes.subarray(32, 44), 'content-nonce'),
    commitment: fixed(32, bytes.subarray(44), 'content-commitment'),
  };
}

/** [C-5] */
async function identify(
  crypto: CryptoProvider,
  aad: Uint8Array,
  commitment: Uint8Array,
  ciphertext: Uint8Array,
): Promise<MessageId> {
  return messageId(await crypto.sha256(concat(MESSAGE_ID_LABEL, aad, commitment, ciphertext)));
}
