/** A set of callbacks. They are our own and do not throw. */
export class Listeners<E> {
  readonly #listeners = new Set<(event: E) => void>();

  add(listener: (event: E) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: E): void {
    for (const listener of this.#listeners) listener(event);
  }
}
