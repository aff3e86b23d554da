import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { MessageView } from '../../messenger/port.ts';
import type { Timeline } from './timeline.ts';

/** Of what comes together this many are said, and how many more there are. */
export const MAX_SAID = 3;

/** What has happened in a conversation and was not said yet. */
export interface Untold {
  readonly messages: readonly MessageView[];
  readonly more: number;
}

const NOTHING: Untold = { messages: [], more: 0 };

/** What is said besides messages. Comings and goings, and what asks for nothing, can be found in the log. */
const NOTICES: ReadonlySet<MessageView['notice']> = new Set([
  'identity-changed',
  'security-alarm',
  'security-restored',
  'username-alarm',
  'username-restored',
  'username-gone',
  'username-shared',
  'username-single',
  'messages-missing',
  'friend-removed',
  'verified-elsewhere',
  'unverified',
] as const);

/** What somebody who does not see the log has to hear of an open conversation. */
export class News {
  private readonly waiting = signal<Untold>(NOTHING);
  private readonly myId: string;
  /** Rows before this one are no news, not counting those that were put in front since. */
  private known: number;

  constructor(count: number, myId: string) {
    this.known = count;
    this.myId = myId;
  }

  get untold(): ReadonlySignal<Untold> {
    return this.waiting;
  }

  /** Before the timeline takes them: how they were is in there. */
  note(messages: readonly MessageView[], timeline: Timeline): void {
    const moved = timeline.moved.peek();
    const known = Math.min(this.known, timeline.count.peek() - moved);
    this.known = messages.reduce((most, { index }) => Math.max(most, index + 1 - moved), known);
    for (const message of messages) {
      const isNew = message.index - moved >= known;
      if (this.isNews(message, isNew, timeline.at(message.index))) this.add(message);
    }
  }

  take(): Untold {
    const untold = this.waiting.peek();
    this.waiting.value = NOTHING;
    return untold;
  }

  private isNews(message: MessageView, isNew: boolean, before: MessageView | undefined): boolean {
    const { kind, mine, state } = message;
    const repairEnded = before?.state === 'repairing' && state !== 'repairing';
    if (kind === 'notice') return (isNew || repairEnded) && this.matters(message);
    if (mine) return state === 'failed' && (isNew || (before !== undefined && before.state !== 'failed'));
    // Also what comes late, into the place that was kept for it.
    return isNew || repairEnded || before?.kind === 'notice';
  }

  private matters({ notice, change }: MessageView): boolean {
    if (notice === 'member-removed') return change?.subjectIds.includes(this.myId) ?? false;
    return NOTICES.has(notice);
  }

  private add(message: MessageView): void {
    const { messages, more } = this.waiting.peek();
    const all = [...messages, message];
    const isFull = all.length > MAX_SAID;
    // Notices last: the index is −1 when there is nothing else, which is the last of them.
    if (isFull)
      all.splice(
        all.findLastIndex(({ kind }) => kind !== 'notice'),
        1,
      );
    this.waiting.value = { messages: all, more: isFull ? more + 1 : more };
  }
}
