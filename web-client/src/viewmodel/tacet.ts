import { batch, computed, effect, signal, type ReadonlySignal } from '@preact/signals-core';
import type { Failure, Messenger, MessengerEvent, Progress, Result, Snapshot } from '../messenger/port.ts';
import type { EstimatorLoader } from './account/password-strength.ts';
import { Conversation, joined } from './conversation/conversation.ts';
import { Drafts } from './conversation/drafts.ts';
import { Groups } from './groups/groups.ts';
import { Declining } from './home/declining.ts';
import { People } from './home/people.ts';
import { arrangeRequests, type Asked } from './home/requests.ts';
import { AppearanceChoice, type AppearanceStore } from './shell/appearance.ts';
import { IdleLock, type ActivityStore } from './shell/idle-lock.ts';
import { LanguageChoice, type LanguageStore } from './shell/language.ts';
import { Navigation, type HistoryPort } from './shell/navigation.ts';
import { HOME, type HistoryEntry } from './shell/route.ts';
import { SealedHere, type SealedStore } from './shell/sealed-here.ts';
import { Toasts } from './shell/toasts.ts';
import type { Clock } from './system/clock.ts';
import { Today } from './system/today.ts';

/** What the view models need from the browser. */
export interface Platform {
  readonly clock: Clock;
  readonly history: HistoryPort;
  readonly startEntry: HistoryEntry;
  readonly appearance: AppearanceStore;
  readonly activity: ActivityStore;
  readonly language: LanguageStore;
  readonly sealed: SealedStore;
  readonly estimator: EstimatorLoader;
}

const STARTING: Snapshot = {
  phase: { at: 'starting' },
  connection: { state: 'connecting' },
  catchingUp: null,
  conversations: [],
  incoming: [],
  outgoing: [],
  invitations: [],
  lookalikes: [],
  blocked: [],
  settings: { sendReceipts: true, sharePresence: true, lockAfterMinutes: 0 },
  recovery: 'unknown',
  linking: null,
  archive: { state: 'off', saved: 0, of: 0, size: 0 },
  history: null,
};

/** What was decided a moment ago is waited for no longer than this: a lock is not to depend on the network. */
const LEAVE_MS = 2_000;

/** The whole interface as state: one per page. */
export class Tacet {
  readonly messenger: Messenger;
  readonly clock: Clock;
  readonly estimator: EstimatorLoader;
  readonly navigation: Navigation;
  readonly appearance: AppearanceChoice;
  readonly language: LanguageChoice;
  readonly toasts: Toasts;
  readonly sealed: SealedHere;
  readonly people: People;
  readonly groups: Groups;
  readonly idle: IdleLock;
  readonly today: Today;
  /** What waits for a yes or no. */
  readonly requests: ReadonlySignal<readonly Asked[]>;
  /** The conversation on screen. */
  readonly conversation: ReadonlySignal<Conversation | null>;
  /** Whether somebody is looking: the window is visible and has focus. */
  readonly attentive = signal(true);
  /** The room whose newest message is on screen: what comes there can be seen. */
  readonly endInView = signal<string | null>(null);
  /** A dialog stands before everything else. */
  readonly covered = signal(false);
  /** No server was reached, and none has been since: what is tried meanwhile is no news. */
  readonly unreachable = signal(false);
  private readonly latest = signal<Snapshot>(STARTING);
  private readonly step = signal<Progress | null>(null);
  readonly drafts = new Drafts();
  private readonly opened = signal<Conversation | null>(null);
  private readonly declining: Declining;

  constructor(messenger: Messenger, platform: Platform) {
    this.messenger = messenger;
    this.clock = platform.clock;
    this.estimator = platform.estimator;
    this.navigation = new Navigation(platform.history, platform.startEntry);
    this.appearance = new AppearanceChoice(platform.appearance);
    this.language = new LanguageChoice(platform.language);
    this.toasts = new Toasts(platform.clock);
    this.sealed = new SealedHere(platform.sealed);
    this.declining = new Declining(this.toasts, () =>
      arrangeRequests(this.latest.peek(), new Set()).map(({ id }) => id),
    );
    this.people = new People(messenger, this.toasts, this.declining);
    this.groups = new Groups(messenger, this.toasts, this.declining);
    this.requests = computed(() => arrangeRequests(this.latest.value, this.declining.ids.value));
    this.idle = new IdleLock(platform.clock, platform.activity, () => void this.lock());
    this.today = new Today(platform.clock);
    this.conversation = this.opened;
    messenger.subscribe((event) => this.receive(event));
    this.followRoute();
    this.followSettings();
  }

  get snapshot(): ReadonlySignal<Snapshot> {
    return this.latest;
  }

  /** The step of the command that is under way. */
  get progress(): ReadonlySignal<Progress | null> {
    return this.step;
  }

  /** Another conversation takes the place of an open one, so that Back always leads to the list. */
  openConversation(roomId: string): void {
    const place = { roomId, details: false, dialog: null };
    if (this.navigation.route.peek().roomId === null) this.navigation.open(place);
    else this.navigation.replace(place);
  }

  report(failure: Failure): void {
    this.toasts.show({ what: 'failure', failure });
  }

  /** Before the keys or the page are gone: nothing typed is lost, and what was decided is done, unless it takes too long. */
  async leave(): Promise<void> {
    this.opened.peek()?.leave();
    const late = Promise.withResolvers<void>();
    const cancel = this.clock.after(LEAVE_MS, late.resolve);
    await Promise.race([this.toasts.settle(), late.promise]);
    cancel();
    // What was typed meanwhile.
    this.opened.peek()?.leave();
  }

  async lock(): Promise<void> {
    await this.leave();
    const result = await this.messenger.call('lock', {});
    if (!result.ok) this.report(result.failure);
  }

  async signOutEverywhere(): Promise<Result<void>> {
    await this.leave();
    const result = await this.messenger.call('signOutEverywhere', {});
    if (result.ok) this.sealed.note(true);
    return result;
  }

  async signOut(erase: boolean): Promise<Result<void>> {
    await this.leave();
    const result = await this.messenger.call('signOut', { erase });
    if (!result.ok) {
      this.report(result.failure);
      return result;
    }
    this.sealed.note(!erase);
    this.toasts.show({ what: erase ? 'erased' : 'signed-out' });
    return result;
  }

  async takeOver(): Promise<void> {
    const result = await this.messenger.call('takeOver', {});
    if (!result.ok) this.report(result.failure);
  }

  private receive(event: MessengerEvent): void {
    switch (event.type) {
      case 'snapshot':
        batch(() => this.show(event.snapshot));
        return;
      case 'messages':
        if (this.opened.peek()?.roomId === event.roomId) this.opened.peek()?.receive(event.messages);
        return;
      case 'inserted':
        if (this.opened.peek()?.roomId === event.roomId) this.opened.peek()?.inserted(event.count);
        return;
      case 'progress':
        this.step.value = event.step;
        return;
    }
  }

  private show(snapshot: Snapshot): void {
    const { phase, archive } = this.latest.peek();
    const before = phase.at;
    this.latest.value = snapshot;
    // Once, when it becomes known: afterwards Settings says so.
    if (before === 'ready' && archive.state !== 'gone' && snapshot.archive.state === 'gone') {
      this.toasts.show({ what: 'archive-gone' });
    }
    this.followConnection(snapshot.connection);
    this.drafts.snapshotChanged();
    this.declining.snapshotChanged();
    if (before !== snapshot.phase.at) {
      this.step.value = null;
      if (snapshot.phase.at === 'ready') this.sealed.note(false);
      else this.forget();
      // Another account may come next: nothing of this one's whereabouts stays.
      if (snapshot.phase.at === 'welcome') this.navigation.replace(HOME);
    }
    this.opened.peek()?.snapshotChanged();
  }

  private followConnection(connection: Snapshot['connection']): void {
    if (connection.state === 'connecting') return;
    this.unreachable.value = connection.state === 'offline' && connection.reason !== 'displaced';
  }

  /** The account is closed. */
  private forget(): void {
    this.drafts.clear();
    this.toasts.forgetUndo();
    this.declining.clear();
  }

  /** Opens the conversation the route names, as soon as the snapshot knows it, and tells the messenger. */
  private followRoute(): void {
    const target = computed(() => {
      const { phase, conversations } = this.latest.value;
      const { roomId } = this.navigation.route.value;
      return phase.at === 'ready' && conversations.some((known) => known.roomId === roomId) ? roomId : null;
    });
    effect(() => {
      const roomId = target.value;
      this.opened.peek()?.leave();
      this.opened.value = roomId === null ? null : this.openedRoom(roomId);
    });
    const ready = computed(() => this.latest.value.phase.at === 'ready');
    effect(() => {
      if (!ready.value) return;
      const roomId = target.value;
      const isSeen = roomId === null || (!this.covered.value && this.endInView.value === roomId);
      const input = { roomId, active: this.attentive.value };
      void this.messenger.call('focus', isSeen ? input : { ...input, seen: false });
    });
  }

  private openedRoom(roomId: string): Conversation | null {
    const { phase, conversations } = this.latest.peek();
    const view = conversations.find((known) => known.roomId === roomId);
    if (view === undefined || phase.at !== 'ready') return null;
    const context = {
      messenger: this.messenger,
      clock: this.clock,
      snapshot: this.latest,
      myId: phase.me.accountId,
      report: (failure: Failure): void => this.report(failure),
      offerBack: (room: string, body: string): void => this.offerBack(room, body),
      drafts: this.drafts,
    };
    return new Conversation(context, view);
  }

  private offerBack(roomId: string, body: string): void {
    this.toasts.show({ what: 'message-deleted' }, () => void this.putBack(roomId, body));
  }

  /** Into the draft, whether the conversation is still open or not. */
  private async putBack(roomId: string, body: string): Promise<void> {
    const open = this.opened.peek();
    if (open?.roomId === roomId) {
      open.putBack(body);
      return;
    }
    const stored = this.latest.peek().conversations.find((each) => each.roomId === roomId)?.draft ?? '';
    const draft = joined(body, this.drafts.of(roomId) ?? stored);
    this.drafts.edit(roomId, draft);
    const result = await this.messenger.call('saveDraft', { roomId, draft });
    if (result.ok) this.drafts.stored(roomId, draft);
  }

  private followSettings(): void {
    const minutes = computed(() => {
      const { phase, settings } = this.latest.value;
      return phase.at === 'ready' ? settings.lockAfterMinutes : 0;
    });
    effect(() => this.idle.configure(minutes.value));
  }
}
