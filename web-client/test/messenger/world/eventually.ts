/** How often a story looks for something that happens in memory: half a minute of an idle machine, and more of a busy one. */
const LOOKS = 6_000;
const PAUSE_MS = 5;

/** Asks again and again until there is an answer. @throws when there is none in time, saying what was missed */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let looks = 0; looks < LOOKS; looks++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(`never happened: ${what}`);
}
