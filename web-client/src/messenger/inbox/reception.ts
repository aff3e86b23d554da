import { base64url } from '../../bytes/index.ts';
import type { ListAlarms } from '../alarms/list-alarms.ts';
import { accountId, compareLogHead, fromUuid, membershipAt } from '../../protocol/index.ts';
import type { Conversations, NewMessage } from '../conversations/conversations.ts';
import type { Conversation, StoredMessage } from '../conversations/records.ts';
import type { Directory } from '../people/directory.ts';
import type { Clock } from '../ports/platform.ts';
import type { Typing } from '../presence/typing.ts';
import type { Reach } from '../receipts/reach.ts';
import type { Receipts } from '../receipts/receipts.ts';
import type { Answers } from '../repair/answers.ts';
import { isPlaceholder, type Places } from '../repair/places.ts';
import type { Requests } from '../repair/requests.ts';
import type { Groups } from '../rooms/groups.ts';
import type { LogAlarms } from '../rooms/log-alarms.ts';
import type { Logs } from '../rooms/logs.ts';
import type { Work } from '../vault/work.ts';
import { askedOf, type Arrivals } from './arrivals.ts';
import { isQuiet, type QuietContents } from './quiet-contents.ts';
import { isOtherText, messageOf, type Opened } from './shown-contents.ts';
import { unknownMessage, type UnknownContents } from './unknown-contents.ts';
import {
  DEVICE_UNKNOWN,
  SESSION_UNKNOWN,
  type Envelope,
  type RejectedEnvelope,
  type Sender,
} from './envelope-opener.ts';

/** A message is encrypted anew when devices change; nobody honest does that more often than this. */
const MAX_WIRE_IDS = 16;

export interface ReceptionDependencies {
  readonly me: string;
  readonly conversations: Conversations;
  readonly directory: Directory;
  readonly receipts: Receipts;
  readonly listAlarms: Pick<ListAlarms, 'told'>;
  readonly logAlarms: Pick<LogAlarms, 'told'>;
  readonly logs: Pick<Logs, 'followIfReachable' | 'isBehind'>;
  readonly groups: Groups;
  readonly quiet: QuietContents;
  readonly arrivals: Arrivals;
  readonly answers: Answers;
  readonly places: Places;
  readonly requests: Requests;
  readonly reach: Reach;
  readonly typing: Typing;
  readonly unknown: UnknownContents;
  readonly clock: Clock;
}

/** What becomes of an envelope's content: a bubble, a receipt taken note of, or an honest gap. */
export class Reception {
  readonly #deps: ReceptionDependencies;

  constructor(deps: ReceptionDependencies) {
    this.#deps = deps;
  }

  /**
   * Learns of conversations that began, and of people who joined, while this device was away.
   *
   * @returns rooms of which nobody can say yet who is in them: their mail waits at the relay
   */
  async prepare(envelopes: readonly Envelope[]): Promise<ReadonlySet<string>> {
    const { arrivals, conversations, directory, logs } = this.#deps;
    await arrivals.prepare();
    const rooms = new Set(envelopes.map(({ roomId }) => roomId));
    // One that is closed here may have opened again meanwhile.
    const closed = [...rooms].filter((each) => conversations.get(each)?.open !== true);
    const isAnswered = closed.length === 0 || (await directory.refreshIfReachable());
    const isUndecided = (roomId: string) =>
      !isAnswered || (!conversations.get(roomId) && logs.isBehind(roomId));
    const undecided = closed.filter(isUndecided);
    // [M-13] Somebody may have joined whom this device has not heard of.
    const strangers = envelopes.filter((each) => this.#isOfGroup(each) && !this.isFor(each));
    for (const roomId of new Set(strangers.map((each) => each.roomId))) {
      if (!(await logs.followIfReachable(roomId))) undecided.push(roomId);
    }
    return new Set(undecided);
  }

  #isOfGroup({ roomId }: Envelope): boolean {
    return this.#deps.conversations.get(roomId)?.kind === 'group';
  }

  /** [C-18] [M-13] Whether a conversation is known into which this account may write. */
  isFor({ roomId, senderAccountId }: Envelope): boolean {
    const row = this.#deps.conversations.get(roomId);
    return row !== undefined && this.#deps.groups.mayWrite(row, senderAccountId);
  }

  /** @returns why the content is not for this conversation, or null when it was taken in */
  async receive(tx: Work, envelope: Envelope, opened: Opened, sender: Sender): Promise<string | null> {
    const row = this.#conversationOf(tx, envelope);
    if (!row) return 'room-unknown';
    const refusal = row.kind === 'group' ? this.#refusalIn(tx, envelope, opened) : null;
    if (refusal) return refusal;
    const { body } = opened.content;
    if (body.type === 'receipt') {
      const { kind, messageIds } = body;
      const receipt = { kind, wireIds: messageIds.map(base64url) };
      await this.#deps.receipts.received(tx, row, envelope.senderAccountId, receipt);
    } else if (body.type === 'resend-request') {
      // [C-14] Nobody answers a device that was taken off its list.
      if (sender.isListed) await this.#deps.answers.asked(tx, row, sender.device, body);
    } else if (opened.resent) {
      await this.#mend(tx, row, envelope, opened, sender);
    } else {
      await this.#once(tx, row, envelope, opened, sender);
    }
    // [C-16] A device that its account took off its list has no more say.
    if (!sender.isListed) return null;
    // Below the message, which is shown: it authenticated.
    const { roomState } = opened.content;
    if (row.kind === 'group') await this.#deps.logAlarms.told(tx, envelope, roomState);
    await this.#deps.listAlarms.told(tx, envelope, roomState);
    return null;
  }

  /** @returns why it is not for this group, or null */
  #refusalIn(tx: Work, envelope: Envelope, { content: { roomState } }: Opened): string | null {
    const { roomVersion: sequence, logHead: hash } = roomState;
    if (!hash) return 'content-room-state'; // [M-11]
    const log = this.#deps.groups.row(tx, envelope.roomId)?.log;
    // [M-12] What is forked is shown: who was in there is what the two truths are about.
    if (!log || compareLogHead(log, { sequence, hash }) === 'forked') return null;
    const sender = accountId(fromUuid(envelope.senderAccountId));
    return membershipAt(log, sender, sequence) === 'not-a-member' ? 'content-membership' : null; // [M-13]
  }

  /**
   * Something came that cannot be read: the conversation says so, unless it never had a bubble or shows the message
   * already. If it can be asked for again, it is [C-13].
   */
  async unreadable(
    tx: Work,
    envelope: Envelope,
    { reason, wanted, wireId, future, resent }: RejectedEnvelope,
  ): Promise<void> {
    const { conversations, arrivals, places, requests, me, clock } = this.#deps;
    const row = this.#conversationOf(tx, envelope);
    // [M-13] Who may not write here says nothing here.
    if (!row || reason === 'content-membership') return;
    // [C-15] What was asked for had a bubble, and comes in a silent envelope.
    // [D-7] Of what is said in the own room nothing is ever shown; it is asked for all the same.
    if (row.kind === 'self') {
      if (wanted !== null) requests.want(tx, askedOf(envelope), { wireId: wanted });
      return;
    }
    if (envelope.silent && !(future && resent)) {
      // [C-17] Of the main sequence or not: its number cannot be read.
      if (future) await arrivals.unreadable(tx, row, envelope, true);
      // [C-13] It may be a rename or an invitation that was a blank for this device, [PK-7].
      else if (wanted !== null && reason === SESSION_UNKNOWN) {
        requests.wantSilently(tx, askedOf(envelope), wanted);
      }
      return;
    }
    const place = wireId ? await places.of(tx, row.roomId, wireId) : undefined;
    if (wireId && future) return this.#keep(tx, row, envelope, { wireId, future, place });
    if (place && wireId) {
      // [D-10] Only another own device says that it is this; whoever wrote it can prove it.
      const isAsked = wanted !== null && (await places.isBrought(tx, wireId));
      if (isAsked) requests.wantSilently(tx, askedOf(envelope), wanted);
      return;
    }
    const { roomId } = envelope;
    const asked = wanted !== null && requests.want(tx, askedOf(envelope), { wireId: wanted });
    if (envelope.senderAccountId === me) return;
    const bubble = this.#missing(envelope, asked ? 'repairing' : 'lost');
    const { index } = conversations.append(tx, row, bubble, clock.now());
    // Known under its id, and yet no receipt names it: it was neither delivered nor read.
    if (wireId) conversations.locate(tx, wireId, { roomId, index });
    const verified = wanted !== null && reason !== DEVICE_UNKNOWN;
    await arrivals.unreadable(tx, conversations.row(tx, roomId) ?? row, envelope, verified);
  }

  /** [C-17] A newer client will read it; until then its bubble says so. */
  async #keep(
    tx: Work,
    row: Conversation,
    envelope: Envelope,
    { wireId, future, place }: { wireId: string; future: Uint8Array; place: StoredMessage | undefined },
  ): Promise<void> {
    const { arrivals, requests, me } = this.#deps;
    const { senderAccountId } = envelope;
    requests.settled(tx, askedOf(envelope), { wireId });
    if (place && !isPlaceholder(place)) return;
    const mine = senderAccountId === me;
    const sentAtMs = this.#acceptedAt(envelope);
    const message = unknownMessage({ wireId, senderId: senderAccountId, mine, sentAtMs, bytes: future });
    this.#show(tx, row, message, wireId, place ?? null);
    // Its number cannot be read either; a placeholder has been counted.
    if (!place)
      await arrivals.unreadable(tx, this.#deps.conversations.row(tx, envelope.roomId) ?? row, envelope, true);
  }

  #missing(envelope: Envelope, state: 'repairing' | 'lost'): NewMessage {
    return {
      id: `lost-${envelope.senderDeviceId}-${envelope.envelopeId}`,
      senderId: envelope.senderAccountId,
      mine: false,
      body: '',
      kind: 'text',
      sentAtMs: this.#acceptedAt(envelope),
      state,
      wireIds: [],
    };
  }

  async #once(
    tx: Work,
    before: Conversation,
    envelope: Envelope,
    opened: Opened,
    { isListed }: Sender,
  ): Promise<void> {
    const { arrivals, conversations, quiet } = this.#deps;
    // [D-10] What has nothing to show cannot be told apart otherwise.
    if (before.kind === 'self' && (await arrivals.knows(tx, envelope, opened.content))) return;
    const arrival = await arrivals.take(tx, before, envelope, opened.content);
    if (arrival.shown) return this.#again(tx, opened, arrival.shown);
    // The row as it is now: it may have got a notice.
    const row = conversations.row(tx, envelope.roomId) ?? before;
    const index =
      row.kind === 'self' || isQuiet(envelope, opened.content, opened.resent)
        ? await quiet.take(tx, row, envelope, opened.content, { place: arrival.place, isListed })
        : (await this.#bubble(tx, row, envelope, opened, arrival.place)).index;
    arrivals.locate(tx, envelope, opened.content, index);
    this.#settled(tx, envelope, opened);
  }

  /** [C-15] What was asked for takes its place; what is shown already is a duplicate. */
  async #mend(
    tx: Work,
    row: Conversation,
    envelope: Envelope,
    opened: Opened,
    sender: Sender,
  ): Promise<void> {
    const { arrivals, conversations, places } = this.#deps;
    const place = await places.of(tx, row.roomId, opened.wireId);
    this.#settled(tx, envelope, opened);
    // [D-10] Other words under this id are none of its sender's: another own device said that they were.
    if (!place || isOtherText(place, envelope, opened.content))
      return this.#once(tx, row, envelope, opened, sender);
    if (!isPlaceholder(place)) return conversations.locate(tx, opened.wireId, { ...place, brought: false });
    const arrival = await arrivals.mend(tx, row, envelope, opened.content, place);
    if (arrival.place?.index !== place.index) await conversations.vacate(tx, row.roomId, place);
    if (arrival.shown) return this.#again(tx, opened, arrival.shown);
    const now = conversations.row(tx, row.roomId) ?? row;
    const { index } = await this.#bubble(tx, now, envelope, opened, arrival.place);
    arrivals.locate(tx, envelope, opened.content, index);
  }

  /**
   * Its sender may know a shown message by this id only: what says that it was read names it. It makes no receipt of its
   * own: a friend could ask so, as often as he likes, whether this device is on.
   */
  #again(tx: Work, { wireId }: Opened, shown: StoredMessage): void {
    const { conversations } = this.#deps;
    conversations.replace(tx, { ...shown, wireIds: [...shown.wireIds, wireId].slice(-MAX_WIRE_IDS) });
    conversations.locate(tx, wireId, { ...shown, brought: false });
  }

  /** Nobody has to be asked for it any more. */
  #settled(tx: Work, envelope: Envelope, { content, wireId }: Opened): void {
    const { requests } = this.#deps;
    requests.settled(tx, askedOf(envelope), { wireId });
    requests.settled(tx, askedOf(envelope), { counter: content.counter });
  }

  async #bubble(
    tx: Work,
    row: Conversation,
    envelope: Envelope,
    opened: Opened,
    place: StoredMessage | null,
  ): Promise<StoredMessage> {
    const shown = this.#show(tx, row, messageOf(envelope, opened, this.#deps.me), opened.wireId, place);
    // [D-8] Whom another own device encrypted it for, who will say that they have it.
    if (shown.mine && row.kind === 'group') {
      await this.#deps.reach.sealed(tx, row.roomId, shown.index, opened.content.roomState.roomVersion);
    }
    return shown;
  }

  #show(
    tx: Work,
    row: Conversation,
    message: NewMessage,
    wireId: string,
    place: StoredMessage | null,
  ): StoredMessage {
    const { conversations, receipts, typing, unknown, clock } = this.#deps;
    const shown =
      place === null
        ? conversations.append(tx, row, message, clock.now())
        : conversations.settle(tx, row, message, place);
    if (message.unknownContent) unknown.remember(tx, shown);
    if (message.mine) return shown;
    receipts.due(tx, row.roomId, wireId);
    tx.afterwards(() => typing.ended(row.roomId, message.senderId));
    return shown;
  }

  /** Only the people of the room may write into it. */
  #conversationOf(tx: Work, envelope: Envelope): Conversation | undefined {
    const row = this.#deps.conversations.row(tx, envelope.roomId);
    return row && this.#deps.groups.mayWrite(row, envelope.senderAccountId) ? row : undefined;
  }

  #acceptedAt({ frame }: Envelope): number {
    const at = Number(frame.acceptedAtMs);
    return Number.isSafeInteger(at) ? at : this.#deps.clock.now();
  }
}
