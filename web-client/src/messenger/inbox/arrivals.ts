import { TacetError } from '../../bytes/index.ts';
import type { Content } from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { MESSAGE_IDS, type Conversation, type Heard, type StoredMessage } from '../conversations/records.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import { DeviceListsUnavailable } from '../devices/list-chain.ts';
import type { Clock } from '../ports/platform.ts';
import type { Work } from '../vault/work.ts';
import type { Envelope } from './envelope-opener.ts';
import { Gaps } from './gaps.ts';

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

/** What a content turned out to be. */
export type Arrival =
  /** This message shows it already. */
  | { readonly shown: StoredMessage }
  /** It is new. `place`: index that was kept for it, null for the end of the conversation. */
  | { readonly shown: null; readonly place: number | null };

const AT_THE_END: Arrival = { shown: null, place: null };

/**
 * Compares each content with what its device counted before: the relay can neither leave a message out
 * nor show one twice without it being noticed, [C-12].
 */
export class Arrivals {
  readonly #deps: ArrivalsDependencies;
  readonly #gaps: Gaps;

  constructor(deps: ArrivalsDependencies) {
    this.#deps = deps;
    this.#gaps = new Gaps(deps.conversations, deps.clock);
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

  /** Takes note of a content that came. */
  async take(tx: Work, row: Conversation, envelope: Envelope, content: Content): Promise<Arrival> {
    const { counter } = content;
    const heard = await this.#heard(row, envelope.senderDeviceId);
    if (heard && counter > heard.highest) {
      this.#advance(tx, row.roomId, envelope, heard, counter);
      return AT_THE_END;
    }
    const before = await tx.read(MESSAGE_IDS, countedName(envelope, counter));
    const shown = before && (await this.#deps.conversations.at(tx, before.roomId, before.index));
    if (shown && isSame(shown, content)) return { shown };
    if (!heard) this.#set(tx, row.roomId, envelope, { highest: counter, unreadable: 0, gaps: [] });
    else if (!before) return this.#fill(tx, row.roomId, envelope, heard, counter);
    return AT_THE_END;
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

  #advance(tx: Work, roomId: string, envelope: Envelope, heard: Heard, counter: number): void {
    const left = counter - heard.highest - 1;
    const missing = left - heard.unreadable;
    const gap =
      missing > 0 && envelope.senderAccountId !== this.#deps.me
        ? this.#gaps.open(tx, roomId, heard.highest + 1, counter - 1, missing)
        : null;
    const gaps = gap ? [...heard.gaps, gap].slice(-MAX_GAPS) : heard.gaps;
    const unreadable = left > 0 ? 0 : heard.unreadable;
    this.#set(tx, roomId, envelope, { highest: counter, unreadable, gaps });
  }

  async #fill(tx: Work, roomId: string, envelope: Envelope, heard: Heard, counter: number): Promise<Arrival> {
    const gap = heard.gaps.find(({ from, to }) => from <= counter && counter <= to);
    if (!gap) return AT_THE_END;
    const filled = await this.#gaps.fill(tx, roomId, gap, counter);
    const gaps = heard.gaps.flatMap((each) => (each === gap ? (filled.gap ?? []) : [each]));
    this.#set(tx, roomId, envelope, { ...heard, gaps });
    return { shown: null, place: filled.index };
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
