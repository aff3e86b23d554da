/** Draws below `limit`. */
export type Draw = (limit: number) => number;

/** A small generator (mulberry32): what a run does depends on its seed only. */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** Values at which lengths, counts, flags and varints change their meaning. */
const TELLING = [
  0, 1, 2, 3, 4, 5, 8, 16, 31, 32, 33, 63, 64, 127, 128, 129, 255, 256, 1087, 1088, 1184, 2000, 2001,
];
const LARGE = [0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];

type Mutation = (bytes: Uint8Array, draw: Draw, others: readonly Uint8Array[]) => Uint8Array;

const pick = <T>(list: readonly T[], draw: Draw): T | undefined => list[draw(list.length)];
const joined = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

function written(bytes: Uint8Array, at: number, values: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values.slice(0, Math.max(0, copy.length - at)), at);
  return copy;
}

const flip: Mutation = (bytes, draw) => {
  const at = draw(bytes.length);
  return written(bytes, at, [(bytes[at] ?? 0) ^ (1 << draw(8))]);
};
const telling: Mutation = (bytes, draw) =>
  written(bytes, draw(bytes.length), [(pick(TELLING, draw) ?? 0) & 0xff]);
const number16: Mutation = (bytes, draw) => {
  const value = pick([...TELLING, ...LARGE], draw) ?? 0;
  return written(bytes, draw(bytes.length), [(value >>> 8) & 0xff, value & 0xff]);
};
const number32: Mutation = (bytes, draw) => {
  const value = pick([...TELLING, ...LARGE], draw) ?? 0;
  return written(bytes, draw(bytes.length), [
    value >>> 24,
    (value >>> 16) & 0xff,
    (value >>> 8) & 0xff,
    value & 0xff,
  ]);
};
const cutOff: Mutation = (bytes, draw) => bytes.slice(0, draw(bytes.length));
const takenOut: Mutation = (bytes, draw) => {
  const at = draw(bytes.length);
  return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + draw(Math.min(64, bytes.length))));
};
const doubled: Mutation = (bytes, draw) => {
  const at = draw(bytes.length);
  const part = bytes.subarray(at, at + 1 + draw(64));
  return joined(bytes.subarray(0, at), part, bytes.subarray(at));
};
const inserted: Mutation = (bytes, draw) => {
  const at = draw(bytes.length + 1);
  const noise = Uint8Array.from({ length: 1 + draw(8) }, () => draw(256));
  return joined(bytes.subarray(0, at), noise, bytes.subarray(at));
};
const grafted: Mutation = (bytes, draw, others) => {
  const other = pick(others, draw) ?? bytes;
  return joined(bytes.subarray(0, draw(bytes.length + 1)), other.subarray(draw(other.length + 1)));
};

const MUTATIONS: readonly Mutation[] = [
  flip,
  telling,
  number16,
  number32,
  cutOff,
  takenOut,
  doubled,
  inserted,
  grafted,
];

/** One to four changes. No input grows beyond `limit`. */
export function mutate(
  bytes: Uint8Array,
  draw: Draw,
  others: readonly Uint8Array[],
  limit: number,
): Uint8Array {
  let mutant = bytes;
  for (let left = 1 + draw(4); left > 0; left -= 1) {
    const mutation = mutant.length === 0 ? inserted : (pick(MUTATIONS, draw) ?? flip);
    mutant = mutation(mutant, draw, others);
  }
  return mutant.slice(0, limit);
}
