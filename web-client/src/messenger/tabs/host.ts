import type { LentKeys } from '../account/context.ts';
import type { Engine } from '../engine/engine.ts';
import type { MessengerEvent, Result } from '../port.ts';
import type { Cancel, TabsPort } from '../ports/platform.ts';
import type { Order, Run, Said, TabEvent, TabMessage } from './messages.ts';
import { begin } from './orders.ts';
import type { Post } from './post.ts';
import { Told } from './snapshot-changes.ts';

/** Events told to a follower that it has not heard yet: one that sleeps is told no more, and everything anew when it wakes. */
const MAX_OWED = 8;

interface Guest {
  /** Stops waiting for its end. */
  readonly forget: Cancel;
  /** Its commands begin in the order in which it gave them: when the last one has begun. */
  begun: Promise<unknown>;
  /** What it has asked for and is not done, by the number it gave it: one that lost patience asks for it again. */
  readonly doing: Map<number, Promise<Result<unknown>>>;
  owed: number;
  missed: boolean;
}

/** The tab that has the lock: does what the others ask, and tells them what happens. */
export class Host {
  readonly #engine: Engine;
  readonly #run: Run;
  readonly #port: TabsPort;
  readonly #post: Post;
  #started: Promise<void>;
  readonly #guests = new Map<string, Guest>();
  readonly #told = new Told();
  #events: MessengerEvent[] = [];
  #unsubscribe: Cancel = () => undefined;
  #stopped = false;

  /** @param started resolves once the storage is open, or could not be opened */
  constructor(engine: Engine, run: Run, port: TabsPort, post: Post, started: Promise<void>) {
    this.#engine = engine;
    this.#run = run;
    this.#port = port;
    this.#post = post;
    this.#started = started;
    engine.onKeys = () => {
      for (const tab of this.#guests.keys()) this.#tellKeys(tab);
    };
  }

  /** Tells the others that there is another holder now. */
  announce(): void {
    this.#tell(null, this.#self());
  }

  heard({ from, to, build, says }: TabMessage): void {
    if (says.kind === 'hello' || says.kind === 'ping') this.#tell(from, this.#self());
    // A stranger: that was all there is to say to it.
    if (build !== this.#post.build) return this.#post.forget(from);
    if (says.kind === 'hello' && !(says.keys && this.#engine.opened === null)) void this.#welcome(from);
    // What was said to somebody else is none of this tab's business.
    if (to === null) return;
    if (says.kind === 'keys') this.#admit(from, says.keys);
    if (says.kind === 'command') void this.#obey(from, says.id, says.order);
    if (says.kind === 'heard') this.#heardBy(from);
  }

  /** From now on nothing is said. */
  stop(): void {
    this.#stopped = true;
    this.#engine.onKeys = () => undefined;
    this.#unsubscribe();
    for (const [tab, { forget }] of this.#guests) {
      forget();
      this.#post.forget(tab);
    }
    this.#guests.clear();
  }

  #self(): Said {
    return { kind: 'holder', term: this.#engine.term, locked: this.#engine.opened === null };
  }

  /** Whoever says hello meanwhile is welcomed to the open vault. */
  #admit(tab: string, keys: LentKeys | null): void {
    if (keys) this.#started = this.#admitted(keys);
    void this.#welcome(tab);
  }

  async #admitted(keys: LentKeys): Promise<void> {
    await this.#started;
    try {
      await this.#engine.admit(keys);
    } catch {
      // It stays at the door, where the password opens it.
    }
  }

  async #welcome(tab: string): Promise<void> {
    await this.#started;
    if (this.#stopped) return;
    const { snapshot } = this.#engine;
    // What comes next is told as a change of this one: to those who are here already, too.
    this.#gather({ type: 'snapshot', snapshot });
    this.#tellEvents();
    const guest = this.#guest(tab);
    guest.owed = 0;
    guest.missed = false;
    this.#tellKeys(tab);
    this.#tell(tab, { kind: 'welcome', snapshot });
  }

  #guest(tab: string): Guest {
    if (this.#guests.size === 0) {
      this.#unsubscribe = this.#engine.events.subscribe((event) => this.#gather(event));
    }
    const known = this.#guests.get(tab);
    const guest = known ?? {
      forget: this.#waitForEnd(tab),
      begun: Promise.resolve(),
      doing: new Map(),
      owed: 0,
      missed: false,
    };
    this.#guests.set(tab, guest);
    return guest;
  }

  #waitForEnd(tab: string): Cancel {
    const lock = this.#port.lockOf(tab);
    const ended = () => {
      lock.release();
      this.#guests.delete(tab);
      this.#post.forget(tab);
      if (this.#guests.size === 0) this.#unsubscribe();
      // Nobody looks at anything there any more.
      void this.#run({ name: 'focus', input: { roomId: null, active: false, tab } });
    };
    return lock.waitFor(ended, () => undefined);
  }

  async #obey(from: string, id: number, order: Order): Promise<void> {
    const own = order.name === 'focus' ? { ...order, input: { ...order.input, tab: from } } : order;
    const { doing } = this.#guest(from);
    const done = doing.get(id) ?? this.#inOrder(this.#guest(from), own);
    doing.set(id, done);
    const answer = await done;
    doing.delete(id);
    this.#tellEvents();
    this.#tell(from, { kind: 'result', id, result: answer });
  }

  async #inOrder(guest: Guest, order: Order): Promise<Result<unknown>> {
    const beginning = guest.begun.then(() => begin(this.#run, order));
    guest.begun = beginning;
    return (await beginning).result;
  }

  #heardBy(tab: string): void {
    const guest = this.#guests.get(tab);
    if (!guest) return;
    guest.owed = Math.max(0, guest.owed - 1);
    if (guest.missed && guest.owed === 0) this.#tell(tab, { kind: 'missed' });
  }

  /** What is said in one turn is told in one message. */
  #gather(event: MessengerEvent): void {
    if (this.#events.push(event) === 1) void Promise.resolve().then(() => this.#tellEvents());
  }

  #tellEvents(): void {
    if (this.#events.length === 0 || this.#stopped) return;
    const events = this.#events.map((event): TabEvent =>
      event.type === 'snapshot' ? this.#told.next(event.snapshot) : event,
    );
    this.#events = [];
    for (const [tab, guest] of this.#guests) {
      if (guest.owed >= MAX_OWED) guest.missed = true;
      if (guest.missed) continue;
      guest.owed++;
      this.#tell(tab, { kind: 'events', events });
    }
  }

  /** [V-22] Where a browser does not copy keys from one worker to another, the others ask for the password. */
  #tellKeys(to: string): void {
    const keys = this.#engine.lend();
    try {
      this.#tell(to, { kind: 'keys', keys });
    } catch {
      this.#tell(to, { kind: 'keys', keys: null });
    }
  }

  #tell(to: string | null, says: Said): void {
    if (!this.#stopped) this.#post.tell(to, says);
  }
}
