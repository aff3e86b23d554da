import { fromBinary, type DescMessage, type Message, type MessageShape } from '@bufbuild/protobuf';
import { CodecError, fixed, UsageError, type Fixed } from '../bytes/index.ts';

/** A protobuf message, or a typed error named after what was expected. */
export function parse<D extends DescMessage>(schema: D, bytes: Uint8Array, what: string): MessageShape<D> {
  try {
    return fromBinary(schema, bytes);
  } catch (cause) {
    throw new CodecError(`${what}-malformed`, { cause });
  }
}

/**
 * What is signed says exactly what its format says: a field that another client would see and this one would not must
 * not be agreed to.
 * @throws CodecError `<what>-malformed` when one of the messages has a field that is not known
 */
export function refuseUnknown(messages: readonly Message[], what: string): void {
  if (messages.some(({ $unknown }) => $unknown !== undefined && $unknown.length > 0)) {
    throw new CodecError(`${what}-malformed`);
  }
}

/** A non-negative 64-bit field that must fit a JavaScript integer: times and counters. */
export function safeInteger(value: bigint, what: string): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new CodecError(`${what}-integer`);
  }
  return Number(value);
}

/** For a 64-bit field: a time or counter of ours. A fraction or a negative number is the caller's mistake. */
export function wireInteger(value: number): bigint {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new UsageError('integer-out-of-range');
  }
  return BigInt(value);
}

/** A 32-byte field. */
export const bytes32 = (bytes: Uint8Array, what: string): Fixed<32> => fixed(32, bytes, what);
/** A 64-byte field. */
export const bytes64 = (bytes: Uint8Array, what: string): Fixed<64> => fixed(64, bytes, what);
