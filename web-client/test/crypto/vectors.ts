import { readFileSync } from 'node:fs';
import type { VectorFiles } from './vector-files.ts';

export { bytes } from './vector-files.ts';

/** A file of `contracts/vectors`. */
export function vectors<K extends keyof VectorFiles>(name: K): VectorFiles[K] {
  const url = new URL(`../../../contracts/vectors/${name}.json`, import.meta.url);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own files; a wrong shape fails the tests
  return JSON.parse(readFileSync(url, 'utf8')) as VectorFiles[K];
}

/** All of them. */
export const allVectors = (): VectorFiles => ({
  x25519: vectors('x25519'),
  ed25519: vectors('ed25519'),
  'ml-kem-768': vectors('ml-kem-768'),
  'aes-256-gcm': vectors('aes-256-gcm'),
  'sha256-family': vectors('sha256-family'),
  'x25519-wycheproof': vectors('x25519-wycheproof'),
  'ed25519-wycheproof': vectors('ed25519-wycheproof'),
  'aes-256-gcm-wycheproof': vectors('aes-256-gcm-wycheproof'),
  'sha256-family-wycheproof': vectors('sha256-family-wycheproof'),
  'ml-kem-768-acvp': vectors('ml-kem-768-acvp'),
  'ml-kem-768-wycheproof': vectors('ml-kem-768-wycheproof'),
});

/** The vectors of a list, which must not be empty: a runner with nothing to run proves nothing. */
export function some<T>(list: readonly T[]): readonly T[] {
  if (list.length === 0) {
    throw new Error('no vectors');
  }
  return list;
}
