import {
  ByteReader,
  CodecError,
  concat,
  isZero,
  named,
  u16,
  u32,
  u8,
  type Fixed,
  type Named,
} from '../../bytes/index.ts';
import { ratchetSessionId, type RatchetSessionId } from '../ids.ts';
import { MAX_SEALED_BYTES } from '../limits.ts';
import { isKem, kindByte, kindOf, type KemPrekeyKind } from '../prekeys/prekey.ts';
import { SUITE } from '../suite.ts';
import { decodeHeader, encodeHeader, type OurHeader, type TheirHeader } from './header.ts';

/** X25519 public key made for one handshake. */
export type EphemeralKey = Named<'ephemeral-key', 32>;

/** [W-4] What the initiator adds to every message until the first answer. */
export interface HandshakeHeader {
  readonly ephemeralKey: EphemeralKey;
  /** [S-3] One more than that of every ratchet session the initiator knew in this pair. */
  readonly generation: number;
  /** The ratchet session this one replaces, if the initiator knew one. */
  readonly replaces: RatchetSessionId | null;
  readonly signedPrekeyId: number;
  readonly oneTimePrekeyId: number | null;
  readonly kemKind: KemPrekeyKind;
  readonly kemPrekeyId: number;
  readonly kemCiphertext: Fixed<1088>;
}

interface Framed {
  readonly sessionId: RatchetSessionId;
  /** Everything before the ciphertext, as sent: authenticated with it. */
  readonly head: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** A message to one device, parsed and not yet trusted. */
export type SealedMessage =
  | (Framed & { readonly kind: 'first'; readonly handshake: HandshakeHeader; readonly header: TheirHeader })
  | (Framed & { readonly kind: 'later'; readonly header: TheirHeader })
  | (Framed & { readonly kind: 'typing'; readonly random: Fixed<16> });

const FORMAT = 1;
const KIND = { first: 1, later: 2, typing: 3 } as const;
/** Of AES-256-GCM. */
const TAG_BYTES = 16;
const NO_SESSION = new Uint8Array(16);

function frame(kind: keyof typeof KIND, sessionId: RatchetSessionId): Uint8Array {
  return concat(u8(FORMAT), u8(KIND[kind]), u16(SUITE), sessionId); // [W-3]
}

/** The head of a first or later message. */
export function encodeHead(
  sessionId: RatchetSessionId,
  handshake: HandshakeHeader | null,
  header: OurHeader,
): Uint8Array {
  return concat(
    frame(handshake === null ? 'later' : 'first', sessionId),
    handshake === null ? new Uint8Array() : encodeHandshake(handshake),
    encodeHeader(header),
  );
}

/** [W-7] The head of a typing notice. */
export function encodeTypingHead(sessionId: RatchetSessionId, random: Fixed<16>): Uint8Array {
  return concat(frame('typing', sessionId), random);
}

/** [W-4] */
export function encodeHandshake(handshake: HandshakeHeader): Uint8Array {
  return concat(
    handshake.ephemeralKey,
    u32(handshake.generation),
    handshake.replaces ?? NO_SESSION,
    u32(handshake.signedPrekeyId),
    u8(handshake.oneTimePrekeyId === null ? 0 : 1),
    u32(handshake.oneTimePrekeyId ?? 0),
    kindByte(handshake.kemKind),
    u32(handshake.kemPrekeyId),
    handshake.kemCiphertext,
  );
}

/** @throws CodecError `sealed-message-…`, `handshake-…` */
export function parseSealedMessage(bytes: Uint8Array): SealedMessage {
  if (bytes.length > MAX_SEALED_BYTES) {
    throw new CodecError('sealed-message-too-long');
  }
  const reader = new ByteReader(bytes, 'sealed-message');
  if (reader.u8() !== FORMAT) {
    throw new CodecError('sealed-message-version');
  }
  const kind = reader.u8();
  if (reader.u16() !== SUITE) {
    throw new CodecError('sealed-message-suite');
  }
  const sessionId = ratchetSessionId(reader.take(16));
  switch (kind) {
    case KIND.first: {
      const handshake = decodeHandshake(reader);
      const header = decodeHeader(reader);
      return { kind: 'first', sessionId, handshake, header, ...split(bytes, reader) };
    }
    case KIND.later: {
      const header = decodeHeader(reader);
      return { kind: 'later', sessionId, header, ...split(bytes, reader) };
    }
    case KIND.typing: {
      const random = reader.take(16);
      return { kind: 'typing', sessionId, random, ...split(bytes, reader) };
    }
    default:
      throw new CodecError('sealed-message-kind');
  }
}

function split(bytes: Uint8Array, reader: ByteReader): Pick<Framed, 'head' | 'ciphertext'> {
  const head = bytes.slice(0, reader.offset);
  const ciphertext = reader.rest();
  if (ciphertext.length < TAG_BYTES) {
    throw new CodecError('sealed-message-truncated'); // [W-3]
  }
  return { head, ciphertext };
}

/** Reads what {@link encodeHandshake} wrote. */
export function decodeHandshake(reader: ByteReader): HandshakeHeader {
  const ephemeralKey = named('ephemeral-key', 32, reader.take(32));
  const generation = reader.u32();
  const replaces = reader.take(16);
  const signedPrekeyId = reader.u32();
  const hasOneTime = reader.flag();
  const oneTimeId = reader.u32();
  const kemKind = kindOf(reader.u8());
  const kemPrekeyId = reader.u32();
  if (generation === 0) {
    throw new CodecError('handshake-generation'); // [W-4] it counts from 1
  }
  if (kemKind === undefined || !isKem(kemKind)) {
    throw new CodecError('handshake-kem-kind');
  }
  if (!hasOneTime && oneTimeId !== 0) {
    throw new CodecError('handshake-one-time'); // one value, one encoding
  }
  return {
    ephemeralKey,
    generation,
    replaces: isZero(replaces) ? null : ratchetSessionId(replaces),
    signedPrekeyId,
    oneTimePrekeyId: hasOneTime ? oneTimeId : null,
    kemKind,
    kemPrekeyId,
    kemCiphertext: reader.take(1088),
  };
}
