import { TacetError } from '../../bytes/index.ts';
import { fromUuid, readContent, roomId as asRoomId, type Content } from '../../protocol/index.ts';
import type { Conversations, NewMessage } from '../conversations/conversations.ts';
import type { StoredMessage } from '../conversations/records.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';

/** Remembered per conversation, since its row names them: far more than come before somebody updates the app. */
const MAX_REMEMBERED = 256;

/** [C-17] Messages of a newer client: kept as they came, and read again whenever the vault is opened. */
export class UnknownContents {
  readonly #ledger: Ledger;
  readonly #conversations: Conversations;

  constructor(deps: { readonly ledger: Ledger; readonly conversations: Conversations }) {
    this.#ledger = deps.ledger;
    this.#conversations = deps.conversations;
  }

  remember(tx: Work, { roomId, index }: StoredMessage): void {
    const row = this.#conversations.row(tx, roomId);
    if (!row) return;
    const unknown = [...(row.unknown ?? []), index].slice(-MAX_REMEMBERED);
    this.#conversations.update(tx, { ...row, unknown });
  }

  async readAgain(): Promise<void> {
    for (const { roomId, unknown } of this.#conversations.table.all()) {
      if (unknown?.length) await this.#ledger.transact((tx) => this.#readRoom(tx, roomId));
    }
  }

  async #readRoom(tx: Work, roomId: string): Promise<void> {
    const conversations = this.#conversations;
    const left: number[] = [];
    for (const index of conversations.row(tx, roomId)?.unknown ?? []) {
      const message = await conversations.at(tx, roomId, index);
      const read = message && readable(message);
      if (read) conversations.replace(tx, read);
      else if (message?.unknownContent) left.push(index);
    }
    const row = conversations.row(tx, roomId);
    if (row && left.length < (row.unknown?.length ?? 0)) conversations.update(tx, { ...row, unknown: left });
  }
}

interface UnknownMessage {
  readonly wireId: string;
  readonly senderId: string;
  readonly mine: boolean;
  readonly sentAtMs: number;
  readonly bytes: Uint8Array;
}

/** A bubble that says "update the app". */
export function unknownMessage({ wireId, senderId, mine, sentAtMs, bytes }: UnknownMessage): NewMessage {
  return {
    id: wireId,
    senderId,
    mine,
    body: '',
    kind: 'unknown',
    sentAtMs,
    state: mine ? 'sent' : 'received',
    wireIds: [wireId],
    unknownContent: bytes,
  };
}

/** The message as this client shows it, if it can by now. */
function readable(message: StoredMessage): StoredMessage | undefined {
  const { unknownContent, ...known } = message;
  const content = unknownContent && tryRead(message.roomId, unknownContent);
  if (content?.body.type !== 'text') return undefined;
  return { ...known, kind: 'text', body: content.body.body, sentAtMs: content.sentAtMs };
}

function tryRead(roomId: string, bytes: Uint8Array): Content | undefined {
  try {
    return readContent(asRoomId(fromUuid(roomId)), bytes);
  } catch (cause) {
    // Of a format that is still unknown, or not to be shown by this client either.
    if (cause instanceof TacetError && cause.kind !== 'internal') return undefined;
    throw cause;
  }
}
