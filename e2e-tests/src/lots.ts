/** @returns a whole number, 0 included and `count` not */
export type Lots = (count: number) => number;

/** A linear congruential generator: lots that can be drawn again from their seed; what they hit depends on timing. */
export function lots(seed: number): Lots {
  let state = seed >>> 0;
  return (count) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}
