import {
  emptyDisk,
  headlessMessenger,
  nodeSocket,
  type HeadlessOptions,
  type RunningMessenger,
} from '../../web-client/src/app/headless.ts';
import type {
  CommandName,
  Commands,
  FriendRequest,
  MessageView,
  Snapshot,
} from '../../web-client/src/messenger/port.ts';
import type { PersonalNetwork } from './network.ts';
import { eventually } from './waiting.ts';

/** Where a running Tacet is found. */
export interface Place {
  readonly url: string;
  readonly port: number;
}

/** Somebody whose client is the real one without a screen: for stories that need no browser. */
export class HeadlessPerson {
  readonly username: string;
  readonly password: string;
  private readonly profile: HeadlessOptions;
  private messenger: RunningMessenger;
  private snapshot: Snapshot | undefined;

  private constructor(username: string, profile: HeadlessOptions, messenger: RunningMessenger) {
    this.username = username;
    this.password = 'twelve grey herons stand upstream';
    this.profile = profile;
    this.messenger = messenger;
    this.listens();
  }

  /** @param network this person's way to the relay; the straight one by default */
  static async arrives(place: Place, name: string, network?: PersonalNetwork): Promise<HeadlessPerson> {
    const origin = place.url;
    const profile = {
      origin,
      disk: emptyDisk(),
      cookies: new Map<string, string>(),
      ...(network && { openWebSocket: socketsBy(`${network.address}:${place.port}`, origin) }),
    };
    return new HeadlessPerson(
      `${name.toLowerCase()}${process.pid}`,
      profile,
      await headlessMessenger(profile),
    );
  }

  async leaves(): Promise<void> {
    await this.messenger.stop();
  }

  /** Loses everything that was not committed yet, and comes back on the same disk. */
  async crashesAndReturns(): Promise<void> {
    const crashed = this.messenger;
    this.messenger = await headlessMessenger(this.profile);
    this.snapshot = undefined;
    this.listens();
    // The newer one has taken the disk: what the older one would still write is refused.
    await this.asks('unlock', { password: this.password });
    await crashed.stop();
    await this.until('is home again', ({ phase }) => phase.at === 'ready');
  }

  /** The disk forgets a kind of records, while the client is not running. */
  loses(store: 'sessions'): void {
    this.profile.disk?.shelves.get(store)?.clear();
  }

  private listens(): void {
    const { messenger } = this;
    messenger.subscribe((event) => {
      if (event.type === 'snapshot' && messenger === this.messenger) this.snapshot = event.snapshot;
    });
  }

  async signsUp(): Promise<void> {
    const { username, password } = this;
    await this.asks('signUp', { username, password, firstName: username, lastName: '', about: '' });
    await this.until('is home', ({ phase }) => phase.at === 'ready');
  }

  /** Once at home. */
  get accountId(): string {
    const phase = this.snapshot?.phase;
    if (phase?.at !== 'ready') throw new Error(`${this.username} is not at home`);
    return phase.me.accountId;
  }

  /** The cookies of this profile: whoever has them is signed in on its device. */
  get cookies(): ReadonlyMap<string, string> {
    return this.profile.cookies ?? new Map();
  }

  /** A command that must succeed. */
  async asks<N extends CommandName>(
    name: N,
    input: Parameters<Commands[N]>[0],
  ): Promise<ReturnType<Commands[N]>> {
    const result = await this.messenger.call(name, input);
    if (!result.ok) throw new Error(`${this.username}: ${name} failed with ${result.failure.code}`);
    return result.value;
  }

  async befriends(other: HeadlessPerson): Promise<string> {
    await this.asks('sendFriendRequest', { username: other.username });
    const roomId = await other.accepts(this.username);
    await this.hasConversation(roomId);
    return roomId;
  }

  /** @returns the room */
  async accepts(username: string): Promise<string> {
    const from = ({ person }: FriendRequest): boolean => person.username === username;
    const { incoming } = await this.until('sees the request', (snapshot) => snapshot.incoming.some(from));
    const request = incoming.find(from);
    if (request === undefined) throw new Error(`no request from ${username}`);
    const { roomId } = await this.asks('acceptRequest', { requestId: request.requestId });
    await this.hasConversation(roomId);
    return roomId;
  }

  /** The room with somebody who said yes. */
  async conversationWith(username: string): Promise<string> {
    const is = (each: Snapshot['conversations'][number]): boolean =>
      each.kind === 'direct' && each.open && each.person.username === username;
    const { conversations } = await this.until(`is a friend of ${username}`, (snapshot) =>
      snapshot.conversations.some(is),
    );
    const found = conversations.find(is);
    if (found === undefined) throw new Error(`no conversation with ${username}`);
    return found.roomId;
  }

  private async hasConversation(roomId: string): Promise<void> {
    await this.until('has the conversation', ({ conversations }) =>
      conversations.some((conversation) => conversation.roomId === roomId && conversation.open),
    );
  }

  async writes(roomId: string, body: string): Promise<void> {
    await this.asks('sendText', { roomId, body });
  }

  /** How many messages a conversation has, as it was last told. */
  messageCount(roomId: string): number {
    return this.snapshot?.conversations.find((each) => each.roomId === roomId)?.messageCount ?? 0;
  }

  /** The newest messages of a conversation, 200 at most, oldest first. */
  async readsNewest(roomId: string, count: number): Promise<readonly MessageView[]> {
    const fromIndex = Math.max(0, this.messageCount(roomId) - count);
    return this.asks('messages', { roomId, fromIndex, count });
  }

  /** All messages of a conversation, oldest first. */
  async reads(roomId: string): Promise<MessageView[]> {
    const count = this.messageCount(roomId);
    const pages: MessageView[] = [];
    for (let fromIndex = 0; fromIndex < count; fromIndex += 200) {
      pages.push(...(await this.asks('messages', { roomId, fromIndex, count: 200 })));
    }
    return pages.filter(({ kind }) => kind === 'text');
  }

  async untilReads(
    roomId: string,
    what: string,
    condition: (messages: MessageView[]) => boolean,
    allowedMs = 60_000,
  ): Promise<MessageView[]> {
    return eventually(
      `${this.username} ${what}`,
      async () => {
        const messages = await this.reads(roomId);
        return condition(messages) ? messages : undefined;
      },
      allowedMs,
    );
  }

  async until(
    what: string,
    condition: (snapshot: Snapshot) => boolean,
    allowedMs?: number,
  ): Promise<Snapshot> {
    return eventually(
      `${this.username} ${what}`,
      () => {
        const { snapshot } = this;
        return Promise.resolve(snapshot !== undefined && condition(snapshot) ? snapshot : undefined);
      },
      allowedMs,
    );
  }
}

/** Sockets by another address, with the origin that the relay's door expects. */
function socketsBy(host: string, origin: string): ReturnType<typeof nodeSocket> {
  const open = nodeSocket(origin);
  return (url, protocols) => open(Object.assign(new URL(url), { host }).href, protocols);
}
