import type { Conversations } from '../conversations/conversations.ts';
import { MESSAGE_IDS, speakerName, type StoredMessage } from '../conversations/records.ts';
import type { Work } from '../vault/work.ts';
import type { Repair } from './records.ts';

/** Where something that could not be read stands in its conversation, until it is mended or given up. */
export class Places {
  readonly #conversations: Conversations;

  constructor(conversations: Conversations) {
    this.#conversations = conversations;
  }

  /** The bubble that stands for this message id: a message, or what says that it is missing. */
  async of(tx: Work, roomId: string, wireId: string): Promise<StoredMessage | undefined> {
    const location = await tx.read(MESSAGE_IDS, wireId);
    return location?.roomId === roomId ? this.#conversations.at(tx, roomId, location.index) : undefined;
  }

  /** [C-13] "Could not be recovered". A late answer mends it all the same. */
  async giveUp(tx: Work, repair: Repair): Promise<void> {
    const { roomId, wanted } = repair;
    const place =
      'wireId' in wanted
        ? await this.of(tx, roomId, wanted.wireId)
        : await this.#noticeOf(tx, roomId, speakerName(repair, repair), wanted.counter);
    if (place?.state === 'repairing') this.#conversations.replace(tx, { ...place, state: 'lost' });
  }

  async #noticeOf(
    tx: Work,
    roomId: string,
    speaker: string,
    counter: number,
  ): Promise<StoredMessage | undefined> {
    const gaps = this.#conversations.row(tx, roomId)?.heard?.[speaker]?.gaps ?? [];
    const gap = gaps.find(({ from, to }) => from <= counter && counter <= to);
    return gap && this.#conversations.at(tx, roomId, gap.noticeIndex);
  }
}

/** Something that says that a message is missing; the message itself takes its place. */
export function isPlaceholder({ kind, state, mine }: StoredMessage): boolean {
  return kind === 'text' && !mine && (state === 'repairing' || state === 'lost');
}
