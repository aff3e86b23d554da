import { Listeners } from '../kernel/listeners.ts';
import type { MessageView, MessengerEvent, Progress, Snapshot } from '../port.ts';
import type { Timers } from '../ports/platform.ts';

/** Snapshots are gathered for this long, so that a drain does not send one per message. */
const SNAPSHOT_EVERY_MS = 16;

/** Tells the interface; snapshots are made when they are sent, not when something changed. */
export class Events {
  readonly #listeners = new Listeners<MessengerEvent>();
  readonly #timers: Timers;
  readonly #snapshot: () => Snapshot;
  readonly #gathered = new Map<string, Map<number, MessageView>>();
  #planned = false;

  constructor(timers: Timers, snapshot: () => Snapshot) {
    this.#timers = timers;
    this.#snapshot = snapshot;
  }

  /** The new listener gets a snapshot soon. @returns unsubscribe */
  subscribe(listener: (event: MessengerEvent) => void): () => void {
    this.changed();
    return this.#listeners.add(listener);
  }

  /** Something of the snapshot changed. */
  readonly changed = (): void => {
    if (this.#planned) return;
    this.#planned = true;
    this.#timers.after(SNAPSHOT_EVERY_MS, () => {
      this.#planned = false;
      this.flush();
    });
  };

  flush(): void {
    this.#listeners.emit({ type: 'snapshot', snapshot: this.#snapshot() });
  }

  /** Messages of one commit leave together, one event per room, the newest form of each once. */
  message(view: MessageView): void {
    if (this.#gathered.size === 0) void Promise.resolve().then(() => this.#sendMessages());
    const room = this.#gathered.get(view.roomId) ?? new Map<number, MessageView>();
    this.#gathered.set(view.roomId, room.set(view.index, view));
  }

  progress(step: Progress): void {
    this.#listeners.emit({ type: 'progress', step });
  }

  #sendMessages(): void {
    const gathered = [...this.#gathered];
    this.#gathered.clear();
    for (const [roomId, messages] of gathered) {
      this.#listeners.emit({ type: 'messages', roomId, messages: [...messages.values()] });
    }
  }
}
