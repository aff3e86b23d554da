import { AsyncLocalStorage } from 'node:async_hooks';
import { headlessMessenger, type RunningMessenger } from '@tacet/web-client/headless';
import type { CommandName, Commands, MessageView, Snapshot } from '@tacet/web-client/port';
import type { Listener, NewAccount, Options } from './options.ts';
import { PASSING, Patience } from './patience.ts';
import { ProgramStore } from './program-store.ts';
import { Progress } from './progress.ts';
import { TacetError } from './tacet-error.ts';

type DirectConversation = Extract<Snapshot['conversations'][number], { readonly kind: 'direct' }>;

interface Waiter {
  readonly look: () => void;
  readonly reject: (reason: Error) => void;
}

/** From which nothing but another process, or a person, brings this device back. */
const ENDS: ReadonlySet<Snapshot['phase']['at']> = new Set(['broken', 'removed', 'other-tab']);

/** As many as the core gives at once. */
const PAGE = 200;

/**
 * An answer that would be refused at every start: whoever asks for it, with a text that is as long as any or of blanks only,
 * or with one friendship more than somebody may have, must not be able to end a program again and again.
 */
const REFUSED_FOR_GOOD: ReadonlySet<string> = new Set([
  'message-too-long',
  'validation-failed',
  'not-found',
  'not-a-friend',
  'request-closed',
  'limit-reached',
]);

/** A device of an account, in this process. */
export class Tacet {
  /** Settles when it is over: rejects with what the listener threw, or with why this device cannot go on. */
  readonly closed: Promise<void>;
  readonly #messenger: RunningMessenger;
  readonly #store: ProgramStore;
  readonly #options: Options;
  readonly #listener: Listener;
  readonly #progress = new Map<string, Progress>();
  readonly #asked = new Set<string>();
  readonly #signingIn = new Patience(PASSING, () => this.#look());
  /** That its login has ended a device may learn by an answer: then it signs in again first. */
  readonly #asking = new Patience([...PASSING, 'signed-out'], () => this.#look());
  readonly #answers = new Map<string, Patience>();
  /** Indexes of what is new or changed since the last look, by room that was looked at before. */
  readonly #changed = new Map<string, Set<number>>();
  #snapshot: Snapshot | undefined;
  /** What was shown last when this device had signed in again, until it is online with that login. */
  #renewed: Snapshot | undefined;
  #waiters: readonly Waiter[] = [];
  #looking: Promise<void> = Promise.resolve();
  #again = false;
  #over = false;
  #failure: Error | undefined;
  #ending: Promise<void> | undefined;
  /** Whether it is the listener who calls. */
  readonly #listening = new AsyncLocalStorage<true>();
  #settle: (failure?: Error) => void = () => {};

  private constructor(
    messenger: RunningMessenger,
    store: ProgramStore,
    options: Options,
    listener: Listener,
  ) {
    this.#messenger = messenger;
    this.#store = store;
    this.#options = options;
    this.#listener = listener;
    this.closed = new Promise((resolve, reject) => {
      this.#settle = (failure) => (failure === undefined ? resolve() : reject(failure));
    });
    // Whoever does not ask is not to be ended by it.
    this.closed.catch(() => {});
    messenger.subscribe((event) => {
      if (event.type === 'snapshot') this.#shown(event.snapshot);
      if (event.type === 'messages') {
        for (const { index } of event.messages) this.#changed.get(event.roomId)?.add(index);
      }
      for (const { look } of this.#waiters) look();
      this.#look();
    });
  }

  /** Makes the account, once; if it is interrupted, the same call goes on with it. */
  static register(options: Options & NewAccount, listener: Listener): Promise<Tacet> {
    return Tacet.#begun(options, listener, async (tacet) => {
      const { username, password, firstName, about = '', invitation } = options;
      const account = { username, password, firstName, lastName: '', about };
      await tacet.#call('signUp', invitation === undefined ? account : { ...account, invitation });
    });
  }

  /** Signs in on this store's device, also again whenever its login has ended. */
  static connect(options: Options, listener: Listener): Promise<Tacet> {
    return Tacet.#begun(options, listener, (tacet) => tacet.#signIn());
  }

  static async #begun(
    options: Options,
    listener: Listener,
    begin: (tacet: Tacet) => Promise<void>,
  ): Promise<Tacet> {
    const store = ProgramStore.open(options.store);
    const messenger = await headlessMessenger({
      origin: new URL(options.server).origin,
      openStore: () => Promise.resolve(store),
      cookies: store.cookies(),
    });
    const tacet = new Tacet(messenger, store, options, listener);
    try {
      const { phase } = await tacet.#until((snapshot) => snapshot.phase.at !== 'starting');
      if (phase.at === 'welcome') await begin(tacet);
      else if (phase.at === 'locked') await tacet.#call('unlock', { password: options.password });
      else if (phase.at !== 'ready') throw new TacetError(phase.at);
      await tacet.#until((snapshot) => snapshot.phase.at === 'ready');
      return tacet;
    } catch (failure) {
      await tacet.close();
      throw failure;
    }
  }

  /** Usernames of all friends. */
  get friends(): readonly string[] {
    return this.#conversations().map(({ person }) => person.username);
  }

  /** Asks somebody to be friends. */
  async befriend(username: string): Promise<void> {
    await this.#call('sendFriendRequest', { username });
  }

  /** Sends a text to a friend; resolves once it is stored, and goes out by itself. */
  async send(username: string, text: string): Promise<void> {
    const conversation = this.#conversations().find(({ person }) => person.username === username);
    if (conversation === undefined) throw new TacetError('not-a-friend');
    await this.#call('sendText', { roomId: conversation.roomId, body: text });
  }

  /**
   * What was told is on the disk; what waits is sent at the next start. Called by the listener it resolves at once, and all
   * ends when the listener has returned: `closed` tells.
   */
  close(): Promise<void> {
    const ended = this.#end();
    return this.#listening.getStore() === true ? Promise.resolve() : ended;
  }

  #end(failure?: Error): Promise<void> {
    this.#over = true;
    this.#failure ??= failure;
    return (this.#ending ??= this.#ended());
  }

  async #ended(): Promise<void> {
    const reason = this.#failure ?? new TacetError('closed');
    for (const each of [this.#signingIn, this.#asking, ...this.#answers.values()]) each.end();
    for (const { reject } of this.#waiters) reject(reason);
    this.#waiters = [];
    // What the listener is told is noted; after a failure that may never be.
    if (this.#failure === undefined) await this.#looking;
    try {
      await this.#messenger.stop();
    } catch (cause) {
      this.#failure ??= errorOf(cause);
    }
    this.#store.close();
    this.#settle(this.#failure);
  }

  #shown(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    if (snapshot.connection.state === 'online') this.#renewed = undefined;
    if (!this.#over && ENDS.has(snapshot.phase.at)) void this.#end(new TacetError(snapshot.phase.at));
  }

  async #signIn(): Promise<void> {
    const { username, password } = this.#options;
    await this.#call('signIn', { username, password });
  }

  /** Once for each login that ended: a server that ends them all is not asked without end. */
  async #staySignedIn(): Promise<void> {
    const shown = this.#snapshot;
    if (shown?.connection.state !== 'signed-out' || shown === this.#renewed) return;
    if (this.#renewed !== undefined) throw new TacetError('signed-out');
    await this.#signIn();
    this.#renewed = this.#snapshot;
  }

  #conversations(): DirectConversation[] {
    return (this.#snapshot?.conversations ?? []).filter(
      (each): each is DirectConversation => each.kind === 'direct' && each.open,
    );
  }

  /** Looks for what the program has not heard of, one look at a time; what comes meanwhile is looked for again. */
  #look(): void {
    if (this.#over || this.#snapshot?.phase.at !== 'ready') return;
    if (this.#again) return;
    this.#again = true;
    this.#looking = this.#lookedAfter(this.#looking);
  }

  async #lookedAfter(before: Promise<void>): Promise<void> {
    await before;
    this.#again = false;
    try {
      await this.#hear();
    } catch (failure) {
      // Not waited for: what ends waits for this.
      void this.#end(errorOf(failure));
    }
  }

  async #hear(): Promise<void> {
    if (this.#over) return;
    await this.#signingIn.tries(() => this.#staySignedIn());
    await this.#asking.tries(() => this.#hearOfRequests());
    for (const conversation of this.#conversations()) {
      await this.#answering(conversation.roomId).tries(() => this.#hearOf(conversation));
    }
  }

  /** Where more answers wait to be sent than may, what else came there is told once there is room. */
  #answering(roomId: string): Patience {
    const known = this.#answers.get(roomId) ?? new Patience(['busy'], () => this.#look());
    this.#answers.set(roomId, known);
    return known;
  }

  /** One whose answer does not reach the server is told again. */
  async #hearOfRequests(): Promise<void> {
    for (const { requestId, person } of this.#snapshot?.incoming ?? []) {
      if (this.#over || this.#snapshot?.connection.state === 'signed-out') return;
      if (this.#asked.has(requestId)) continue;
      await this.#tell(async () =>
        this.#listener.onRequest?.({
          from: person.username,
          accept: async () => void (await this.#call('acceptRequest', { requestId })),
          decline: () => this.#call('declineRequest', { requestId }),
        }),
      );
      this.#asked.add(requestId);
    }
  }

  async #hearOf({ roomId, messageCount, person }: DirectConversation): Promise<void> {
    const progress = this.#progressOf(roomId);
    // The first look is at all of them: they may have come just before the program ended.
    const changed = this.#changed.get(roomId);
    const waiting = progress.passedOver.filter((index) => changed?.has(index) ?? true);
    // What changes from here on is for the next look, and what this one does not come to.
    const next = new Set(waiting);
    this.#changed.set(roomId, next);
    this.#page = undefined;
    for (let index = progress.next; index < messageCount; index += 1) waiting.push(index);
    let heard = false;
    for (const index of waiting) {
      if (this.#over) return;
      next.delete(index);
      const message = await this.#entry(roomId, index);
      if (message === undefined || mayStillCome(message)) progress.passOver(index);
      else {
        if (isForProgram(message)) {
          await this.#tell(async () =>
            this.#listener.onMessage?.({
              id: message.id,
              text: message.body,
              from: person.username,
              sentAtMs: message.sentAtMs,
              reply: async (text) => void (await this.#call('sendText', { roomId, body: text })),
            }),
          ).catch((cause: unknown) => {
            next.add(index);
            throw cause;
          });
          heard = true;
        }
        progress.done(index);
      }
    }
    if (heard) await this.#read(roomId);
  }

  async #tell(listener: () => Promise<void>): Promise<void> {
    try {
      await this.#listening.run(true, listener);
    } catch (cause) {
      if (!(cause instanceof TacetError) || !REFUSED_FOR_GOOD.has(cause.code)) throw cause;
      process.emitWarning(`the listener let this go: ${cause.code}`, 'TacetWarning');
    }
  }

  /** The other side is told that it was read, if that is switched on. */
  async #read(roomId: string): Promise<void> {
    await this.#call('focus', { roomId, active: true });
    await this.#call('focus', { roomId: null, active: false });
  }

  #progressOf(roomId: string): Progress {
    const known = this.#progress.get(roomId) ?? new Progress(this.#store, roomId);
    this.#progress.set(roomId, known);
    return known;
  }

  #page: { roomId: string; from: number; messages: readonly MessageView[] } | undefined;

  async #entry(roomId: string, index: number): Promise<MessageView | undefined> {
    const page = this.#page;
    const known = page?.roomId === roomId ? page.messages[index - page.from] : undefined;
    if (known !== undefined) return known;
    const messages = await this.#call('messages', { roomId, fromIndex: index, count: PAGE });
    this.#page = { roomId, from: index, messages };
    return messages[0];
  }

  async #call<N extends CommandName>(
    name: N,
    input: Parameters<Commands[N]>[0],
  ): Promise<ReturnType<Commands[N]>> {
    const result = await this.#messenger.call(name, input);
    if (!result.ok) throw new TacetError(result.failure.code, result.failure.retryAfterMs);
    return result.value;
  }

  #until(condition: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
    return new Promise((resolve, reject) => {
      if (this.#over) return reject(this.#failure ?? new TacetError('closed'));
      const look = (): void => {
        const snapshot = this.#snapshot;
        if (snapshot === undefined || !condition(snapshot)) return;
        this.#waiters = this.#waiters.filter((each) => each.look !== look);
        resolve(snapshot);
      };
      this.#waiters = [...this.#waiters, { look, reject }];
      look();
    });
  }
}

function errorOf(cause: unknown): Error {
  return cause instanceof Error ? cause : new TacetError(String(cause));
}

/** Places that a message may take which comes late, however late, or can be read after an update. */
function mayStillCome({ mine, kind, notice, state }: MessageView): boolean {
  if (mine) return false;
  if (kind === 'notice') return notice === 'discarded' || notice === 'messages-missing';
  return kind === 'unknown' || state === 'repairing' || state === 'lost';
}

function isForProgram({ mine, kind, state }: MessageView): boolean {
  return !mine && kind === 'text' && state === 'received';
}
