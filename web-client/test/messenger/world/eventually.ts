/** Longest that any story waits for something that happens in memory. */
const PATIENCE_MS = 10_000;

/** Asks again and again until there is an answer. @throws when there is none in time, saying what was missed */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > giveUpAt) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
