/**
 * What was computed while all runs do the same (people sign up and meet): computed once, recalled by all. Holds results of
 * pure functions only, by all their inputs.
 */
export class CryptoMemory {
  readonly #common = new Map<string, unknown>();
  readonly #own = new Map<string, unknown>();
  #isCommon = true;

  /** A run begins with what is common to all. */
  begins(): void {
    this.#own.clear();
    this.#isCommon = true;
  }

  /** From here on the run does what no other does. */
  parts(): void {
    this.#isCommon = false;
  }

  recall<T>(name: string, compute: () => T): T {
    for (const known of [this.#common, this.#own]) {
      // Put there under this name by this very call.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      if (known.has(name)) return known.get(name) as T;
    }
    const value = compute();
    (this.#isCommon ? this.#common : this.#own).set(name, value);
    return value;
  }
}
