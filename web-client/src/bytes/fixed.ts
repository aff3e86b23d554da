import { CodecError } from './errors.ts';

declare const length: unique symbol;
declare const role: unique symbol;

/** Bytes whose length was checked. */
export type Fixed<N extends number> = Uint8Array & { readonly [length]: N };

/** Bytes of a checked length that play one role; roles do not mix, ours and theirs apart. */
export type Named<R extends string, N extends number> = Fixed<N> & { readonly [role]: R };

/**
 * Checks the length at the border; the result needs no further check.
 * @throws CodecError `<what>-length`
 */
export function fixed<N extends number>(n: N, bytes: Uint8Array, what: string): Fixed<N> {
  if (!isFixed(n, bytes)) {
    throw new CodecError(`${what}-length`);
  }
  return bytes;
}

/** As {@link fixed}, for one role: the role's name is the name of the error. */
export function named<R extends string, N extends number>(what: R, n: N, bytes: Uint8Array): Named<R, N> {
  if (!isNamed<R, N>(n, bytes)) {
    throw new CodecError(`${what}-length`);
  }
  return bytes;
}

function isFixed<N extends number>(n: N, bytes: Uint8Array): bytes is Fixed<N> {
  return bytes.length === n;
}

function isNamed<R extends string, N extends number>(n: N, bytes: Uint8Array): bytes is Named<R, N> {
  return bytes.length === n;
}
