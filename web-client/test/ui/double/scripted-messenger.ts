import type {
  CommandName,
  Commands,
  ConversationView,
  DirectConversationView,
  Failure,
  GroupConversationView,
  MessageView,
  Messenger,
  MessengerEvent,
  Result,
  Snapshot,
} from '../../../src/messenger/port.ts';

type Answer<N extends CommandName> = (
  input: Parameters<Commands[N]>[0],
) => Result<ReturnType<Commands[N]>> | undefined | Promise<Result<ReturnType<Commands[N]>>>;
type Answers = { [N in CommandName]?: Answer<N> };
const NOTHING = { ok: true, value: undefined } as const;

/** One command as it was given. */
export interface Call {
  readonly name: CommandName;
  readonly input: unknown;
}

/** Messages of a room: written out, or made up on demand for very long conversations. */
export type History = MessageView[] | ((index: number) => MessageView);

/**
 * A messenger without keys, storage or network: answers as a story tells it to, after `latencyMs`,
 * and otherwise succeeds with nothing. Pages of messages come from `histories`.
 */
export class ScriptedMessenger implements Messenger {
  readonly calls: Call[] = [];
  readonly histories = new Map<string, History>();
  answers: Answers = {};
  latencyMs = 0;
  private readonly listeners = new Set<(event: MessengerEvent) => void>();
  private current: Snapshot;

  constructor(snapshot: Snapshot) {
    this.current = snapshot;
  }

  get snapshot(): Snapshot {
    return this.current;
  }

  subscribe(listener: (event: MessengerEvent) => void): () => void {
    this.listeners.add(listener);
    queueMicrotask(() => listener({ type: 'snapshot', snapshot: this.current }));
    return () => this.listeners.delete(listener);
  }

  async call<N extends CommandName>(
    name: N,
    input: Parameters<Commands[N]>[0],
  ): Promise<Result<ReturnType<Commands[N]>>> {
    this.calls.push({ name, input });
    await this.delay();
    const answers: Answers = {
      messages: (asked) => this.page(asked),
      saveDraft: (asked) => this.keepDraft(asked),
      ...this.answers,
    };
    const result = (await answers[name]?.(structuredClone(input))) ?? NOTHING;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a story that asks for more answers it
    return structuredClone(result) as Result<ReturnType<Commands[N]>>;
  }

  emit(event: MessengerEvent): void {
    for (const listener of this.listeners) listener(structuredClone(event));
  }

  change(change: Partial<Snapshot>): void {
    this.current = { ...this.current, ...change };
    this.emit({ type: 'snapshot', snapshot: this.current });
  }

  changeConversation(roomId: string, change: ConversationChange): void {
    const conversations = this.current.conversations.map((each) =>
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a story changes a room as its kind allows
      each.roomId === roomId ? ({ ...each, ...change } as ConversationView) : each,
    );
    this.change({ conversations });
  }

  /** A message that is new or has a new state, as the real messenger tells it. */
  deliver(message: MessageView): void {
    const history = this.histories.get(message.roomId) ?? [];
    if (Array.isArray(history)) history[message.index] = message;
    const known = this.current.conversations.find(({ roomId }) => roomId === message.roomId);
    const messageCount = Math.max(known?.messageCount ?? 0, message.index + 1);
    this.emit({ type: 'messages', roomId: message.roomId, messages: [message] });
    this.changeConversation(message.roomId, { messageCount, lastMessage: message, sortMs: message.sentAtMs });
  }

  /** Older messages come from another device, in a conversation whose history is made up. */
  insert(roomId: string, count: number): void {
    const history = this.histories.get(roomId);
    if (typeof history !== 'function') throw new TypeError('a history that is made up');
    this.histories.set(roomId, (index) => {
      const known = history(Math.max(0, index - count));
      return { ...known, id: index < count ? `older-${index}` : known.id, index };
    });
    const view = this.current.conversations.find((each) => each.roomId === roomId);
    const { messageCount = 0, lastMessage = null } = view ?? {};
    this.emit({ type: 'inserted', roomId, count });
    const last = lastMessage && { ...lastMessage, index: lastMessage.index + count };
    this.changeConversation(roomId, { messageCount: messageCount + count, lastMessage: last });
  }

  called(name: CommandName): unknown[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.input);
  }

  private page({ roomId, fromIndex, count }: PageRequest): Result<MessageView[]> {
    const history = this.histories.get(roomId) ?? [];
    const length = this.current.conversations.find((each) => each.roomId === roomId)?.messageCount ?? 0;
    const page: MessageView[] = [];
    for (let index = fromIndex; index < Math.min(fromIndex + count, length); index++) {
      const message = Array.isArray(history) ? history[index] : history(index);
      if (message !== undefined) page.push(message);
    }
    return { ok: true, value: page };
  }

  private keepDraft({ roomId, draft }: Parameters<Commands['saveDraft']>[0]): Result<void> {
    this.changeConversation(roomId, { draft });
    return NOTHING;
  }

  private delay(): Promise<void> {
    return new Promise((resolve) => {
      if (this.latencyMs === 0) queueMicrotask(resolve);
      else setTimeout(resolve, this.latencyMs);
    });
  }
}

type ConversationChange = Partial<DirectConversationView> | Partial<GroupConversationView>;
type PageRequest = Parameters<Commands['messages']>[0];

export function succeed<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(code: Failure['code'], retryAfterMs?: number): Result<never> {
  return { ok: false, failure: retryAfterMs === undefined ? { code } : { code, retryAfterMs } };
}

/** A snapshot of somebody who has just opened the page. */
export function emptySnapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    phase: { at: 'welcome' },
    connection: { state: 'online' },
    catchingUp: null,
    conversations: [],
    incoming: [],
    outgoing: [],
    invitations: [],
    lookalikes: [],
    blocked: [],
    settings: { sendReceipts: true, sharePresence: true, lockAfterMinutes: 15 },
    recovery: 'set',
    linking: null,
    archive: { state: 'off', saved: 0, of: 0, size: 0 },
    history: null,
    ...change,
  };
}
