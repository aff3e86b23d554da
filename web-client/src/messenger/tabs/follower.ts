import type { LentKeys } from '../account/context.ts';
import type { MessengerEvent, Result, Snapshot } from '../port.ts';
import type { Cancel, Timers } from '../ports/platform.ts';
import type { Order, Said, TabEvent, TabMessage } from './messages.ts';
import { BUSY, isRepeatable } from './orders.ts';
import type { Post } from './post.ts';
import { changed } from './snapshot-changes.ts';

/** Commands without an answer: more than a page ever asks at once, and a bound for one whose holder hangs. */
const MAX_WAITING = 512;
/** How often the holder is asked for a sign of life while something is expected of it … */
const ASK_EVERY_MS = 1_000;
/** … and while somebody only looks. */
const LOOK_EVERY_MS = 5_000;
/**
 * Questions in a row without an answer after which this holder is given up, and as many after which there is none. One that
 * is gone has lost the lock at once; one that is only slow must not be robbed in the middle of a sign-up.
 */
const PATIENCE = 4;

export interface FollowerEvents {
  /** Follows a holder it did not follow before, or one that told it less than all. */
  connected(): void;
  /** What the holder tells the interface. */
  told(event: MessengerEvent): void;
  /** The holder is of another build: nothing goes from here. */
  stranger(): void;
  /** Nobody answers: the one who has the lock is frozen. */
  silence(): void;
}

interface Waiting {
  readonly order: Order;
  /** Whether a holder may have heard of it. */
  told: boolean;
  readonly resolve: (result: Result<unknown>) => void;
}

/** What is left when a follower becomes the holder. */
export interface Legacy {
  readonly keys: LentKeys | null;
  readonly waiting: readonly Waiting[];
}

/** A tab without the lock: everything is done by the one that has it, and shown here too. */
export class Follower {
  readonly #post: Post;
  readonly #timers: Timers;
  readonly #events: FollowerEvents;
  readonly #waiting = new Map<number, Waiting>();
  #holder: { readonly id: string; readonly term: number } | null = null;
  #connected = false;
  #outside = false;
  #looking = false;
  /** The holder stopped telling, since this tab slept. */
  #missed = false;
  /** [V-22] In memory only, and only while the vault is open at the holder's. */
  #keys: LentKeys | null;
  #shown: Snapshot | null = null;
  #lastId = 0;
  #silent = 0;
  #cancelTick: Cancel = () => undefined;

  /** @param keys of the vault that was open here until now */
  constructor(post: Post, timers: Timers, keys: LentKeys | null, events: FollowerEvents) {
    this.#keys = keys;
    this.#post = post;
    this.#timers = timers;
    this.#events = events;
  }

  begin(): void {
    this.#hello();
    this.#watch();
  }

  get outside(): boolean {
    return this.#outside;
  }

  call(order: Order): Promise<Result<unknown>> {
    if (order.name === 'focus') this.#looking = order.input.active;
    if (this.#outside || this.#waiting.size >= MAX_WAITING) return Promise.resolve(BUSY);
    return new Promise((resolve) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, { order, told: false, resolve });
      if (this.#connected) this.#command(id);
      // The first one that waits is watched from now on.
      if (this.#waiting.size === 1) this.#watch();
    });
  }

  heard({ from, to, build, says }: TabMessage): void {
    if (says.kind === 'holder') this.#holderIs(from, says, build);
    // Who begins to hold the lock says so to all, and waits for a hello; the answer to a hello is followed by a welcome.
    if (says.kind === 'holder' && to === null && !this.#connected && !this.#outside) this.begin();
    if (from !== this.#holder?.id || build !== this.#post.build) return;
    this.#silent = 0;
    if (says.kind === 'holder' && says.locked && !this.#connected && this.#keys) {
      this.#post.tell(from, { kind: 'keys', keys: this.#keys });
    }
    switch (says.kind) {
      case 'keys':
        this.#keys = says.keys;
        // The hello that said it still had some is not answered by one that is locked.
        if (says.keys === null && this.#missed) this.begin();
        return;
      case 'welcome':
        return this.#welcomed(says.snapshot);
      case 'events':
        this.#post.tell(from, { kind: 'heard' });
        for (const event of says.events) this.#relay(event);
        return;
      case 'missed':
        this.#missed = true;
        return this.begin();
      case 'result':
        this.#waiting.get(says.id)?.resolve(says.result);
        this.#waiting.delete(says.id);
        return;
      case 'holder':
      case 'hello':
      case 'ping':
      case 'heard':
      case 'command':
        return;
    }
  }

  end(): Legacy {
    this.#cancelTick();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    return { keys: this.#keys, waiting };
  }

  /** The newer one is right: one that was frozen may still believe that it has the lock. */
  #holderIs(id: string, { term }: Said & { kind: 'holder' }, build: string): void {
    const known = this.#holder;
    if (known !== null && term <= known.term) return;
    if (known !== null && known.id !== id) this.#post.forget(known.id);
    this.#holder = { id, term };
    // It has only opened its storage since.
    if (known?.id === id && known.term === 0) return;
    this.#connected = false;
    this.#outside = build !== this.#post.build;
    this.#silent = 0;
    if (!this.#outside) return;
    this.#keys = null;
    for (const { resolve } of this.#waiting.values()) resolve(BUSY);
    this.#waiting.clear();
    this.#events.stranger();
  }

  #relay(event: TabEvent): void {
    if (!this.#connected || !this.#shown) return;
    if (event.type === 'change') this.#show(changed(this.#shown, event));
    else this.#events.told(event);
  }

  #show(snapshot: Snapshot): void {
    this.#shown = snapshot;
    this.#events.told({ type: 'snapshot', snapshot });
  }

  #welcomed(snapshot: Snapshot): void {
    const known = this.#connected;
    const missed = this.#missed;
    this.#connected = true;
    this.#missed = false;
    this.#show(snapshot);
    if (!known) this.#repeat();
    if (!known || missed) this.#events.connected();
  }

  /** Another holder may have done them, or begun to. */
  #repeat(): void {
    for (const [id, { order, told, resolve }] of this.#waiting) {
      if (!told || isRepeatable(order)) this.#command(id);
      else {
        this.#waiting.delete(id);
        resolve(BUSY);
      }
    }
  }

  #command(id: number): void {
    const waiting = this.#waiting.get(id);
    if (!waiting || !this.#holder) return;
    const order = { ...waiting.order, again: waiting.order.again || waiting.told };
    waiting.told = true;
    this.#post.tell(this.#holder.id, { kind: 'command', id, order });
  }

  #hello(): void {
    this.#post.tell(null, { kind: 'hello', keys: this.#keys !== null });
  }

  #watch(): void {
    this.#cancelTick();
    if (this.#outside) return;
    const waits = !this.#connected || this.#waiting.size > 0;
    if (!waits && !this.#looking) return;
    this.#cancelTick = this.#timers.after(waits ? ASK_EVERY_MS : LOOK_EVERY_MS, () => this.#ask());
  }

  #ask(): void {
    if (this.#silent >= PATIENCE) {
      this.#silent = 0;
      if (this.#holder === null) return this.#events.silence();
      this.#post.forget(this.#holder.id);
      this.#holder = null;
      this.#connected = false;
    }
    this.#silent++;
    if (this.#connected && this.#holder) this.#post.tell(this.#holder.id, { kind: 'ping' });
    else this.#hello();
    this.#watch();
  }
}
