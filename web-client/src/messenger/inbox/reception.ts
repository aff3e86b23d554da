import { base64url } from '../../bytes/index.ts';
import type { ListAlarms } from '../alarms/list-alarms.ts';
import type { Conversations, NewMessage } from '../conversations/conversations.ts';
import type { Conversation, StoredMessage } from '../conversations/records.ts';
import type { Directory } from '../people/directory.ts';
import type { Clock } from '../ports/platform.ts';
import type { Typing } from '../presence/typing.ts';
import type { Receipts } from '../receipts/receipts.ts';
import type { Work } from '../vault/work.ts';
import type { Arrivals } from './arrivals.ts';
import type { Envelope, OpenedEnvelope } from './envelope-opener.ts';

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
  readonly typing: Typing;
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
    if (envelopes.some(({ roomId }) => !conversations.get(roomId))) await directory.refresh();
  }

  /** @returns why the content is not for this conversation, or null when it was taken in */
  async receive(tx: Work, envelope: Envelope, opened: Opened): Promise<string | null> {
    const row = this.#conversationOf(tx, envelope);
    if (!row) return 'room-unknown';
    const { body } = opened.content;
    if (body.type === 'receipt') {
      await this.#deps.receipts.received(tx, row, envelope.senderAccountId, {
        kind: body.kind,
        wireIds: body.messageIds.map(base64url),
      });
    } else if (body.type === 'text' || !envelope.silent) {
      await this.#once(tx, row, envelope, opened);
    }
    // Below the message, which is shown: it authenticated.
    await this.#deps.listAlarms.told(tx, envelope, opened.content.roomState);
    return null;
  }

  /** Something came that cannot be read: the conversation says so, unless it never had a bubble. */
  unreadable(tx: Work, envelope: Envelope): void {
    const row = this.#conversationOf(tx, envelope);
    if (!row || envelope.silent || envelope.senderAccountId === this.#deps.me) return;
    const gap: NewMessage = {
      id: `lost-${envelope.senderDeviceId}-${envelope.envelopeId}`,
      senderId: envelope.senderAccountId,
      mine: false,
      body: '',
      kind: 'text',
      sentAtMs: this.#acceptedAt(envelope),
      state: 'lost',
      wireIds: [],
    };
    this.#deps.conversations.append(tx, row, gap, this.#deps.clock.now());
    this.#deps.arrivals.unreadable(tx, envelope);
    this.#deps.receipts.mend(tx, row.roomId);
  }

  async #once(tx: Work, before: Conversation, envelope: Envelope, opened: Opened): Promise<void> {
    const { arrivals, conversations, receipts, me } = this.#deps;
    const arrival = await arrivals.take(tx, before, envelope, opened.content);
    if (arrival.shown === null) {
      // The row as it is now: it may have got a notice.
      const row = conversations.row(tx, envelope.roomId) ?? before;
      const { index } = this.#bubble(tx, row, envelope, opened, arrival.place);
      return arrivals.locate(tx, envelope, opened.content, index);
    }
    // Its sender may know it by this id only: receipts have to name it.
    const { shown } = arrival;
    const wireIds = [...shown.wireIds, opened.wireId].slice(-MAX_WIRE_IDS);
    conversations.replace(tx, { ...shown, wireIds });
    conversations.locate(tx, opened.wireId, shown);
    if (envelope.senderAccountId !== me) receipts.due(tx, envelope.roomId, opened.wireId);
  }

  #bubble(
    tx: Work,
    row: Conversation,
    envelope: Envelope,
    opened: Opened,
    place: number | null,
  ): StoredMessage {
    const { conversations, receipts, typing, me, clock } = this.#deps;
    const message = messageOf(envelope, opened, me);
    const shown =
      place === null
        ? conversations.append(tx, row, message, clock.now())
        : conversations.settle(tx, row, message, place);
    if (message.mine) return shown;
    receipts.due(tx, row.roomId, opened.wireId);
    tx.afterwards(() => typing.ended(row.roomId));
    return shown;
  }

  /** Only the two people of the room may write into it. */
  #conversationOf(tx: Work, envelope: Envelope): Conversation | undefined {
    const row = this.#deps.conversations.row(tx, envelope.roomId);
    const sender = envelope.senderAccountId;
    return sender === row?.person.accountId || sender === this.#deps.me ? row : undefined;
  }

  #acceptedAt({ frame }: Envelope): number {
    const at = Number(frame.acceptedAtMs);
    return Number.isSafeInteger(at) ? at : this.#deps.clock.now();
  }
}

function messageOf(envelope: Envelope, opened: Opened, me: string): NewMessage {
  const { content, plaintext, wireId } = opened;
  const mine = envelope.senderAccountId === me;
  const known = content.body.type === 'text' ? content.body.body : null;
  return {
    id: wireId,
    senderId: envelope.senderAccountId,
    mine,
    body: known ?? '',
    kind: known === null ? 'unknown' : 'text',
    sentAtMs: content.sentAtMs,
    state: mine ? 'sent' : 'received',
    wireIds: [wireId],
    ...(known === null ? { unknownContent: plaintext } : {}),
  };
}
