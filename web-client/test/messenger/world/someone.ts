import {
  createMessenger,
  type MessengerDependencies,
  type RunningMessenger,
} from '../../../src/messenger/create-messenger.ts';
import type {
  CommandName,
  Commands,
  DirectConversationView,
  GroupConversationView,
  FailureCode,
  MessageView,
  Progress,
  Snapshot,
} from '../../../src/messenger/port.ts';
import type { TabLock, TabsPort } from '../../../src/messenger/ports/platform.ts';
import type { Store } from '../../../src/messenger/ports/store.ts';
import { emptyDisk, MemoryStore, type MemoryDisk } from '../../../src/storage/memory/memory-store.ts';
import { assumedNetwork } from '../../../src/transport/browser/platform.ts';
import { soleHolder } from '../../../src/transport/browser/web-lock.ts';
import type { Api } from '../../../src/messenger/ports/api.ts';
import { eventually } from './eventually.ts';
import type { ApiFaults, World } from './world.ts';

export const PASSWORD = 'correct horse battery';

/** A conversation, by its id. */
type Place = Pick<DirectConversationView, 'roomId'>;

/** A person with one browser profile: what is on its disk survives the browser. */
export class Someone implements ApiFaults {
  readonly username: string;
  readonly world: World;
  readonly userAgent: string;
  readonly events: MessageView[] = [];
  disk: MemoryDisk = emptyDisk();
  fault: ApiFaults['fault'] = () => null;
  progressed: (step: Progress) => void = () => undefined;
  /** Stands between the messenger and its disk. */
  wrapStore: (store: Store) => Store = (store) => store;
  openStore: () => Promise<Store> = () => Promise.resolve(new MemoryStore(this.disk));
  lock: TabLock = soleHolder;
  clockAheadMs = 0;
  tabs: TabsPort | undefined;
  snapshot: Snapshot | null = null;
  /** With the cookies of this browser. */
  readonly api: Api;
  #messenger: RunningMessenger | null = null;

  /** @param api of the browser that this is another tab of */
  constructor(world: World, username: string, userAgent = 'test', api?: Api) {
    this.world = world;
    this.username = username;
    this.userAgent = userAgent;
    this.api = api ?? world.api(this);
  }

  /** Starts the client on what is on the disk. */
  opensTheBrowser(): void {
    const messenger = createMessenger(this.surroundings());
    messenger.subscribe((event) => {
      if (this.#messenger !== messenger) return;
      if (event.type === 'snapshot') this.snapshot = event.snapshot;
      if (event.type === 'messages') this.events.push(...event.messages);
      if (event.type === 'progress') this.progressed(event.step);
    });
    this.#messenger = messenger;
  }

  /** What the client stands on in this browser. */
  protected surroundings(): MessengerDependencies {
    const { world } = this;
    return {
      openStore: async () => this.wrapStore(await this.openStore()),
      api: this.api,
      sockets: world.relay,
      crypto: world.crypto,
      clock: { now: () => world.looksAtTheClock() + this.clockAheadMs },
      timers: world.timers,
      random: { bytes: (length) => world.crypto.random(length), fraction: () => Math.random() },
      network: assumedNetwork,
      lock: this.lock,
      ...(this.tabs && { tabs: this.tabs }),
    };
  }

  async closesTheBrowser(): Promise<void> {
    const messenger = this.#messenger;
    this.#messenger = null;
    this.snapshot = null;
    await messenger?.stop();
  }

  /** The disk as it is this instant. */
  copyOfTheDisk(): MemoryDisk {
    return {
      generation: this.disk.generation,
      shelves: new Map([...this.disk.shelves].map(([name, shelf]) => [name, new Map(shelf)])),
    };
  }

  /** As a power cut: the disk stays as it is this instant, and whatever runs writes to nowhere. */
  async crashes(): Promise<void> {
    this.disk = this.copyOfTheDisk();
    await this.closesTheBrowser();
  }

  /** The process is gone, its sockets with it; whatever it waits for never comes. */
  dies(): void {
    const messenger = this.#messenger;
    this.#messenger = null;
    this.snapshot = null;
    void messenger?.stop();
  }

  async tries<N extends CommandName>(
    name: N,
    input: Parameters<Commands[N]>[0],
  ): Promise<FailureCode | 'ok'> {
    if (!this.#messenger) this.opensTheBrowser();
    const result = await this.#messenger?.call(name, input);
    return result?.ok === false ? result.failure.code : 'ok';
  }

  async does<N extends CommandName>(
    name: N,
    input: Parameters<Commands[N]>[0],
  ): Promise<ReturnType<Commands[N]>> {
    if (!this.#messenger) this.opensTheBrowser();
    const result = await this.#messenger?.call(name, input);
    if (!result?.ok) throw new Error(`${this.username}: ${name} failed: ${result?.failure.code}`);
    return result.value;
  }

  async signsUp(password: string = PASSWORD): Promise<void> {
    await this.does('signUp', this.form(password));
    await this.sees('online', ({ connection }) => connection.state === 'online');
  }

  form(password: string = PASSWORD) {
    return { username: this.username, firstName: this.username, lastName: '', about: '', password };
  }

  async unlocks(password: string = PASSWORD): Promise<void> {
    await this.does('unlock', { password });
    await this.sees('online', ({ connection }) => connection.state === 'online');
  }

  async befriends(other: Someone): Promise<void> {
    await this.does('sendFriendRequest', { username: other.username });
    await other.sees('the request', ({ incoming }) => incoming.length > 0);
    const [request] = other.snapshot?.incoming ?? [];
    await other.does('acceptRequest', { requestId: request?.requestId ?? '' });
    for (const each of [this, other]) {
      const { username } = each === this ? other : this;
      await each.sees('the new friend', ({ conversations }) =>
        conversations.some((c) => c.kind === 'direct' && c.open && c.person.username === username),
      );
    }
  }

  /** The one conversation of two there is. */
  get conversation(): DirectConversationView {
    const conversation = this.snapshot?.conversations.find((each) => each.kind === 'direct');
    if (!conversation) throw new Error(`${this.username} has no conversation`);
    return conversation;
  }

  /** The conversation of two with that person. */
  with(username: string): DirectConversationView | undefined {
    const direct = this.snapshot?.conversations.flatMap((each) => (each.kind === 'direct' ? [each] : []));
    return direct?.find(({ person }) => person.username === username);
  }

  /** The one group there is. */
  get group(): GroupConversationView {
    const group = this.snapshot?.conversations.find((each) => each.kind === 'group');
    if (!group) throw new Error(`${this.username} is in no group`);
    return group;
  }

  async writes(body: string, { roomId }: Place = this.conversation): Promise<void> {
    await this.does('sendText', { roomId, body });
  }

  async looks(active = true, { roomId }: Place = this.conversation): Promise<void> {
    await this.does('focus', { roomId, active });
  }

  /** Everything in the conversation, without its notices. */
  async reads({ roomId }: Place = this.conversation): Promise<readonly MessageView[]> {
    const all: MessageView[] = [];
    for (;;) {
      const page = await this.does('messages', { roomId, fromIndex: all.length, count: 200 });
      all.push(...page);
      if (page.length < 200) return all.filter((message) => message.kind !== 'notice');
    }
  }

  /** What the conversation says about itself. */
  async notices({ roomId }: Place = this.conversation): Promise<readonly MessageView['notice'][]> {
    const entries = await this.does('messages', { roomId, fromIndex: 0, count: 200 });
    return entries.filter(({ kind }) => kind === 'notice').map((entry) => entry.notice);
  }

  async bodies(place: Place = this.conversation): Promise<readonly string[]> {
    return (await this.reads(place)).map((message) => message.body);
  }

  async states(place: Place = this.conversation): Promise<readonly string[]> {
    return (await this.reads(place)).map((message) => message.state);
  }

  /** Everything that the screens show from now on. */
  isShown(): readonly Snapshot[] {
    const shown: Snapshot[] = [];
    this.#messenger?.subscribe((event) => {
      if (event.type === 'snapshot') shown.push(event.snapshot);
    });
    return shown;
  }

  async sees(what: string, holds: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
    return eventually(`${this.username} sees ${what}`, async () => {
      return this.snapshot && holds(this.snapshot) ? this.snapshot : undefined;
    });
  }

  /** @param place by default the conversation of two, which may be still to come */
  async hasRead(bodies: readonly string[], place?: Place): Promise<void> {
    await eventually(`${this.username} has ${bodies.length} messages`, async () => {
      // The count is cheap to ask for; the messages are opened only when they may be all there.
      const row = this.snapshot?.conversations.find(({ roomId, kind }) =>
        place ? roomId === place.roomId : kind === 'direct',
      );
      if (!row || row.messageCount < bodies.length) return undefined;
      return (await this.bodies(row)).length >= bodies.length || undefined;
    });
  }

  get accountId(): string {
    return this.world.auth.byName(this.username)?.accountId ?? '';
  }

  /** Of the login that this browser, by its name, opened first: a profile that keeps its vault keeps its id. */
  get deviceId(): string {
    const { logins } = this.world.auth;
    const own = [...logins.values()].filter(
      ({ accountId, userAgent }) => accountId === this.accountId && userAgent === this.userAgent,
    );
    return own[0]?.deviceId ?? '';
  }
}
