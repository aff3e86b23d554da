import { Listeners } from '../kernel/listeners.ts';
import type { MessageView, MessengerEvent, Progress, Snapshot } from '../port.ts';
import type { Timers } from '../ports/platform.ts';

/** A snapshot waits this long for what changes along with it. */
const SNAPSHOT_WAIT_MS = 16;
/**
 * How often in a row the interface is told at once, and after how long once more. A drain commits many times a second, and
 * each time the interface is told it draws all of the screen: five times a second looks alive.
 */
const AT_ONCE = 3;
const ONE_MORE_AFTER_MS = 200;

/** Tells the interface: at once while little happens. Snapshots are made when they are sent. */
export class Events {
  readonly #listeners = new Listeners<MessengerEvent>();
  readonly #timers: Timers;
  readonly #snapshot: () => Snapshot;
  readonly #gathered = new Map<string, Map<number, MessageView>>();
  #changed = false;
  #planned = false;
  #left = AT_ONCE;
  #refilling = false;

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
    if (this.#changed) return;
    this.#changed = true;
    this.#timers.after(SNAPSHOT_WAIT_MS, () => this.#speak());
  };

  /** Messages of one commit leave together, one event per room, the newest form of each once. */
  message(view: MessageView): void {
    const room = this.#gathered.get(view.roomId) ?? new Map<number, MessageView>();
    this.#gathered.set(view.roomId, room.set(view.index, view));
    if (this.#planned) return;
    this.#planned = true;
    void Promise.resolve().then(() => this.#speak());
  }

  progress(step: Progress): void {
    this.#listeners.emit({ type: 'progress', step });
  }

  /** The messages first: a count without them would show empty places. */
  #speak(): void {
    if (this.#left === 0 || (!this.#changed && this.#gathered.size === 0)) return;
    const gathered = [...this.#gathered];
    const changed = this.#changed;
    this.#gathered.clear();
    this.#planned = false;
    this.#changed = false;
    this.#spend();
    for (const [roomId, messages] of gathered) {
      this.#listeners.emit({ type: 'messages', roomId, messages: [...messages.values()] });
    }
    if (changed) this.#listeners.emit({ type: 'snapshot', snapshot: this.#snapshot() });
  }

  #spend(): void {
    this.#left--;
    if (!this.#refilling) this.#refill();
  }

  #refill(): void {
    this.#refilling = true;
    this.#timers.after(ONE_MORE_AFTER_MS, () => {
      this.#refilling = false;
      this.#left++;
      if (this.#left < AT_ONCE) this.#refill();
      this.#speak();
    });
  }
}
