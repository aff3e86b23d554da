import { base64url } from '../../bytes/index.ts';
import type { ListAlarms } from '../alarms/list-alarms.ts';
import type { DevicePublic } from '../../protocol/index.ts';
import type { Conversations, NewMessage } from '../conversations/conversations.ts';
import type { Conversation, StoredMessage } from '../conversations/records.ts';
import type { Directory } from '../people/directory.ts';
import type { Clock } from '../ports/platform.ts';
import type { Typing } from '../presence/typing.ts';
import type { Receipts } from '../receipts/receipts.ts';
import type { Answers } from '../repair/answers.ts';
import { isPlaceholder, type Places } from '../repair/places.ts';
import type { Requests } from '../repair/requests.ts';
import type { Work } from '../vault/work.ts';
import type { Arrivals } from './arrivals.ts';
import { unknownMessage, type UnknownContents } from './unknown-contents.ts';
import type { Envelope, OpenedEnvelope, RejectedEnvelope } from './envelope-opener.ts';

/** A message is encrypted anew when devices change; nobody honest does that more often than this. */
const MAX_WIRE_IDS = 16;

type Opened = Extract<OpenedEnvelope, { outcome: 'opened' }>;

export interface ReceptionDependencies {
  readonly me: string;
  readonly conversations: Conversations;
  readonly directory: Directory;
  readonly receipts: Receipts;
  readonly listAlarms: Pick<ListAlarms, 'told'>;
  readonly arrivals: Arrivals;
  readonly answers: Answers;
  readonly places: Places;
  readonly requests: Requests;
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

  /** Learns of conversations that began while this device was away. @throws ApiError when nobody answers */
  async prepare(envelopes: readonly Envelope[]): Promise<void> {
    const { arrivals, conversations, directory } = this.#deps;
    await arrivals.prepare();
    // One that is closed here may have opened again meanwhile.
    if (envelopes.some(({ roomId }) => conversations.get(roomId)?.open !== true)) await directory.refresh();
  }

  /** [C-18] Whether a conversation is known into which this account may write. */
  isFor(envelope: Envelope): boolean {
    return this.#mayWrite(this.#deps.conversations.get(envelope.roomId), envelope);
  }

  /** @returns why the content is not for this conversation, or null when it was taken in */
  async receive(tx: Work, envelope: Envelope, opened: Opened, sender: DevicePublic): Promise<string | null> {
    const row = this.#conversationOf(tx, envelope);
    if (!row) return 'room-unknown';
    const { body } = opened.content;
    if (body.type === 'receipt') {
      const { kind, messageIds } = body;
      const receipt = { kind, wireIds: messageIds.map(base64url) };
      await this.#deps.receipts.received(tx, row, envelope.senderAccountId, receipt);
    } else if (body.type === 'resend-request') {
      await this.#deps.answers.asked(tx, row, sender, body);
    } else if (opened.resent) {
      await this.#mend(tx, row, envelope, opened);
    } else if (body.type === 'text' || !envelope.silent) {
      await this.#once(tx, row, envelope, opened);
    } else {
      await this.#deps.arrivals.count(tx, row, envelope, opened.content);
      this.#settled(tx, envelope, opened);
    }
    // Below the message, which is shown: it authenticated.
    await this.#deps.listAlarms.told(tx, envelope, opened.content.roomState);
    return null;
  }

  /**
   * Something came that cannot be read: the conversation says so, unless it never had a bubble or shows the message
   * already. If it can be asked for again, it is [C-13].
   */
  async unreadable(
    tx: Work,
    envelope: Envelope,
    { wanted, wireId, future, resent }: RejectedEnvelope,
  ): Promise<void> {
    const { conversations, arrivals, places, requests, me, clock } = this.#deps;
    const row = this.#conversationOf(tx, envelope);
    // [C-15] What was asked for had a bubble, and comes in a silent envelope.
    if (!row) return;
    if (envelope.silent && !(future && resent)) {
      // [C-17] Of the main sequence or not: its number cannot be read.
      if (future) await arrivals.unreadable(tx, row, envelope, true);
      return;
    }
    const place = wireId ? await places.of(tx, row.roomId, wireId) : undefined;
    if (wireId && future) return this.#keep(tx, row, envelope, { wireId, future, place });
    if (place) return;
    const { roomId, senderAccountId: accountId, senderDeviceId: deviceId } = envelope;
    const asked = wanted !== null && requests.want(tx, { roomId, accountId, deviceId }, { wireId: wanted });
    if (accountId === me) return;
    const bubble = this.#missing(envelope, asked ? 'repairing' : 'lost');
    const { index } = conversations.append(tx, row, bubble, clock.now());
    // Known under its id, and yet no receipt names it: it was neither delivered nor read.
    if (wireId) conversations.locate(tx, wireId, { roomId, index });
    await arrivals.unreadable(tx, conversations.row(tx, roomId) ?? row, envelope, wanted !== null);
  }

  /** [C-17] A newer client will read it; until then its bubble says so. */
  async #keep(
    tx: Work,
    row: Conversation,
    envelope: Envelope,
    { wireId, future, place }: { wireId: string; future: Uint8Array; place: StoredMessage | undefined },
  ): Promise<void> {
    const { arrivals, requests, me } = this.#deps;
    const { roomId, senderAccountId, senderDeviceId: deviceId } = envelope;
    requests.settled(tx, { roomId, accountId: senderAccountId, deviceId }, { wireId });
    if (place && !isPlaceholder(place)) return;
    const mine = senderAccountId === me;
    const sentAtMs = this.#acceptedAt(envelope);
    const message = unknownMessage({ wireId, senderId: senderAccountId, mine, sentAtMs, bytes: future });
    this.#show(tx, row, message, wireId, place ?? null);
    // Its number cannot be read either; a placeholder has been counted.
    if (!place)
      await arrivals.unreadable(tx, this.#deps.conversations.row(tx, roomId) ?? row, envelope, true);
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

  async #once(tx: Work, before: Conversation, envelope: Envelope, opened: Opened): Promise<void> {
    const { arrivals, conversations } = this.#deps;
    const arrival = await arrivals.take(tx, before, envelope, opened.content);
    if (arrival.shown) return this.#again(tx, opened, arrival.shown);
    // The row as it is now: it may have got a notice.
    const row = conversations.row(tx, envelope.roomId) ?? before;
    const { index } = this.#bubble(tx, row, envelope, opened, arrival.place);
    arrivals.locate(tx, envelope, opened.content, index);
    this.#settled(tx, envelope, opened);
  }

  /** [C-15] What was asked for takes its place; what is shown already is a duplicate. */
  async #mend(tx: Work, row: Conversation, envelope: Envelope, opened: Opened): Promise<void> {
    const { arrivals, conversations, places } = this.#deps;
    const place = await places.of(tx, row.roomId, opened.wireId);
    this.#settled(tx, envelope, opened);
    if (!place) return this.#once(tx, row, envelope, opened);
    if (!isPlaceholder(place)) return;
    const arrival = await arrivals.mend(tx, row, envelope, opened.content, place);
    if (arrival.place?.index !== place.index) conversations.vacate(tx, row.roomId, place);
    if (arrival.shown) return this.#again(tx, opened, arrival.shown);
    const now = conversations.row(tx, row.roomId) ?? row;
    const { index } = this.#bubble(tx, now, envelope, opened, arrival.place);
    arrivals.locate(tx, envelope, opened.content, index);
  }

  /**
   * Its sender may know a shown message by this id only: what says that it was read names it. It makes no receipt of its
   * own: a friend could ask so, as often as he likes, whether this device is on.
   */
  #again(tx: Work, { wireId }: Opened, shown: StoredMessage): void {
    const { conversations } = this.#deps;
    conversations.replace(tx, { ...shown, wireIds: [...shown.wireIds, wireId].slice(-MAX_WIRE_IDS) });
    conversations.locate(tx, wireId, shown);
  }

  /** Nobody has to be asked for it any more. */
  #settled(tx: Work, envelope: Envelope, { content, wireId }: Opened): void {
    const { requests } = this.#deps;
    const { roomId, senderAccountId: accountId, senderDeviceId: deviceId } = envelope;
    requests.settled(tx, { roomId, accountId, deviceId }, { wireId });
    requests.settled(tx, { roomId, accountId, deviceId }, { counter: content.counter });
  }

  #bubble(
    tx: Work,
    row: Conversation,
    envelope: Envelope,
    opened: Opened,
    place: StoredMessage | null,
  ): StoredMessage {
    return this.#show(tx, row, messageOf(envelope, opened, this.#deps.me), opened.wireId, place);
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
    tx.afterwards(() => typing.ended(row.roomId));
    return shown;
  }

  #conversationOf(tx: Work, envelope: Envelope): Conversation | undefined {
    const row = this.#deps.conversations.row(tx, envelope.roomId);
    return this.#mayWrite(row, envelope) ? row : undefined;
  }

  /** Only the two people of the room, and the other one only while they are friends. */
  #mayWrite(row: Conversation | undefined, { senderAccountId }: Envelope): boolean {
    if (!row) return false;
    return senderAccountId === this.#deps.me || (row.open && senderAccountId === row.person.accountId);
  }

  #acceptedAt({ frame }: Envelope): number {
    const at = Number(frame.acceptedAtMs);
    return Number.isSafeInteger(at) ? at : this.#deps.clock.now();
  }
}

function messageOf(envelope: Envelope, { content, plaintext, wireId }: Opened, me: string): NewMessage {
  const { body, sentAtMs } = content;
  const senderId = envelope.senderAccountId;
  const mine = senderId === me;
  const unknown = unknownMessage({ wireId, senderId, mine, sentAtMs, bytes: plaintext });
  if (body.type !== 'text') return unknown;
  const { unknownContent: _, ...message } = unknown;
  return { ...message, body: body.body, kind: 'text' };
}
