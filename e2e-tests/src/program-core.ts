import type {
  Commands,
  Failure,
  FriendRequest,
  MessageView,
  MessengerEvent,
  Snapshot,
} from '@tacet/web-client/port';

const ROOM = 'room';
const BOT = { accountId: 'bot', username: 'bot', firstName: 'Bot', lastName: '', about: '' };
const ALICE = { accountId: 'alice', username: 'alice', firstName: 'Alice', lastName: '', about: '' };

/** What the core shows to a program, and what it is asked: for what no server brings about at will. */
export class ProgramCore {
  readonly asked: string[] = [];
  /** With what it was asked to make an account. */
  signedUpWith: unknown;
  readonly messages: MessageView[] = [];
  isStopped = false;
  readonly requests: FriendRequest[] = [];
  /** What a command answers instead: a failure, or the code of one. */
  readonly answers = new Map<keyof Commands, string | Failure | (() => void)>();
  private readonly listeners = new Set<(event: MessengerEvent) => void>();
  private phase: Snapshot['phase'] = { at: 'locked', username: 'bot', displayName: 'Bot' };
  private connection: Snapshot['connection'] = { state: 'connecting' };

  /** In the place of the messenger. */
  readonly call = (name: keyof Commands, input: { fromIndex?: number; count?: number }): Promise<unknown> => {
    this.asked.push(name);
    const answer = this.answers.get(name);
    if (typeof answer === 'string') return Promise.resolve({ ok: false, failure: { code: answer } });
    if (typeof answer === 'object') return Promise.resolve({ ok: false, failure: answer });
    if (answer !== undefined) answer();
    else if (name === 'unlock' || name === 'signUp') this.becomes({ at: 'ready', me: BOT });
    if (name === 'signUp') this.signedUpWith = input;
    const { fromIndex = 0, count = 0 } = input;
    const value = name === 'messages' ? this.messages.slice(fromIndex, fromIndex + count) : undefined;
    return Promise.resolve({ ok: true, value });
  };

  readonly subscribe = (listener: (event: MessengerEvent) => void): (() => void) => {
    this.listeners.add(listener);
    queueMicrotask(() => this.shows());
    return () => this.listeners.delete(listener);
  };

  readonly stop = (): Promise<void> => {
    this.isStopped = true;
    return Promise.resolve();
  };

  becomes(phase: Snapshot['phase']): void {
    this.phase = phase;
    this.shows();
  }

  connects(connection: Snapshot['connection']): void {
    this.connection = connection;
    this.shows();
  }

  /** A message in that place, or what stands there for it. */
  puts(index: number, what: Partial<MessageView>): void {
    const message: MessageView = {
      id: `message ${index}`,
      index,
      roomId: ROOM,
      senderId: 'alice',
      mine: false,
      body: '',
      kind: 'text',
      sentAtMs: 1,
      state: 'received',
      ...what,
    };
    this.messages[index] = message;
    this.tells({ type: 'messages', roomId: ROOM, messages: [message] });
    this.shows();
  }

  /** Somebody asks to be friends. */
  isAskedBy(username: string): void {
    const person = { ...ALICE, accountId: username, username };
    this.requests.push({ requestId: `request of ${username}`, person, createdAtMs: 1 });
    this.shows();
  }

  private shows(): void {
    const { phase, connection, messages, requests } = this;
    const conversation = { kind: 'direct', roomId: ROOM, open: true, person: ALICE };
    const conversations = [{ ...conversation, messageCount: messages.length }];
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a program looks at no more of it
    const snapshot = { phase, connection, incoming: [...requests], conversations } as unknown as Snapshot;
    this.tells({ type: 'snapshot', snapshot });
  }

  private tells(event: MessengerEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}
