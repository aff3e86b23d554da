/**
 * A question whose answer may be old by the time it comes. Whoever asks gets an answer to a question that began later: the
 * one that is on its way may have been answered before whatever made them ask. All who ask meanwhile share the next one.
 */
export class Anew<T> {
  readonly #ask: () => Promise<T>;
  #running: Promise<T> | null = null;
  #next: Promise<T> | null = null;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  /** The one that is on its way, for those to whom any answer is new. */
  get running(): Promise<T> | null {
    return this.#running;
  }

  /** That an earlier one failed fails no later one. */
  run(): Promise<T> {
    // First: when the running one has ended, the next one has not begun yet, and there must not be two.
    if (this.#next) return this.#next;
    if (!this.#running) return this.#begin();
    const later = () => this.#begin();
    this.#next = this.#running.then(later, later);
    return this.#next;
  }

  #begin(): Promise<T> {
    this.#next = null;
    this.#running = this.#ask().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }
}
