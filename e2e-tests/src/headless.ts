import { headlessMessenger, nodeSocket, type RunningMessenger } from '../../web-client/src/app/headless.ts';
import type { CommandName, Commands, MessageView, Snapshot } from '../../web-client/src/messenger/port.ts';
import type { PersonalNetwork } from './network.ts';
import type { Stack } from './stack.ts';
import { eventually } from './waiting.ts';

/** Somebody whose client is the real one without a screen: for stories that need no browser. */
export class HeadlessPerson {
  readonly username: string;
  readonly password: string;
  private readonly messenger: RunningMessenger;
  private snapshot: Snapshot | undefined;

  private constructor(username: string, messenger: RunningMessenger) {
    this.username = username;
    this.password = 'twelve grey herons stand upstream';
    this.messenger = messenger;
    messenger.subscribe((event) => {
      if (event.type === 'snapshot') this.snapshot = event.snapshot;
    });
  }

  /** @param network this person's way to the relay; the straight one by default */
  static async arrives(stack: Stack, name: string, network?: PersonalNetwork): Promise<HeadlessPerson> {
    const origin = stack.url;
    const messenger = await headlessMessenger(
      network === undefined
        ? { origin }
        : { origin, openWebSocket: socketsBy(`${network.address}:${stack.port}`, origin) },
    );
    return new HeadlessPerson(`${name.toLowerCase()}${process.pid}`, messenger);
  }

  async leaves(): Promise<void> {
    await this.messenger.stop();
  }

  async signsUp(): Promise<void> {
    const { username, password } = this;
    await this.asks('signUp', { username, password, firstName: username, lastName: '', about: '' });
    await this.until('is home', ({ phase }) => phase.at === 'ready');
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
    const { incoming } = await other.until('sees the request', (snapshot) => snapshot.incoming.length > 0);
    const request = incoming.find(({ person }) => person.username === this.username);
    if (request === undefined) throw new Error(`no request from ${this.username}`);
    const { roomId } = await other.asks('acceptRequest', { requestId: request.requestId });
    for (const person of [this, other]) {
      await person.until('has the conversation', ({ conversations }) =>
        conversations.some((conversation) => conversation.roomId === roomId && conversation.open),
      );
    }
    return roomId;
  }

  async writes(roomId: string, body: string): Promise<void> {
    await this.asks('sendText', { roomId, body });
  }

  /** All messages of a conversation, oldest first. */
  async reads(roomId: string): Promise<MessageView[]> {
    const count = this.snapshot?.conversations.find((each) => each.roomId === roomId)?.messageCount ?? 0;
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
  ): Promise<MessageView[]> {
    return eventually(
      `${this.username} ${what}`,
      async () => {
        const messages = await this.reads(roomId);
        return condition(messages) ? messages : undefined;
      },
      60_000,
    );
  }

  async until(what: string, condition: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
    return eventually(`${this.username} ${what}`, () => {
      const { snapshot } = this;
      return Promise.resolve(snapshot !== undefined && condition(snapshot) ? snapshot : undefined);
    });
  }
}

/** Sockets by another address, with the origin that the relay's door expects. */
function socketsBy(host: string, origin: string): ReturnType<typeof nodeSocket> {
  const open = nodeSocket(origin);
  return (url, protocols) => open(Object.assign(new URL(url), { host }).href, protocols);
}
