import { TacetError } from '../../bytes/index.ts';
import { limits, type Content } from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import {
  MESSAGE_IDS,
  speakerName,
  type Conversation,
  type Gap,
  type Heard,
  type StoredMessage,
} from '../conversations/records.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import { DeviceListsUnavailable } from '../devices/list-chain.ts';
import type { Clock } from '../ports/platform.ts';
import type { Asked } from '../repair/records.ts';
import type { Requests } from '../repair/requests.ts';
import type { Groups } from '../rooms/groups.ts';
import type { Work } from '../vault/work.ts';
import type { Envelope } from './envelope-opener.ts';
import { Gaps } from './gaps.ts';

/** Open gaps per sending device; the notice of an older one stays, whatever still comes. */
const MAX_GAPS = 16;
/** Sending devices remembered per room: two people with all the devices a list may name, or all devices of a group. */
const MAX_HEARD = { direct: 32, group: 272 } as const;

export interface ArrivalsDependencies {
  readonly me: string;
  readonly conversations: Conversations;
  readonly lists: Pick<DeviceLists, 'known' | 'of'>;
  readonly requests: Requests;
  readonly groups: Groups;
  readonly clock: Clock;
}

/** What a content turned out to be. */
export type Arrival =
  /** This message shows it already. */
  | { readonly shown: StoredMessage }
  /** It is new. `place`: what stands where it belongs, null for the end of the conversation. */
  | { readonly shown: null; readonly place: StoredMessage | null };

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
    const heard = await this.#heard(row, envelope);
    if (heard && counter > heard.highest) {
      this.#advance(tx, row, envelope, heard, counter, heard.unreadable);
      return AT_THE_END;
    }
    const before = await tx.read(MESSAGE_IDS, countedName(row, envelope, counter));
    const shown = before && (await this.#deps.conversations.at(tx, before.roomId, before.index));
    if (shown && isSame(shown, content)) return { shown };
    if (!heard) this.#set(tx, row, envelope, { highest: counter, unreadable: 0, gaps: [] });
    else if (!before) return this.#fill(tx, row, envelope, heard, counter);
    return AT_THE_END;
  }

  /**
   * [C-15] Takes note of a content that came after all.
   *
   * @param bubble stands for it until now
   * @returns the bubble as its place; the end if it was the last entry and others turn out to be missing before it
   */
  async mend(
    tx: Work,
    row: Conversation,
    envelope: Envelope,
    content: Content,
    bubble: StoredMessage,
  ): Promise<Arrival> {
    const { counter } = content;
    const heard = await this.#heard(row, envelope);
    if (heard && counter > heard.highest) {
      // The bubble stood for this number, not for one of those before it.
      const unreadable = Math.max(0, heard.unreadable - 1);
      const gap = this.#advance(tx, row, envelope, heard, counter, unreadable);
      const last = bubble.index === row.messageCount - 1;
      return gap && last ? AT_THE_END : { shown: null, place: bubble };
    }
    const before = await tx.read(MESSAGE_IDS, countedName(row, envelope, counter));
    const shown = before && (await this.#deps.conversations.at(tx, before.roomId, before.index));
    if (!heard) this.#set(tx, row, envelope, { highest: counter, unreadable: 0, gaps: [] });
    return shown && isSame(shown, content) ? { shown } : { shown: null, place: bubble };
  }

  /** Where the content is shown, so that it is recognised under another envelope. */
  locate(tx: Work, row: Conversation, envelope: Envelope, { counter }: Content, index: number): void {
    const { roomId } = envelope;
    this.#deps.conversations.locate(tx, countedName(row, envelope, counter), { roomId, index });
  }

  /** A bubble says already that this one is missing. Only devices that were verified are remembered. */
  async unreadable(tx: Work, row: Conversation, envelope: Envelope, verified: boolean): Promise<void> {
    const known = row.heard?.[speakerOf(row, envelope)];
    const heard = known ?? (verified ? await this.#heard(row, envelope) : undefined);
    if (!heard) return;
    this.#set(tx, row, envelope, { ...heard, unreadable: heard.unreadable + 1 });
  }

  /** Undefined when this device cannot know where the other one stands. */
  async #heard(row: Conversation, envelope: Envelope): Promise<Heard | undefined> {
    const { me, lists, groups } = this.#deps;
    const known = row.heard?.[speakerOf(row, envelope)];
    if (known || !row.heard) return known;
    if (!groups.wasHereBefore(row, envelope.senderAccountId)) return undefined;
    // Named in its account's first list, this device was sent everything there ever was.
    const fromTheStart = (await lists.known(me))?.version === 1;
    return fromTheStart ? { highest: 0, unreadable: 0, gaps: [] } : undefined;
  }

  /** @param unreadable of the numbers in between, how many have a bubble that says so */
  #advance(
    tx: Work,
    row: Conversation,
    envelope: Envelope,
    { highest, gaps }: Heard,
    counter: number,
    unreadable: number,
  ): Gap | null {
    const left = counter - highest - 1;
    const gap = { from: highest + 1, to: counter - 1, missing: left - unreadable };
    const opened =
      gap.missing > 0 && envelope.senderAccountId !== this.#deps.me
        ? this.#open(tx, row, envelope, gap)
        : null;
    this.#set(tx, row, envelope, {
      highest: counter,
      unreadable: left > 0 ? 0 : unreadable,
      gaps: opened ? [...gaps, opened].slice(-MAX_GAPS) : gaps,
    });
    return opened;
  }

  /** [C-13] What was left out is asked for by its numbers, as many as have a place. */
  #open(
    tx: Work,
    row: Conversation,
    envelope: Envelope,
    gap: Pick<Gap, 'from' | 'to' | 'missing'>,
  ): Gap | null {
    const { roomId } = envelope;
    const last = Math.min(gap.to, gap.from + limits.MAX_RESEND_IDS - 1);
    let asked = false;
    for (let counter = gap.from; counter <= last; counter++) {
      asked = this.#deps.requests.want(tx, askedOf(row, envelope), { counter }) || asked;
    }
    return this.#gaps.open(tx, roomId, { ...gap, asked });
  }

  async #fill(
    tx: Work,
    row: Conversation,
    envelope: Envelope,
    heard: Heard,
    counter: number,
  ): Promise<Arrival> {
    const gap = heard.gaps.find(({ from, to }) => from <= counter && counter <= to);
    if (!gap) return AT_THE_END;
    const filled = await this.#gaps.fill(tx, row.roomId, gap, counter);
    const gaps = heard.gaps.flatMap((each) => (each === gap ? (filled.gap ?? []) : [each]));
    this.#set(tx, row, envelope, { ...heard, gaps });
    return { shown: null, place: filled.place };
  }

  #set(tx: Work, { roomId }: Conversation, envelope: Envelope, heard: Heard): void {
    const { conversations } = this.#deps;
    const row = conversations.row(tx, roomId);
    if (!row) return;
    const speaker = speakerOf(row, envelope);
    const others = Object.entries(row.heard ?? {}).filter(([each]) => each !== speaker);
    const all = [...others.slice(1 - MAX_HEARD[row.kind]), [speaker, heard] as const];
    conversations.update(tx, { ...row, heard: Object.fromEntries(all) });
  }
}

/** A device whose profile was restored counts some numbers again, for other messages: those are new. */
function isSame(shown: StoredMessage, { body, sentAtMs }: Content): boolean {
  return shown.sentAtMs === sentAtMs && shown.body === (body.type === 'text' ? body.body : '');
}

/** Apart from message ids, which have no spaces. */
function countedName(row: Conversation, envelope: Envelope, counter: number): string {
  return `${row.roomId} ${speakerOf(row, envelope)} ${counter}`;
}

function speakerOf(row: Conversation, { senderAccountId, senderDeviceId }: Envelope): string {
  return speakerName(row, { accountId: senderAccountId, deviceId: senderDeviceId });
}

/** The device that sent it, as somebody to be asked for what is missing. */
export function askedOf({ roomId, kind }: Conversation, envelope: Envelope): Asked {
  return { roomId, kind, accountId: envelope.senderAccountId, deviceId: envelope.senderDeviceId };
}
