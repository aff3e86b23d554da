import { createHash } from 'node:crypto';

/** Bytes that depend on the seed only: a failing run can be repeated exactly. For tests. */
export function seededFill(seed: string): (target: Uint8Array<ArrayBuffer>) => void {
  let drawn = 0;
  return (target) => {
    const outputLength = target.length;
    target.set(createHash('shake256', { outputLength }).update(`${seed}/${drawn}`).digest());
    drawn += 1;
  };
}
