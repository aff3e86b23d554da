import { Again } from '../kernel/again.ts';
import type { History, HistoryDependencies } from './history.ts';
import { Receiver } from './receiver.ts';
import { Sender } from './sender.ts';

export interface MovingDependencies extends HistoryDependencies {
  readonly history: History;
}

/** [D-10] What moves history; loaded only when some does. */
export class Moving {
  readonly #sender: Sender;
  readonly #sending: Again;
  readonly #receiving: Again;
  readonly #receiver: Receiver;

  constructor(deps: MovingDependencies) {
    this.#receiver = new Receiver(deps);
    this.#sender = new Sender(deps);
    this.#sending = new Again(() => this.#sender.work());
    this.#receiving = new Again(() => this.#receiver.work());
  }

  async work(): Promise<void> {
    await Promise.all([this.#sending.run(), this.#receiving.run()]);
  }

  /** Somebody is about to be sent all of it. */
  count(): Promise<void> {
    return this.#sender.count();
  }

  /** Somebody may answer now for rooms that nobody answered for. */
  askAgain(): void {
    this.#receiver.askAgain();
  }

  /** Something left the outbox, or the connection is gone. */
  nudge(): void {
    this.#sender.nudge();
  }
}
