/**
 * What is left to chance here is drawn from one seed, so that a run can be tried again; what it hits depends on
 * timing all the same.
 */
export const SEED = Number(process.env['TACET_FAULTS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let state = SEED;

/** A number from 0 up to 1, like `Math.random` (mulberry32). */
export function chance(): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
