import { batch, signal, type ReadonlySignal } from '@preact/signals-core';
import type { Failure, MessageView, Messenger } from '../../messenger/port.ts';
import { isHidden } from './grouping.ts';

/** Messages fetched at a time; the port allows 200. */
export const WINDOW_SIZE = 100;
/** Windows kept: 4,000 messages, some 40 screens; the least recently shown go first. */
export const MAX_WINDOWS = 40;

interface Window {
  readonly slots: (MessageView | undefined)[];
  /** `partial`: holds only what events brought; `loading`: asked for; `whole`: answered. */
  state: 'partial' | 'loading' | 'whole';
}

/**
 * The messages of one conversation as a list of known length whose parts are fetched when shown.
 * Positions are the port's gapless indexes, so loading older messages never moves newer ones; only history that comes from
 * another device does.
 */
export class Timeline {
  private readonly length = signal(0);
  private readonly inFront = signal(0);
  private readonly changes = signal(0);
  private readonly problem = signal<Failure | null>(null);
  /** In order of last use. */
  private readonly windows = new Map<number, Window>();
  private readonly messenger: Messenger;
  private readonly roomId: string;
  /** Rises whenever everything known is dropped, so that late answers are recognised. */
  private generation = 0;

  constructor(messenger: Messenger, roomId: string) {
    this.messenger = messenger;
    this.roomId = roomId;
  }

  get count(): ReadonlySignal<number> {
    return this.length;
  }

  /** How many messages were put in front since the conversation was opened: an index less this is the same row for ever. */
  get moved(): ReadonlySignal<number> {
    return this.inFront;
  }

  /** Changes whenever {@link at} may answer differently. */
  get revision(): ReadonlySignal<number> {
    return this.changes;
  }

  /** Why the last window could not be read, until a retry succeeds. */
  get failure(): ReadonlySignal<Failure | null> {
    return this.problem;
  }

  at(index: number): MessageView | undefined {
    return this.windows.get(windowOf(index))?.slots[index % WINDOW_SIZE];
  }

  /** How many from `index` on are shown; those that are not read yet count as if they were. */
  shownFrom(index: number): number {
    let shown = 0;
    for (let at = index; at < this.length.peek(); at++) {
      const message = this.at(at);
      if (message === undefined || !isHidden(message)) shown++;
    }
    return shown;
  }

  /** The messenger's count. A smaller one means that messages were taken away and others moved up. */
  resize(count: number): void {
    const before = this.length.peek();
    if (count < before) this.forget();
    if (count !== before) this.length.value = count;
  }

  /** Older messages were put in front: all that is known keeps its row; what was asked for is asked for again. */
  shift(count: number): void {
    const known = [...this.windows.values()].flatMap(({ slots }) =>
      slots.filter((each) => each !== undefined),
    );
    batch(() => {
      this.forget();
      this.inFront.value += count;
      this.length.value += count;
      this.receive(known.map((message) => ({ ...message, index: message.index + count })));
    });
  }

  /** Says which messages are on screen: fetches what is missing, keeps what is there. */
  show(first: number, last: number): void {
    const end = Math.min(last, this.length.peek() - 1);
    for (let window = windowOf(Math.max(first, 0)); window <= windowOf(end); window++) {
      const known = this.windows.get(window);
      if (known === undefined || known.state === 'partial') {
        if (this.problem.peek() === null) void this.load(window);
      } else {
        this.touch(window, known);
      }
    }
  }

  /** Tries again after a failure. */
  retry(first: number, last: number): void {
    this.problem.value = null;
    this.show(first, last);
  }

  /** New or changed messages; what an event brings is never older than an answer still under way. */
  receive(messages: readonly MessageView[]): void {
    if (messages.length === 0) return;
    let length = this.length.peek();
    for (const message of messages) {
      const window = windowOf(message.index);
      const known = this.windows.get(window) ?? { slots: [], state: 'partial' };
      known.slots[message.index % WINDOW_SIZE] = message;
      this.touch(window, known);
      length = Math.max(length, message.index + 1);
    }
    this.length.value = length;
    this.changed();
  }

  private async load(window: number): Promise<void> {
    const asked = this.windows.get(window) ?? { slots: [], state: 'loading' };
    asked.state = 'loading';
    this.touch(window, asked);
    const generation = this.generation;
    const answer = await this.messenger.call('messages', {
      roomId: this.roomId,
      fromIndex: window * WINDOW_SIZE,
      count: WINDOW_SIZE,
    });
    if (generation !== this.generation) return;
    if (!answer.ok) {
      asked.state = 'partial';
      this.problem.value = answer.failure;
      return;
    }
    for (const message of answer.value) asked.slots[message.index % WINDOW_SIZE] ??= message;
    asked.state = 'whole';
    this.problem.value = null;
    this.changed();
  }

  private touch(window: number, content: Window): void {
    this.windows.delete(window);
    this.windows.set(window, content);
    for (const [oldest, { state }] of this.windows) {
      if (this.windows.size <= MAX_WINDOWS) return;
      if (state !== 'loading') this.windows.delete(oldest);
    }
  }

  private forget(): void {
    this.generation++;
    this.windows.clear();
    this.changed();
  }

  private changed(): void {
    this.changes.value++;
  }
}

function windowOf(index: number): number {
  return Math.floor(index / WINDOW_SIZE);
}
