import { setTimeout as pause } from 'node:timers/promises';
import type { HeadlessPerson } from '../../e2e-tests/src/headless.ts';

const LOOK_EVERY_MS = 50;
const ARRIVES_WITHIN_MS = 120_000;
/** What is read again with what is new: messages stand in the order of their writing, not of their coming. */
const OVERLAP = 20;

interface Expected {
  readonly seen: () => void;
  readonly missing: (error: Error) => void;
  readonly untilMs: number;
}

/**
 * What somebody gets in one room. Looked at once for all that is expected there, and only when something came: who reads a
 * conversation anew for each message measures the reading.
 */
export class Inbox {
  readonly #person: HeadlessPerson;
  readonly #roomId: string;
  readonly #expected = new Map<string, Expected>();
  #count = 0;
  #looking = false;

  constructor(person: HeadlessPerson, roomId: string) {
    this.#person = person;
    this.#roomId = roomId;
  }

  /** To be asked before the message is written; no two have the same body. */
  async gets(body: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#expected.set(body, {
      seen: resolve,
      missing: reject,
      untilMs: performance.now() + ARRIVES_WITHIN_MS,
    });
    if (!this.#looking) void this.#looks();
    await promise;
  }

  async #looks(): Promise<void> {
    this.#looking = true;
    while (this.#expected.size > 0) {
      await this.#look();
      await pause(LOOK_EVERY_MS);
    }
    this.#looking = false;
  }

  async #look(): Promise<void> {
    const count = this.#person.messageCount(this.#roomId);
    if (count !== this.#count) {
      const newest = await this.#person.readsNewest(this.#roomId, count - this.#count + OVERLAP);
      this.#count = count;
      for (const { body } of newest) {
        this.#expected.get(body)?.seen();
        this.#expected.delete(body);
      }
    }
    for (const [body, { missing, untilMs }] of this.#expected) {
      if (performance.now() < untilMs) continue;
      missing(new Error(`not within ${ARRIVES_WITHIN_MS} ms: ${this.#person.username} has ${body}`));
      this.#expected.delete(body);
    }
  }
}
