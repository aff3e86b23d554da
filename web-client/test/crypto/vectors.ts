import { readFileSync } from 'node:fs';
import { fixed, fromHex, type Fixed } from '../../src/bytes/index.ts';

/** A file of `contracts/vectors`, unchecked: a wrong shape fails the tests that use it. */
export function vectors(name: string): unknown {
  const url = new URL(`../../../contracts/vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8'));
}

/** The vectors of a list, which must not be empty: a runner with nothing to run proves nothing. */
export function some<T>(list: readonly T[]): readonly T[] {
  if (list.length === 0) {
    throw new Error('no vectors');
  }
  return list;
}

export function bytes<N extends number>(length: N, text: string): Fixed<N> {
  return fixed(length, fromHex(text), 'vector');
}
