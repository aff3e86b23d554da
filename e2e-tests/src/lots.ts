/** A linear congruential generator: enough to draw lots, 0 to 999, that can be drawn again from their seed. */
export function lots(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * 1_000);
  };
}
