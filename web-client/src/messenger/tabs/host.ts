import type { LentKeys } from '../account/context.ts';
import type { Engine } from '../engine/engine.ts';
import type { MessengerEvent } from '../port.ts';
import type { Cancel, TabsPort } from '../ports/platform.ts';
import type { Order, Run, Said, TabMessage } from './messages.ts';
import { begin } from './orders.ts';

interface Guest {
  /** Stops waiting for its end. */
  readonly forget: Cancel;
  /** Its commands begin in the order in which it gave them: when the last one has begun. */
  begun: Promise<unknown>;
}

/** The tab that has the lock: does what the others ask, and tells them what happens. */
export class Host {
  readonly #id: string;
  readonly #engine: Engine;
  readonly #run: Run;
  readonly #port: TabsPort;
  #started: Promise<void>;
  readonly #guests = new Map<string, Guest>();
  #events: MessengerEvent[] = [];
  #unsubscribe: Cancel = () => undefined;
  #stopped = false;

  /** @param started resolves once the storage is open, or could not be opened */
  constructor(id: string, engine: Engine, run: Run, port: TabsPort, started: Promise<void>) {
    this.#id = id;
    this.#engine = engine;
    this.#run = run;
    this.#port = port;
    this.#started = started;
    engine.onKeys = () => this.#tellKeys(null);
  }

  /** Tells the others that there is another holder now. */
  announce(): void {
    this.#tell(null, this.#self());
  }

  heard({ from, to, build, says }: TabMessage): void {
    if (says.kind === 'hello' || (says.kind === 'ping' && to === this.#id)) {
      this.#tell(from, this.#self());
    }
    if (build !== this.#port.build) return;
    if (says.kind === 'hello') void this.#welcome(from);
    if (says.kind === 'keys' && to === this.#id) this.#admit(says.keys);
    if (says.kind === 'command' && to === this.#id) void this.#obey(from, says.id, says.order);
  }

  /** From now on nothing is said. */
  stop(): void {
    this.#stopped = true;
    this.#engine.onKeys = () => undefined;
    this.#unsubscribe();
    for (const { forget } of this.#guests.values()) forget();
    this.#guests.clear();
  }

  #self(): Said {
    return { kind: 'holder', term: this.#engine.term, locked: this.#engine.phase.at === 'locked' };
  }

  /** Whoever says hello meanwhile is welcomed to the open vault. */
  #admit(keys: LentKeys | null): void {
    if (keys) this.#started = this.#admitted(keys);
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
    this.#guest(tab);
    this.#tellKeys(tab);
    this.#tell(tab, { kind: 'welcome', snapshot: this.#engine.snapshot });
  }

  #guest(tab: string): Guest {
    if (this.#guests.size === 0) {
      this.#unsubscribe = this.#engine.events.subscribe((event) => this.#gather(event));
    }
    const guest = this.#guests.get(tab) ?? { forget: this.#waitForEnd(tab), begun: Promise.resolve() };
    this.#guests.set(tab, guest);
    return guest;
  }

  #waitForEnd(tab: string): Cancel {
    const lock = this.#port.lockOf(tab);
    const ended = () => {
      lock.release();
      this.#guests.delete(tab);
      if (this.#guests.size === 0) this.#unsubscribe();
      // Nobody looks at anything there any more.
      void this.#run({ name: 'focus', input: { roomId: null, active: false, tab } });
    };
    return lock.waitFor(ended, () => undefined);
  }

  async #obey(from: string, id: number, order: Order): Promise<void> {
    const own = order.name === 'focus' ? { ...order, input: { ...order.input, tab: from } } : order;
    const guest = this.#guest(from);
    const beginning = guest.begun.then(() => begin(this.#run, own));
    guest.begun = beginning;
    const answer = await (await beginning).result;
    this.#tellEvents();
    this.#tell(from, { kind: 'result', id, result: answer });
  }

  /** What is said in one turn is told in one message. */
  #gather(event: MessengerEvent): void {
    if (this.#events.push(event) === 1) void Promise.resolve().then(() => this.#tellEvents());
  }

  #tellEvents(): void {
    const events = this.#events;
    this.#events = [];
    if (events.length > 0 && this.#guests.size > 0) this.#tell(null, { kind: 'events', events });
  }

  /** [V-22] Where a browser does not copy keys from one worker to another, the others ask for the password. */
  #tellKeys(to: string | null): void {
    if (this.#guests.size === 0) return;
    const keys = this.#engine.lend();
    try {
      this.#tell(to, { kind: 'keys', keys });
    } catch {
      this.#tell(to, { kind: 'keys', keys: null });
    }
  }

  #tell(to: string | null, says: Said): void {
    if (this.#stopped) return;
    this.#port.channel.tell({ from: this.#id, to, build: this.#port.build, says } satisfies TabMessage);
  }
}
