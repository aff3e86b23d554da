import { TacetError } from '../../bytes/index.ts';
import type { Content } from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import {
  MESSAGE_IDS,
  type Conversation,
  type Gap,
  type Heard,
  type StoredMessage,
} from '../conversations/records.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import { DeviceListsUnavailable } from '../devices/list-chain.ts';
import { notice } from '../people/directory.ts';
import type { Clock } from '../ports/platform.ts';
import type { Work } from '../vault/work.ts';
import type { Envelope } from './envelope-opener.ts';

/** Open gaps per sending device; the notice of an older one stays, whatever still comes. */
const MAX_GAPS = 16;
/** Sending devices remembered per room: two people with all the devices a list may name. */
const MAX_HEARD = 32;

export interface ArrivalsDependencies {
  readonly me: string;
  readonly conversations: Conversations;
  readonly lists: Pick<DeviceLists, 'known' | 'of'>;
  readonly clock: Clock;
}

/**
 * Compares each content with what its device counted before: the relay can neither leave a message out
 * nor show one twice without it being noticed, [C-12].
 */
export class Arrivals {
  readonly #deps: ArrivalsDependencies;

  constructor(deps: ArrivalsDependencies) {
    this.#deps = deps;
  }

  /**
   * Learns the own device list, which tells where counting began. Without one nothing is lost but that.
   *
   * @throws ApiError when nobody answers
   */
  async prepare(): Promise<void> {
    try {
      await this.#deps.lists.of(this.#deps.me);
    } catch (cause) {
      const lie = cause instanceof TacetError && cause.kind !== 'internal';
      if (!lie && !(cause instanceof DeviceListsUnavailable)) throw cause;
    }
  }

  /** Takes note of a content that came. @returns the message that shows it already, if one does */
  async take(
    tx: Work,
    row: Conversation,
    envelope: Envelope,
    content: Content,
  ): Promise<StoredMessage | undefined> {
    const { counter } = content;
    const before = await tx.read(MESSAGE_IDS, countedName(envelope, counter));
    const shown = before && (await this.#deps.conversations.at(tx, before.roomId, before.index));
    if (shown && isSame(shown, content)) return shown;
    const heard = await this.#heard(row, envelope.senderDeviceId);
    if (!heard) this.#set(tx, row.roomId, envelope, { highest: counter, unreadable: 0, gaps: [] });
    else if (counter > heard.highest) this.#advance(tx, row, envelope, heard, counter);
    else if (!before) await this.#fill(tx, row.roomId, envelope, heard, counter);
    return undefined;
  }

  /** Where the content is shown, so that it is recognised under another envelope. */
  locate(tx: Work, envelope: Envelope, { counter }: Content, index: number): void {
    const { roomId } = envelope;
    this.#deps.conversations.locate(tx, countedName(envelope, counter), { roomId, index });
  }

  /** A bubble says already that this one is missing. Only devices that were verified are remembered. */
  unreadable(tx: Work, envelope: Envelope): void {
    const heard = this.#deps.conversations.row(tx, envelope.roomId)?.heard?.[envelope.senderDeviceId];
    if (!heard) return;
    this.#set(tx, envelope.roomId, envelope, { ...heard, unreadable: heard.unreadable + 1 });
  }

  /** Undefined when this device cannot know where the other one stands. */
  async #heard({ heard }: Conversation, deviceId: string): Promise<Heard | undefined> {
    const { me, lists } = this.#deps;
    const known = heard?.[deviceId];
    if (known || !heard) return known;
    // Named in its account's first list, this device was sent everything there ever was.
    const fromTheStart = (await lists.known(me))?.version === 1;
    return fromTheStart ? { highest: 0, unreadable: 0, gaps: [] } : undefined;
  }

  #advance(tx: Work, row: Conversation, envelope: Envelope, heard: Heard, counter: number): void {
    const missing = counter - heard.highest - 1;
    let { gaps } = heard;
    if (missing > heard.unreadable && envelope.senderAccountId !== this.#deps.me) {
      const { conversations, clock } = this.#deps;
      const said = conversations.append(tx, row, notice('messages-missing', row, clock.now()), clock.now());
      const gap = { from: heard.highest + 1, to: counter - 1, missing, noticeIndex: said.index };
      gaps = [...gaps, gap].slice(-MAX_GAPS);
    }
    const unreadable = missing > 0 ? 0 : heard.unreadable;
    this.#set(tx, row.roomId, envelope, { highest: counter, unreadable, gaps });
  }

  async #fill(tx: Work, roomId: string, envelope: Envelope, heard: Heard, counter: number): Promise<void> {
    const gap = heard.gaps.find(({ from, to }) => from <= counter && counter <= to);
    if (!gap) return;
    const left: Gap = { ...gap, missing: gap.missing - 1 };
    const gaps = heard.gaps.flatMap((each) => (each === gap ? (left.missing > 0 ? [left] : []) : [each]));
    this.#set(tx, roomId, envelope, { ...heard, gaps });
    if (left.missing > 0) return;
    const said = await this.#deps.conversations.at(tx, roomId, gap.noticeIndex);
    if (said) this.#deps.conversations.replace(tx, { ...said, notice: 'discarded' });
  }

  #set(tx: Work, roomId: string, { senderDeviceId }: Envelope, heard: Heard): void {
    const { conversations } = this.#deps;
    const row = conversations.row(tx, roomId);
    if (!row) return;
    const others = Object.entries(row.heard ?? {}).filter(([device]) => device !== senderDeviceId);
    const all = [...others.slice(1 - MAX_HEARD), [senderDeviceId, heard] as const];
    conversations.update(tx, { ...row, heard: Object.fromEntries(all) });
  }
}

/** A device whose profile was restored counts some numbers again, for other messages: those are new. */
function isSame(shown: StoredMessage, { body, sentAtMs }: Content): boolean {
  return shown.sentAtMs === sentAtMs && shown.body === (body.type === 'text' ? body.body : '');
}

/** Apart from message ids, which have no spaces. */
function countedName({ roomId, senderDeviceId }: Envelope, counter: number): string {
  return `${roomId} ${senderDeviceId} ${counter}`;
}
