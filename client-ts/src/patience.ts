import { TacetError } from './tacet-error.ts';

/** The pause after a first failure and the longest, in milliseconds; a server may ask for a longer one. */
const PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Codes that say nothing about what was asked for: the same succeeds once the server can be reached and has time. */
export const PASSING: readonly string[] = ['network', 'unavailable', 'rate-limited'];

/** Puts off what a server that is away, or has no time, refuses: it is tried again after a pause, which doubles. */
export class Patience {
  readonly #passing: readonly string[];
  readonly #again: () => void;
  #failures = 0;
  #pause: NodeJS.Timeout | undefined;
  #over = false;

  /**
   * @param passing codes of what a pause mends
   * @param again called when a pause is over
   */
  constructor(passing: readonly string[], again: () => void) {
    this.#passing = passing;
    this.#again = again;
  }

  /**
   * Does nothing while a pause runs.
   *
   * @throws what the work throws, where a pause would mend nothing
   */
  async tries(work: () => Promise<void>): Promise<void> {
    if (this.#pause !== undefined) return;
    try {
      await work();
      this.#failures = 0;
    } catch (cause) {
      if (!(cause instanceof TacetError) || !this.#passing.includes(cause.code)) throw cause;
      if (this.#over) return;
      const pauseMs = Math.min(PAUSE_MS * 2 ** Math.min(this.#failures, 30), LONGEST_PAUSE_MS);
      this.#failures += 1;
      this.#pause = setTimeout(
        () => {
          this.#pause = undefined;
          this.#again();
        },
        Math.max(pauseMs, cause.retryAfterMs ?? 0),
      );
    }
  }

  /** From now on nothing is put off. */
  end(): void {
    this.#over = true;
    clearTimeout(this.#pause);
  }
}
