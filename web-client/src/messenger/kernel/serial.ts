/**
 * Runs pieces of asynchronous work one after the other, in the order they came. Whoever reads state
 * and then commits a change of it does both inside one piece, so that nothing happens in between.
 */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    // The next piece waits for this one to end, not to succeed: the caller hears of its failure.
    this.#last = result.catch(() => undefined);
    return result;
  }
}
