import { readFileSync } from 'node:fs';
import type { VectorFiles } from './vector-files.ts';

export { bytes } from './vector-files.ts';

/** A file of `contracts/vectors`. */
export function vectors<K extends keyof VectorFiles>(name: K): VectorFiles[K] {
  const url = new URL(`../../../contracts/vectors/${name}.json`, import.meta.url);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own files; a wrong shape fails the tests
  return JSON.parse(readFileSync(url, 'utf8')) as VectorFiles[K];
}

/** The vectors of a list, which must not be empty: a runner with nothing to run proves nothing. */
export function some<T>(list: readonly T[]): readonly T[] {
  if (list.length === 0) {
    throw new Error('no vectors');
  }
  return list;
}
