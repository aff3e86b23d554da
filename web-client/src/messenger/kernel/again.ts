/** Runs a piece of work that looks for what there is to do: who asks while it runs has it look once more, never beside itself. */
export class Again {
  readonly #work: () => Promise<void>;
  #asked = false;
  #running = false;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Resolves at once while it runs already; whoever began it hears of a failure. */
  async run(): Promise<void> {
    this.#asked = true;
    if (this.#running) return;
    this.#running = true;
    try {
      while (this.#asked) {
        this.#asked = false;
        await this.#work();
      }
    } finally {
      this.#running = false;
    }
  }
}
