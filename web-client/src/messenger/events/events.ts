import { Listeners } from '../kernel/listeners.ts';
import type { MessageView, MessengerEvent, Progress, Snapshot } from '../port.ts';
import type { Timers } from '../ports/platform.ts';

/** A snapshot waits this long for what changes along with it. */
const SNAPSHOT_WAIT_MS = 16;
/**
 * How often in a row the interface is told at once, and after how long once more: what two people who write fast need,
 * whose every message is told several times on its way.
 */
const AT_ONCE = 8;
const ONE_MORE_AFTER_MS = 60;
/**
 * Nobody writes that many at a time: mail that waited comes in, or a history. It commits many times a second, and each time the
 * interface is told it draws all of the screen: three times a second looks alive.
 */
const MANY = 8;
const AFTER_MANY_MS = 300;

/** Tells the interface: at once while little happens. Snapshots are made when they are sent. */
export class Events {
  readonly #listeners = new Listeners<MessengerEvent>();
  readonly #timers: Timers;
  readonly #snapshot: () => Snapshot;
  readonly #olderIn: (roomId: string) => number;
  readonly #gathered = new Map<string, Map<number, MessageView>>();
  #changed = false;
  #planned = false;
  /** What changed are many messages that are told of by their number alone. */
  #many = false;
  #left = AT_ONCE;
  #refilling = false;

  /** @param olderIn entries of a room above index 0, of which the interface is told as counted from the first */
  constructor(timers: Timers, snapshot: () => Snapshot, olderIn: (roomId: string) => number = () => 0) {
    this.#timers = timers;
    this.#olderIn = olderIn;
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

  /** [D-10] At once, before any answer that counts them: every index of the room has grown. */
  inserted(roomId: string, count: number): void {
    this.#listeners.emit({ type: 'inserted', roomId, count });
    if (count >= MANY) this.#many = true;
    this.changed();
  }

  progress(step: Progress): void {
    this.tell({ type: 'progress', step });
  }

  /** At once: what another tab has gathered already. */
  tell(event: MessengerEvent): void {
    this.#listeners.emit(event);
  }

  /** The messages first: a count without them would show empty places. */
  #speak(): void {
    if (this.#left === 0 || (!this.#changed && this.#gathered.size === 0)) return;
    const gathered = [...this.#gathered];
    const changed = this.#changed;
    this.#gathered.clear();
    this.#planned = false;
    this.#changed = false;
    this.#spend(this.#many || gathered.reduce((sum, [, messages]) => sum + messages.size, 0) >= MANY);
    this.#many = false;
    for (const [roomId, messages] of gathered) {
      const older = this.#olderIn(roomId);
      const shown = [...messages.values()].map((view) => ({ ...view, index: view.index + older }));
      this.#listeners.emit({ type: 'messages', roomId, messages: shown });
    }
    if (changed) this.#listeners.emit({ type: 'snapshot', snapshot: this.#snapshot() });
  }

  #spend(many: boolean): void {
    this.#left = many ? 0 : this.#left - 1;
    if (!this.#refilling) this.#refill(many ? AFTER_MANY_MS : ONE_MORE_AFTER_MS);
  }

  #refill(afterMs: number): void {
    this.#refilling = true;
    this.#timers.after(afterMs, () => {
      this.#refilling = false;
      this.#left++;
      this.#speak();
      if (this.#left < AT_ONCE && !this.#refilling) this.#refill(ONE_MORE_AFTER_MS);
    });
  }
}
