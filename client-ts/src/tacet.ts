import { headlessMessenger, type RunningMessenger } from '@tacet/web-client/headless';
import type { CommandName, Commands, MessageView, Snapshot } from '@tacet/web-client/port';
import type { Listener, Options } from './options.ts';
import { ProgramStore } from './program-store.ts';
import { Progress } from './progress.ts';
import { TacetError } from './tacet-error.ts';

type DirectConversation = Extract<Snapshot['conversations'][number], { readonly kind: 'direct' }>;

/** As many as the core gives at once. */
const PAGE = 200;

/** A device of an account, in this process. */
export class Tacet {
  /** Settles when it is over: rejects with what the listener threw. */
  readonly closed: Promise<void>;
  readonly #messenger: RunningMessenger;
  readonly #store: ProgramStore;
  readonly #listener: Listener;
  readonly #progress = new Map<string, Progress>();
  readonly #asked = new Set<string>();
  #snapshot: Snapshot | undefined;
  #watchers: (() => void)[] = [];
  #looking: Promise<void> = Promise.resolve();
  #again = false;
  #over = false;
  #settle: (failure?: Error) => void = () => {};

  private constructor(messenger: RunningMessenger, store: ProgramStore, listener: Listener) {
    this.#messenger = messenger;
    this.#store = store;
    this.#listener = listener;
    this.closed = new Promise((resolve, reject) => {
      this.#settle = (failure) => (failure === undefined ? resolve() : reject(failure));
    });
    // Whoever does not ask is not to be ended by it.
    this.closed.catch(() => {});
    messenger.subscribe((event) => {
      if (event.type === 'snapshot') this.#snapshot = event.snapshot;
      for (const told of this.#watchers) told();
      this.#look();
    });
  }

  /** Makes the account, once; if it is interrupted, the same call goes on with it. */
  static register(
    options: Options & { readonly firstName: string; readonly about?: string },
    listener: Listener,
  ): Promise<Tacet> {
    return Tacet.#begun(options, listener, async (tacet) => {
      const { username, password, firstName, about = '' } = options;
      await tacet.#call('signUp', { username, password, firstName, lastName: '', about });
    });
  }

  /** Signs in on this store's device. */
  static connect(options: Options, listener: Listener): Promise<Tacet> {
    return Tacet.#begun(options, listener, (tacet) => tacet.#call('signIn', options));
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
    const tacet = new Tacet(messenger, store, listener);
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

  /** What was told is on the disk; what waits is sent at the next start. */
  async close(): Promise<void> {
    this.#over = true;
    await this.#looking;
    await this.#messenger.stop();
    this.#store.close();
    this.#settle();
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
      this.#over = true;
      await this.#messenger.stop();
      this.#store.close();
      this.#settle(failure instanceof Error ? failure : new TacetError(String(failure)));
    }
  }

  async #hear(): Promise<void> {
    for (const { requestId, person } of this.#snapshot?.incoming ?? []) {
      if (this.#over) return;
      if (this.#asked.has(requestId)) continue;
      this.#asked.add(requestId);
      await this.#listener.onRequest?.({
        from: person.username,
        accept: async () => void (await this.#call('acceptRequest', { requestId })),
        decline: () => this.#call('declineRequest', { requestId }),
      });
    }
    for (const conversation of this.#conversations()) await this.#hearOf(conversation);
  }

  async #hearOf({ roomId, messageCount, person }: DirectConversation): Promise<void> {
    const progress = this.#progressOf(roomId);
    const waiting = [...progress.passedOver];
    for (let index = progress.next; index < messageCount; index += 1) waiting.push(index);
    let heard = false;
    for (const index of waiting) {
      if (this.#over) return;
      const message = await this.#entry(roomId, index);
      if (message === undefined || isUnreadable(message)) progress.passOver(index);
      else {
        if (isForProgram(message)) {
          await this.#listener.onMessage?.({
            id: message.id,
            text: message.body,
            from: person.username,
            sentAtMs: message.sentAtMs,
            reply: async (text) => void (await this.#call('sendText', { roomId, body: text })),
          });
          heard = true;
        }
        progress.done(index);
      }
    }
    if (heard) await this.#read(roomId);
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
    if (known !== undefined && !isUnreadable(known)) return known;
    const messages = await this.#call('messages', { roomId, fromIndex: index, count: PAGE });
    this.#page = { roomId, from: index, messages };
    return messages[0];
  }

  async #call<N extends CommandName>(
    name: N,
    input: Parameters<Commands[N]>[0],
  ): Promise<ReturnType<Commands[N]>> {
    const result = await this.#messenger.call(name, input);
    if (!result.ok) throw new TacetError(result.failure.code);
    return result.value;
  }

  #until(condition: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
    return new Promise((resolve) => {
      const look = (): void => {
        const snapshot = this.#snapshot;
        if (snapshot === undefined || !condition(snapshot)) return;
        this.#watchers = this.#watchers.filter((each) => each !== look);
        resolve(snapshot);
      };
      this.#watchers.push(look);
      look();
    });
  }
}

function isUnreadable({ state }: MessageView): boolean {
  return state === 'repairing';
}

function isForProgram({ mine, kind, state }: MessageView): boolean {
  return !mine && kind === 'text' && state === 'received';
}
