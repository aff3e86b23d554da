/** Joins concurrent callers into one run: whoever comes while it runs gets the same answer. */
export class SingleFlight<T> {
  #running: Promise<T> | null = null;

  run(work: () => Promise<T>): Promise<T> {
    this.#running ??= work().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }
}
