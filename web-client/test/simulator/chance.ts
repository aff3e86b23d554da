/** Chance that depends on a seed only (sfc32 over a hash of it): whoever knows the seed knows everything that follows. */
export class Chance {
  #a = 0;
  #b = 0;
  #c = 0;
  #count = 1;

  constructor(seed: string) {
    // FNV-1a: every letter of the seed moves all three words.
    let hash = 0x811c9dc5;
    for (const letter of seed) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    this.#a = hash;
    this.#b = Math.imul(hash, 0x9e3779b1) >>> 0;
    this.#c = Math.imul(hash ^ 0x5bd1e995, 0x85ebca6b) >>> 0;
    for (let round = 0; round < 15; round++) this.#next();
  }

  /** Uniform in [0, 1). */
  fraction(): number {
    return this.#next() / 0x1_0000_0000;
  }

  /** Uniform in `from … to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.fraction() * (to - from + 1));
  }

  /** Often small, seldom as large as `most`. */
  small(most: number): number {
    return Math.floor(Math.exp(this.fraction() * Math.log(most + 1))) - 1;
  }

  happens(probability: number): boolean {
    return this.fraction() < probability;
  }

  oneOf<T>(all: readonly [T, ...T[]]): T {
    return all[this.between(0, all.length - 1)] ?? all[0];
  }

  /** One of them, as often as its weight says. */
  weighted<T>(all: readonly (readonly [weight: number, what: T])[]): T {
    const total = all.reduce((sum, [weight]) => sum + weight, 0);
    let left = this.fraction() * total;
    for (const [weight, what] of all) {
      left -= weight;
      if (left < 0) return what;
    }
    throw new RangeError('nothing to choose from');
  }

  fill(target: Uint8Array): void {
    for (let at = 0; at < target.length; at += 4) {
      const word = this.#next();
      for (let byte = 0; byte < 4 && at + byte < target.length; byte++)
        target[at + byte] = word >>> (8 * byte);
    }
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#count++) >>> 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) >>> 0;
    return sum;
  }
}
