import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals-core';
import type { ConversationView, Failure, MessageView, Messenger, Snapshot } from '../../messenger/port.ts';
import type { Clock } from '../system/clock.ts';
import { Debounce } from '../system/debounce.ts';
import type { Drafts } from './drafts.ts';
import { whoHolds } from './held.ts';
import { News } from './news.ts';
import { PendingSends } from './pending-sends.ts';
import { Timeline } from './timeline.ts';
import { TypingSignal } from './typing-signal.ts';

/** A draft is written down this long after the last key, and at once when leaving. */
const DRAFT_PAUSE_MS = 400;
/** The stored message arrives as an event of its own; without it the bubble must not stay for ever. */
const SETTLE_MS = 5_000;

/** Told about commands that failed where no form shows it. */
export type ReportFailure = (failure: Failure) => void;

type Discarded = Pick<MessageView, 'id' | 'body'>;

export interface ConversationContext {
  readonly messenger: Messenger;
  readonly clock: Clock;
  readonly snapshot: ReadonlySignal<Snapshot>;
  readonly myId: string;
  readonly report: ReportFailure;
  /** A text was deleted that can be had back, for a while. */
  readonly offerBack: (roomId: string, body: string) => void;
  readonly drafts: Drafts;
}

/** One conversation while it is on screen: its messages, its draft, what is being sent. */
export class Conversation {
  readonly roomId: string;
  readonly myId: string;
  readonly timeline: Timeline;
  readonly pending = new PendingSends();
  readonly news: News;
  readonly draft: Signal<string>;
  /** Why the last message could not be stored; its text is back in the draft. */
  readonly sendFailure = signal<Failure | null>(null);
  /** What is taken away for good, if the user says so. */
  readonly discardAsked = signal<Discarded | null>(null);
  private readonly source: ReadonlySignal<ConversationView | null>;
  private readonly messenger: Messenger;
  private readonly clock: Clock;
  private readonly report: ReportFailure;
  private readonly offerBack: ConversationContext['offerBack'];
  private readonly drafts: Drafts;
  private readonly draftPause: Debounce;
  private readonly typingSignal: TypingSignal;
  /** As it is stored, or about to be; null after a failure. */
  private savedDraft: string | null;
  private unreadFrom: number | null;
  private readonly discarding = new Set<string>();

  constructor(
    { messenger, clock, snapshot, myId, report, offerBack, drafts }: ConversationContext,
    view: ConversationView,
  ) {
    this.messenger = messenger;
    this.clock = clock;
    this.report = report;
    this.offerBack = offerBack;
    this.drafts = drafts;
    this.roomId = view.roomId;
    this.myId = myId;
    this.source = computed(
      () => snapshot.value.conversations.find(({ roomId }) => roomId === view.roomId) ?? null,
    );
    this.unreadFrom = firstUnread(view);
    this.timeline = new Timeline(messenger, view.roomId);
    this.timeline.resize(view.messageCount);
    this.news = new News(view.messageCount, myId);
    this.savedDraft = view.draft;
    this.draft = signal(drafts.of(view.roomId) ?? view.draft);
    this.draftPause = new Debounce(clock, DRAFT_PAUSE_MS);
    this.typingSignal = new TypingSignal(clock, () => void messenger.call('typing', { roomId: view.roomId }));
  }

  /** The latest snapshot of it; null once the conversation is gone. */
  get view(): ReadonlySignal<ConversationView | null> {
    return this.source;
  }

  /** Where the unread messages began when the conversation was opened; stays until it is left. */
  get firstUnreadIndex(): number | null {
    return this.unreadFrom;
  }

  /** Older messages were put in front. */
  inserted(count: number): void {
    if (this.unreadFrom !== null) this.unreadFrom += count;
    this.timeline.shift(count);
  }

  receive(messages: readonly MessageView[]): void {
    batch(() => {
      this.news.note(messages, this.timeline);
      this.timeline.receive(messages);
      this.pending.settle(messages);
    });
  }

  /** Follows the messenger's count of messages, and what another tab left as a draft. */
  snapshotChanged(): void {
    const view = this.source.peek();
    if (view === null) return;
    this.timeline.resize(view.messageCount);
    if (this.drafts.of(this.roomId) !== undefined || view.draft === this.savedDraft) return;
    this.savedDraft = view.draft;
    this.draft.value = view.draft;
  }

  edit(text: string): void {
    this.draft.value = text;
    this.drafts.edit(this.roomId, text);
    this.sendFailure.value = null;
    this.typingSignal.typed(text);
    this.draftPause.schedule(() => this.saveDraft());
  }

  /** Shows the bubble at once. If the messenger cannot store it, the text returns to the composer. */
  async send(): Promise<void> {
    const body = this.draft.peek().trim();
    if (body === '') return;
    const pending = this.pending.add(body, this.clock.now(), this.timeline.count.peek());
    this.edit('');
    this.typingSignal.reset();
    // Before the draft is emptied: at no moment neither of the two is stored.
    const stored = this.messenger.call('sendText', { roomId: this.roomId, body });
    this.draftPause.flush();
    const result = await this.drafts.whileStoring(stored);
    if (result.ok) {
      this.clock.after(SETTLE_MS, () => this.pending.remove(pending));
      return;
    }
    if (!this.pending.remove(pending)) return; // it did arrive; only the answer was lost
    this.putBack(body);
    this.sendFailure.value = result.failure;
  }

  async retry(id: string): Promise<void> {
    const result = await this.messenger.call('retryMessage', { roomId: this.roomId, id });
    if (!result.ok) this.report(result.failure);
  }

  /** Where nothing can be written, a text that was taken away has no place to come back to: the user is asked first. */
  async discard(message: Discarded): Promise<void> {
    if (this.isWritable) await this.takeAway(message);
    else this.discardAsked.value = message;
  }

  /** Offers back what was taken away, once: a text that was sent after all would be there twice. */
  async takeAway({ id, body }: Discarded): Promise<void> {
    if (this.discarding.has(id)) return;
    this.discarding.add(id);
    const result = await this.messenger.call('discardMessage', { roomId: this.roomId, id });
    this.discarding.delete(id);
    if (!result.ok) this.report(result.failure);
    else if (result.value && this.isWritable) this.offerBack(this.roomId, body);
  }

  /** What was written once comes before what is being written. */
  putBack(body: string): void {
    this.edit(joined(body, this.draft.peek()));
  }

  /** Leaving the screen, locking: nothing typed may be lost. */
  leave(): void {
    this.draftPause.cancel();
    this.saveDraft();
  }

  private get isWritable(): boolean {
    const view = this.source.peek();
    return view !== null && view.open && whoHolds(view) === null;
  }

  private saveDraft(): void {
    const draft = this.draft.peek();
    if (draft === this.savedDraft) return;
    this.savedDraft = draft;
    void this.storeDraft(draft);
  }

  private async storeDraft(draft: string): Promise<void> {
    const result = await this.messenger.call('saveDraft', { roomId: this.roomId, draft });
    if (result.ok) this.drafts.stored(this.roomId, draft);
    else if (this.savedDraft === draft) this.savedDraft = null;
  }
}

export function joined(body: string, typedSince: string): string {
  return typedSince === '' ? body : `${body}\n${typedSince}`;
}

function firstUnread(view: ConversationView): number | null {
  if (view.firstUnreadIndex !== null) return view.firstUnreadIndex;
  return view.unread > 0 ? Math.max(0, view.messageCount - view.unread) : null;
}
