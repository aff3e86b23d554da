import type { ProgramStore } from './program-store.ts';

/** Entries passed over because they could not be read yet; older ones are let go. */
const MAX_PASSED_OVER = 200;

/** How far a program has come in one conversation. It survives a crash: what was not noted comes again. */
export class Progress {
  readonly #store: ProgramStore;
  readonly #name: string;
  #next: number;
  #passedOver: readonly number[];

  constructor(store: ProgramStore, roomId: string) {
    this.#store = store;
    this.#name = `progress/${roomId}`;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written below
    const kept = JSON.parse(store.kept(this.#name) ?? '{"next":0,"passedOver":[]}') as {
      next: number;
      passedOver: number[];
    };
    this.#next = kept.next;
    this.#passedOver = kept.passedOver;
  }

  /** Index of the first entry that was not looked at. */
  get next(): number {
    return this.#next;
  }

  /** Indexes of entries that were not readable when they were looked at, ascending. */
  get passedOver(): readonly number[] {
    return this.#passedOver;
  }

  /** The entry was handled, or is none that a program handles. */
  done(index: number): void {
    this.#note(
      index,
      this.#passedOver.filter((each) => each !== index),
    );
  }

  /** The entry may still become readable. */
  passOver(index: number): void {
    if (this.#passedOver.includes(index)) return;
    this.#note(index, [...this.#passedOver, index].slice(-MAX_PASSED_OVER));
  }

  #note(index: number, passedOver: readonly number[]): void {
    this.#next = Math.max(this.#next, index + 1);
    this.#passedOver = passedOver;
    this.#store.keep(this.#name, JSON.stringify({ next: this.#next, passedOver }));
  }
}
