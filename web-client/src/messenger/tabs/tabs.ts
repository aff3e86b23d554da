import type { LentKeys } from '../account/context.ts';
import type { MessengerDependencies } from '../engine/dependencies.ts';
import type { Engine } from '../engine/engine.ts';
import type { MessengerEvent, Result } from '../port.ts';
import type { Cancel, TabChannel, TabsPort } from '../ports/platform.ts';
import { Follower, type Legacy } from './follower.ts';
import { Host } from './host.ts';
import type { Command, Order, Run, TabMessage } from './messages.ts';
import { begin, BUSY, isRepeatable, messagesOf } from './orders.ts';
import { Post } from './post.ts';

/** What came while it slept is heard within this time. */
const GIVEN_AND_TAKEN_MS = 20;
/** After this long a tab that lost the lock without noticing has noticed, and opens no further socket. */
const OLD_SOCKETS_END_MS = 5_000;

const UNHEARD: TabChannel = { tell: () => undefined, hear: () => undefined, close: () => undefined };
const ALONE: TabsPort = {
  open: () => UNHEARD,
  build: '',
  lockOf: () => ({
    acquire: () => Promise.resolve(true),
    waitFor: () => () => undefined,
    release: () => undefined,
  }),
};

/**
 * This tab among others: the holder of the lock, or one that follows the holder. Roles change one after the other;
 * commands wait meanwhile.
 *
 * Fetched late, with all it imports: what the first load has too comes in by the constructor, or it would be cut in pieces.
 */
export class Tabs {
  readonly #id: string;
  readonly #engine: Engine;
  readonly #run: Run;
  readonly #deps: MessengerDependencies;
  readonly #freshId: () => string;
  readonly #post: Post;
  readonly #asked: () => readonly Command[];
  /** Null: waits outside, since the tabs here cannot reach each other. */
  #role: Host | Follower | null;
  #settled: Promise<void> = Promise.resolve();
  /** Counts how often the lock was asked for, and which of these was granted. */
  #request = 0;
  #granted = 0;
  #cancelWait: Cancel = () => undefined;
  /** What is on this screen, as the page said last. */
  #focus: Command | null = null;
  #alive = false;
  #stopped = false;

  /**
   * @param started resolves once this tab has the storage open, if it is the first one
   * @param freshId makes a UUID
   * @param asked which messages the page has asked for, the newest last
   */
  constructor(
    engine: Engine,
    run: Run,
    deps: MessengerDependencies,
    lobby: TabChannel | undefined,
    started: Promise<void>,
    freshId: () => string,
    asked: () => readonly Command[],
  ) {
    this.#freshId = freshId;
    this.#id = freshId();
    this.#engine = engine;
    this.#run = run;
    this.#deps = deps;
    this.#asked = asked;
    this.#post = new Post(this.#id, deps.tabs ?? ALONE, lobby ?? UNHEARD, (message) => this.heard(message));
    this.#role = this.#host(started);
    engine.onFenced = () => void this.follow();
  }

  async call(command: Command): Promise<Result<unknown>> {
    if (command.name === 'focus') this.#focus = command;
    await this.#settled;
    const role = this.#role;
    const order = this.#order(command);
    if (role instanceof Follower && !role.outside) return role.call(order);
    if (!(role instanceof Host)) return command.name === 'takeOver' ? this.#takeOver() : BUSY;
    const result = await this.#run(order);
    if (result.ok || result.failure.code !== 'busy' || !isRepeatable(order)) return result;
    // Another tab works since then?
    await this.#settled;
    return this.#role === role ? result : this.#repeat({ ...order, again: true });
  }

  /** What this tab may not do any more, and began when no other one was there. */
  async again(order: Order, result: Result<unknown>): Promise<Result<unknown>> {
    await this.#settled;
    return isRepeatable(order) ? this.#repeat({ ...order, again: true }) : result;
  }

  heard(message: unknown): void {
    // The other end of the channel is this very code, or another build of it that keeps to the envelope.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    this.#role?.heard(message as TabMessage);
  }

  /** Another tab has the lock. */
  follow(): Promise<void> {
    if (this.#role instanceof Host) this.#role.stop();
    return this.#turn(async () => {
      if (!(this.#role instanceof Host)) return;
      const roomId = this.#engine.opened?.conversations.focus.of() ?? null;
      if (roomId !== null) this.#focus ??= { name: 'focus', input: { roomId, active: true } };
      // They open nothing if it was locked since; if it was not, whoever works now may need them.
      const keys = this.#engine.lend();
      await this.#engine.standBy();
      this.#deps.lock.release();
      this.#role = await this.#outsideOrFollower(keys);
      this.#wait();
    });
  }

  /** For good. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelWait();
    await this.#settled;
    if (this.#role instanceof Host) this.#role.stop();
    if (this.#role instanceof Follower) for (const { resolve } of this.#role.end().waiting) resolve(BUSY);
    this.#post.close();
  }

  async #outsideOrFollower(keys: LentKeys | null): Promise<Follower | null> {
    const { tabs, timers } = this.#deps;
    if (!tabs) {
      this.#engine.show({ at: 'other-tab' });
      return null;
    }
    // Whoever waits for this lock hears of the end of this tab, however it comes.
    if (!this.#alive) await tabs.lockOf(this.#id).acquire({ steal: false, lost: () => undefined });
    this.#alive = true;
    const follower = new Follower(this.#post, timers, keys, {
      connected: () => this.#goOn(),
      told: (event) => this.#engine.relay(event),
      stranger: () => this.#engine.show({ at: 'other-tab' }),
      silence: () => void this.#takeOver(),
    });
    follower.begin();
    return follower;
  }

  #wait(): void {
    const request = ++this.#request;
    const granted = () => {
      this.#granted = request;
      void this.#turn(() => this.#holdIfMine(request));
    };
    this.#cancelWait = this.#deps.lock.waitFor(granted, () => this.#lost(request));
  }

  #lost(request: number): void {
    if (request !== this.#request) return;
    this.#granted = 0;
    void this.follow();
  }

  /**
   * A tab that slept hears at once, one after the other, that the lock was given to it and taken away again. It must not
   * claim the storage in between: that would throw out who has the lock.
   */
  async #holdIfMine(request: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#deps.timers.after(GIVEN_AND_TAKEN_MS, resolve);
    });
    if (this.#granted === request) await this.#hold();
    else if (request === this.#request) this.#wait();
  }

  /** Takes the lock from whoever has it. */
  async #takeOver(): Promise<Result<void>> {
    await this.#turn(async () => {
      // Granted in the meantime.
      if (this.#granted === this.#request) return;
      this.#cancelWait();
      const request = ++this.#request;
      // The browser gives none: it may be this tab's turn some day.
      if (!(await this.#deps.lock.acquire({ steal: true, lost: () => this.#lost(request) })))
        return this.#wait();
      this.#granted = request;
      await this.#hold();
      this.#deps.timers.after(OLD_SOCKETS_END_MS, () => this.#returns());
    });
    return this.#role instanceof Host ? { ok: true, value: undefined } : BUSY;
  }

  async #hold(): Promise<void> {
    if (this.#role instanceof Host) return;
    const { keys, waiting }: Legacy = this.#role?.end() ?? { keys: null, waiting: [] };
    const opened = this.#engine.hold(keys);
    const host = this.#host(opened);
    this.#role = host;
    await opened;
    host.announce();
    for (const { order, told, resolve } of waiting) {
      if (!told || isRepeatable(order)) {
        const { result } = await begin(this.#run, { ...order, again: order.again || told });
        void result.then(resolve);
      } else resolve(BUSY);
    }
    this.#goOn();
  }

  /** A tab that was frozen may have opened a last socket when it woke, which displaced this one. */
  #returns(): void {
    const { connection } = this.#engine.snapshot;
    const displaced = connection.state === 'offline' && connection.reason === 'displaced';
    if (displaced && this.#role instanceof Host) this.#engine.returns();
  }

  /** Another holder than before: it does not know what is on this screen, and may have said things nobody heard. */
  #goOn(): void {
    if (this.#focus) void this.call(this.#focus);
    void this.#refresh();
  }

  async #refresh(): Promise<void> {
    const { events } = this.#engine;
    const roomId = roomOf(this.#asked().at(-1));
    if (roomId === undefined) return;
    const newer = new Set<number>();
    const unsubscribe = events.subscribe((event) => noteIn(newer, roomId, event));
    const asked = this.#asked().filter((command) => roomOf(command) === roomId);
    for (const command of new Map(asked.map((each) => [JSON.stringify(each.input), each])).values()) {
      const messages = messagesOf(await this.call(command)).filter(({ index }) => !newer.has(index));
      if (messages.length > 0) events.tell({ type: 'messages', roomId, messages });
    }
    unsubscribe();
  }

  #order(command: Command): Order {
    if (command.name !== 'sendText') return { ...command, again: false, behind: 0 };
    const input = { id: this.#freshId(), ...command.input };
    return { name: 'sendText', input, again: false, behind: this.#messagesIn(input.roomId) };
  }

  async #repeat(order: Order): Promise<Result<unknown>> {
    if (this.#role instanceof Follower) return this.#role.call(order);
    const { result } = await begin(this.#run, order);
    return result;
  }

  #host(started: Promise<void>): Host {
    return new Host(this.#engine, this.#run, this.#deps.tabs ?? ALONE, this.#post, started);
  }

  #messagesIn(roomId: string): number {
    const { opened, snapshot } = this.#engine;
    if (opened) return opened.conversations.get(roomId)?.messageCount ?? 0;
    return snapshot.conversations.find((known) => known.roomId === roomId)?.messageCount ?? 0;
  }

  #turn(work: () => Promise<void>): Promise<void> {
    const result = this.#settled.then(() => (this.#stopped ? undefined : work()));
    // What comes next waits for the end of this, not for its success: its caller hears of that.
    this.#settled = result.catch(() => undefined);
    return result;
  }
}

function roomOf(command: Command | undefined): string | undefined {
  return command?.name === 'messages' ? command.input.roomId : undefined;
}

function noteIn(indexes: Set<number>, roomId: string, event: MessengerEvent): void {
  if (event.type !== 'messages' || event.roomId !== roomId) return;
  for (const { index } of event.messages) indexes.add(index);
}
