import type { Conversations } from '../conversations/conversations.ts';
import { isBrought, MESSAGE_IDS, type StoredMessage } from '../conversations/records.ts';
import { deviceName } from '../devices/device-name.ts';
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

  /** [D-10] Whether only another own device says that this id stands for what is shown under it. */
  async isBrought(tx: Work, wireId: string): Promise<boolean> {
    const location = await tx.read(MESSAGE_IDS, wireId);
    return location !== undefined && isBrought(location);
  }

  /** [C-13] "Could not be recovered". A late answer mends it all the same. */
  async giveUp(tx: Work, repair: Repair): Promise<void> {
    const { roomId, wanted } = repair;
    const place =
      'wireId' in wanted
        ? await this.of(tx, roomId, wanted.wireId)
        : await this.#noticeOf(tx, repair, wanted.counter);
    if (place?.state !== 'repairing') return;
    this.#conversations.replace(tx, { ...place, state: 'lost' });
    if ('wireId' in wanted) this.#uncount(tx, repair);
  }

  /** [C-12] What nobody knows any more stands for no number that is left out later. */
  #uncount(tx: Work, { roomId, accountId, deviceId }: Repair): void {
    const row = this.#conversations.row(tx, roomId);
    const device = deviceName(accountId, deviceId);
    const heard = row?.heard?.[device];
    if (!row?.heard || !heard || heard.unreadable === 0) return;
    const less = { ...heard, unreadable: heard.unreadable - 1 };
    this.#conversations.update(tx, { ...row, heard: { ...row.heard, [device]: less } });
  }

  async #noticeOf(tx: Work, repair: Repair, counter: number): Promise<StoredMessage | undefined> {
    const { roomId, accountId, deviceId } = repair;
    const heard = this.#conversations.row(tx, roomId)?.heard;
    const { gaps = [] } = heard?.[deviceName(accountId, deviceId)] ?? heard?.[deviceId] ?? {};
    const gap = gaps.find(({ from, to }) => from <= counter && counter <= to);
    return gap && this.#conversations.at(tx, roomId, gap.noticeIndex);
  }
}

/** Something that says that a message is missing; the message itself takes its place. */
export function isPlaceholder({ kind, state, mine }: StoredMessage): boolean {
  return kind === 'text' && !mine && (state === 'repairing' || state === 'lost');
}
