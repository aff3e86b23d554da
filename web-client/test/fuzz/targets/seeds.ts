import { readFileSync } from 'node:fs';
import type { MembershipVectors } from '../../protocol/room/membership-vectors.ts';
import type { Transcripts } from '../../protocol/transcript-vectors.ts';

/** Our own vectors: one well-formed input of every kind. */
export type Seeds = Transcripts & { readonly membership: MembershipVectors };

export function readSeeds(): Seeds {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own files; a wrong shape fails the tests
  return { ...read('tacet-v1.json'), membership: read('membership-v1.json') } as Seeds;
}

function read(name: string): object {
  const file = new URL(`../../../../contracts/vectors/${name}`, import.meta.url);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
  return JSON.parse(readFileSync(file, 'utf8')) as object;
}
