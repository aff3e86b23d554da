import {
  ByteReader,
  CodecError,
  concat,
  equal,
  isZero,
  Secret,
  u16,
  u32,
  u64,
  u8,
} from '../../bytes/index.ts';
import { ratchetSessionId, sessionIdOf, transcriptHash } from '../ids.ts';
import { MAX_RECEIVING_CHAINS, MAX_SKIPPED_PER_SESSION } from '../limits.ts';
import { SUITE } from '../suite.ts';
import { ourRatchetKey, theirRatchetKey } from './keys.ts';
import { decodeHandshake, encodeHandshake, type HandshakeHeader } from './message.ts';
import { decodePostQuantum, encodePostQuantum } from './post-quantum-codec.ts';
import { beginPostQuantum } from './post-quantum.ts';
import type { Chains, ReceivingChain, RatchetSession, SendingChain, SkippedKey } from './state.ts';

const FORMAT = 2;
/** Written before there was a post-quantum ratchet: ends where that begins. */
const FORMAT_WITHOUT_POST_QUANTUM = 1;
const SKIPPED_BYTES = 32 + 4 + 32;
/** Every skipped key and, besides, at most 3 KiB with a handshake and a post-quantum step under way. */
export const MAX_SESSION_BYTES = MAX_SKIPPED_PER_SESSION * SKIPPED_BYTES + 4_096;
const NO_ID = new Uint8Array(16);

/** A session as the record of its pair holds it: null while it is the active one. */
export interface StoredSession {
  readonly session: RatchetSession;
  readonly supersededAtMs: number | null;
}

/** The stored form of a ratchet session; contains secrets. */
export function encodeSession(session: RatchetSession, supersededAtMs: number | null): Uint8Array {
  const { chains } = session;
  const isUnanswered = chains.stage === 'unanswered';
  return concat(
    u8(FORMAT),
    u16(SUITE),
    session.transcript,
    u8(session.initiatedByUs ? 1 : 0),
    u32(session.generation),
    u64(session.createdAtMs),
    session.replaces ?? NO_ID,
    optional(supersededAtMs, u64),
    optional(isUnanswered ? chains.handshake : null, encodeHandshake),
    session.rootKey.expose(),
    isUnanswered ? chains.signedPrekey : chains.receiving.theirs,
    optional(chains.stage === 'step-due' ? null : chains.sending, encodeSending),
    u32(isUnanswered ? 0 : chains.previousCount),
    optional(isUnanswered ? null : chains.receiving, encodeReceiving),
    u8(session.former.length),
    ...session.former,
    u16(session.skipped.length),
    ...session.skipped.flatMap((each) => [each.theirs, u32(each.number), each.messageKey.expose()]),
    session.typing.ours.expose(),
    session.typing.theirs.expose(),
    encodePostQuantum(session.postQuantum),
  );
}

function optional<T>(value: T | null, encode: (value: T) => Uint8Array): Uint8Array {
  return value === null ? u8(0) : concat(u8(1), encode(value));
}

function encodeSending(chain: SendingChain): Uint8Array {
  return concat(chain.ours, chain.seed.expose(), chain.chainKey.expose(), u32(chain.next));
}

function encodeReceiving(chain: ReceivingChain): Uint8Array {
  return concat(chain.theirs, chain.chainKey.expose(), u32(chain.next));
}

/** @throws CodecError `ratchet-record-…` */
export function decodeSession(bytes: Uint8Array): StoredSession {
  const reader = new ByteReader(bytes, 'ratchet-record');
  const format = reader.u8();
  if ((format !== FORMAT && format !== FORMAT_WITHOUT_POST_QUANTUM) || reader.u16() !== SUITE) {
    throw new CodecError('ratchet-record-version');
  }
  const transcript = transcriptHash(reader.take(32));
  const initiatedByUs = reader.flag();
  const generation = reader.u32();
  const createdAtMs = reader.time();
  const replaces = reader.take(16);
  const supersededAtMs = maybe(reader, () => reader.time());
  const handshake = maybe(reader, () => decodeHandshake(reader));
  const session: RatchetSession = {
    id: sessionIdOf(transcript),
    transcript,
    initiatedByUs,
    generation,
    createdAtMs,
    replaces: isZero(replaces) ? null : ratchetSessionId(replaces),
    rootKey: Secret.of('RootKey', 32, reader.take(32)),
    chains: decodeChains(reader, initiatedByUs, handshake),
    former: list(reader.u8(), MAX_RECEIVING_CHAINS - 1, () => theirRatchetKey(reader.take(32))),
    skipped: list(reader.u16(), MAX_SKIPPED_PER_SESSION, () => decodeSkipped(reader)),
    typing: {
      ours: Secret.of('OurTypingKey', 32, reader.take(32)),
      theirs: Secret.of('TheirTypingKey', 32, reader.take(32)),
    },
    postQuantum: format === FORMAT ? decodePostQuantum(reader, initiatedByUs) : beginPostQuantum(createdAtMs),
  };
  reader.end();
  return { session, supersededAtMs };
}

/** The parts of {@link Chains}; those that no session has together are refused. */
function decodeChains(reader: ByteReader, initiatedByUs: boolean, handshake: HandshakeHeader | null): Chains {
  const theirs = theirRatchetKey(reader.take(32));
  const sending = maybe(reader, () => decodeSending(reader));
  const previousCount = reader.u32();
  const receiving = maybe(reader, () => decodeReceiving(reader));
  if (initiatedByUs && handshake !== null && sending !== null && receiving === null && previousCount === 0) {
    return { stage: 'unanswered', handshake, signedPrekey: theirs, sending };
  }
  if (handshake === null && receiving !== null && equal(theirs, receiving.theirs)) {
    return sending === null
      ? { stage: 'step-due', receiving, previousCount }
      : { stage: 'answered', receiving, sending, previousCount };
  }
  throw new CodecError('ratchet-record-chains');
}

function maybe<T>(reader: ByteReader, read: () => T): T | null {
  return reader.flag() ? read() : null;
}

function list<T>(count: number, limit: number, read: () => T): readonly T[] {
  if (count > limit) {
    throw new CodecError('ratchet-record-too-many');
  }
  return Array.from({ length: count }, read);
}

function decodeSending(reader: ByteReader): SendingChain {
  return {
    ours: ourRatchetKey(reader.take(32)),
    seed: Secret.of('AgreementSeed', 32, reader.take(32)),
    chainKey: Secret.of('SendingChainKey', 32, reader.take(32)),
    next: reader.u32(),
  };
}

function decodeReceiving(reader: ByteReader): ReceivingChain {
  return {
    theirs: theirRatchetKey(reader.take(32)),
    chainKey: Secret.of('ReceivingChainKey', 32, reader.take(32)),
    next: reader.u32(),
  };
}

function decodeSkipped(reader: ByteReader): SkippedKey {
  return {
    theirs: theirRatchetKey(reader.take(32)),
    number: reader.u32(),
    messageKey: Secret.of('MessageKey', 32, reader.take(32)),
  };
}
