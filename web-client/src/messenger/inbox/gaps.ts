import type { Conversations } from '../conversations/conversations.ts';
import { notice } from '../conversations/notice.ts';
import type { Gap, StoredMessage } from '../conversations/records.ts';
import type { Clock } from '../ports/platform.ts';
import type { Work } from '../vault/work.ts';

/** Places kept in a gap: with the seals around them they take no more of the disk than one longest text. */
const MAX_GAP_PLACES = 64;

/** Where a late content goes, and what is left of its gap. */
export interface Filled {
  readonly gap: Gap | null;
  /** What stands in its place until now; null when the gap kept none for it. */
  readonly place: StoredMessage | null;
}

/**
 * Places in a conversation for numbers that have not come: one says so, the others are out of sight. What comes late
 * stands where it would have stood [C-12].
 */
export class Gaps {
  readonly #conversations: Conversations;
  readonly #clock: Clock;

  constructor(conversations: Conversations, clock: Clock) {
    this.#conversations = conversations;
    this.#clock = clock;
  }

  /**
   * @param missing how many of the numbers from `from` to `to`, both included, nothing is known of
   * @param asked whether their device is asked for them
   */
  open(
    tx: Work,
    roomId: string,
    gap: Pick<Gap, 'from' | 'to' | 'missing' | 'quiet'> & { readonly asked: boolean },
  ): Gap | null {
    const { asked, ...counted } = gap;
    const { from, to, quiet } = counted;
    const row = this.#conversations.row(tx, roomId);
    if (!row) return null;
    const numbers = to - from + 1;
    // Also for those with a bubble elsewhere, so that each number has a place of its own.
    const places = Math.min(numbers, MAX_GAP_PLACES);
    // More than the places can tell of: one more place says that they are not all.
    const rows = numbers > places ? places + 1 : places;
    for (let left = rows; left > 1; left--) this.#append(tx, roomId, 'discarded', 'received');
    if (quiet) this.#append(tx, roomId, 'discarded', 'received');
    else this.#append(tx, roomId, 'messages-missing', asked ? 'repairing' : 'lost');
    return { ...counted, index: row.messageCount, places, noticeIndex: row.messageCount + rows - 1 };
  }

  /** A content of the gap has come. */
  async fill(tx: Work, roomId: string, gap: Gap, counter: number): Promise<Filled> {
    const free = await this.#free(tx, roomId, gap);
    // Never that of another number: a message that has none goes to the end.
    const wanted = gap.index + counter - gap.from;
    const place = free.find(({ index }) => index === wanted);
    const left = { ...gap, missing: gap.missing - 1 };
    const others = free.filter((each) => each !== place);
    return {
      gap:
        left.missing > 0 ? this.#tellElsewhere(tx, left, place, others) : await this.#close(tx, roomId, gap),
      place: place ?? null,
    };
  }

  /** Nothing that comes will close it: it does not say any longer that it is being repaired. */
  async giveUp(tx: Work, roomId: string, { noticeIndex }: Gap): Promise<void> {
    const said = await this.#conversations.at(tx, roomId, noticeIndex);
    if (said?.notice === 'messages-missing') this.#conversations.replace(tx, { ...said, state: 'lost' });
  }

  /** What has come has nothing to show: its place goes out of sight. */
  empty(tx: Work, place: StoredMessage): Promise<void> {
    return this.#conversations.hide(tx, { ...place, state: 'received' });
  }

  #append(
    tx: Work,
    roomId: string,
    what: 'discarded' | 'messages-missing',
    state: StoredMessage['state'],
  ): void {
    const row = this.#conversations.row(tx, roomId);
    const now = this.#clock.now();
    if (row) this.#conversations.append(tx, row, { ...notice(what, row, now), state }, now);
  }

  async #free(tx: Work, roomId: string, { index, places }: Gap): Promise<readonly StoredMessage[]> {
    const rows = await this.#conversations.range(tx, roomId, index, places);
    return rows.filter(isPlace);
  }

  /** Others of the gap are still missing: the notice must not go with the place it stood in. */
  #tellElsewhere(
    tx: Work,
    gap: Gap,
    taken: StoredMessage | undefined,
    others: readonly StoredMessage[],
  ): Gap {
    const last = others.at(-1);
    if (taken?.index !== gap.noticeIndex || !last || gap.quiet) return gap;
    this.#conversations.replace(tx, { ...last, notice: 'messages-missing', state: taken.state });
    return { ...gap, noticeIndex: last.index };
  }

  async #close(tx: Work, roomId: string, { noticeIndex }: Gap): Promise<null> {
    const said = await this.#conversations.at(tx, roomId, noticeIndex);
    if (said && isPlace(said)) await this.#conversations.hide(tx, said);
    return null;
  }
}

function isPlace({ kind, notice: what }: StoredMessage): boolean {
  return kind === 'notice' && (what === 'discarded' || what === 'messages-missing');
}
