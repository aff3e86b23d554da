import { concat } from './arrays.ts';
import { CodecError, UsageError } from './errors.ts';
import { fixed, type Fixed } from './fixed.ts';

const U64_LIMIT = 2n ** 64n;

function bigEndian(value: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let index = length - 1; index >= 0; index -= 1) {
    bytes[index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

function unsigned(value: number, length: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** (8 * length)) {
    throw new UsageError('integer-out-of-range');
  }
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let index = length - 1; index >= 0; index -= 1) {
    bytes[index] = rest % 0x100;
    rest = Math.floor(rest / 0x100);
  }
  return bytes;
}

/** Unsigned big-endian integers. @throws UsageError when the value does not fit. */
export const u8 = (value: number): Uint8Array => unsigned(value, 1);
export const u16 = (value: number): Uint8Array => unsigned(value, 2);
export const u32 = (value: number): Uint8Array => unsigned(value, 4);
export function u64(value: bigint | number): Uint8Array {
  if (typeof value === 'number') {
    return unsigned(value, 8);
  }
  if (value < 0n || value >= U64_LIMIT) {
    throw new UsageError('integer-out-of-range');
  }
  return bigEndian(value, 8);
}

/** Length (u32) and bytes. */
export function prefixed(bytes: Uint8Array): Uint8Array {
  return concat(u32(bytes.length), bytes);
}

/**
 * Reads what the functions above wrote. Every read checks what is left; `end` refuses trailing bytes, so
 * that one value has exactly one encoding.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #offset = 0;

  /** `what` names the format in errors: `<what>-truncated`, `<what>-trailing`. */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  /** How many bytes were read. */
  get offset(): number {
    return this.#offset;
  }

  /** A copy of the next `length` bytes. */
  take<N extends number>(length: N): Fixed<N> {
    const end = this.#offset + length;
    if (end > this.#bytes.length) {
      throw new CodecError(`${this.#what}-truncated`);
    }
    const part = this.#bytes.slice(this.#offset, end);
    this.#offset = end;
    return fixed(length, part, this.#what);
  }

  /** Of at most four bytes. */
  #unsigned(length: number): number {
    let sum = 0;
    for (const value of this.take(length)) sum = sum * 0x100 + value;
    return sum;
  }

  u8(): number {
    return this.#unsigned(1);
  }

  u16(): number {
    return this.#unsigned(2);
  }

  u32(): number {
    return this.#unsigned(4);
  }

  u64(): bigint {
    return this.take(8).reduce((sum, value) => (sum << 8n) | BigInt(value), 0n);
  }

  /** A u64 that must be a safe integer, such as a time in milliseconds. */
  time(): number {
    const value = this.u64();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new CodecError(`${this.#what}-integer`);
    }
    return Number(value);
  }

  /** 0 or 1. */
  flag(): boolean {
    const value = this.u8();
    if (value > 1) {
      throw new CodecError(`${this.#what}-flag`);
    }
    return value === 1;
  }

  /** Bytes after a u32 length of at most `limit`. */
  prefixed(limit: number): Uint8Array {
    const length = this.u32();
    if (length > limit) {
      throw new CodecError(`${this.#what}-too-long`);
    }
    return this.take(length);
  }

  /** Everything that is left. */
  rest(): Uint8Array {
    return this.take(this.#bytes.length - this.#offset);
  }

  end(): void {
    if (this.#offset !== this.#bytes.length) {
      throw new CodecError(`${this.#what}-trailing`);
    }
  }
}
