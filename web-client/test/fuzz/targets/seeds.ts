import { readFileSync } from 'node:fs';
import type { Transcripts } from '../../protocol/transcript-vectors.ts';

/** Our own vectors: one well-formed input of every kind. */
export type Seeds = Transcripts;

export function readSeeds(): Seeds {
  const file = new URL('../../../../contracts/vectors/tacet-v1.json', import.meta.url);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own file; a wrong shape fails the tests
  return JSON.parse(readFileSync(file, 'utf8')) as Seeds;
}
