import { TacetError } from '../../bytes/index.ts';
import { limits, type Content } from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import {
  MESSAGE_IDS,
  type Conversation,
  type Gap,
  type Heard,
  type MessageLocation,
  type StoredMessage,
} from '../conversations/records.ts';
import { deviceName } from '../devices/device-name.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import { DeviceListsUnavailable } from '../devices/list-chain.ts';
import type { Clock } from '../ports/platform.ts';
import { MAX_UNDER_WAY } from '../outbox/lane.ts';
import type { Asked } from '../repair/records.ts';
import type { Requests } from '../repair/requests.ts';
import type { Groups } from '../rooms/groups.ts';
import type { Work } from '../vault/work.ts';
import { mayStandHere, withBrought, withoutBrought } from './brought.ts';
import type { Envelope } from './envelope-opener.ts';
import { Gaps } from './gaps.ts';

/** Open gaps per sending device; an older one is given up, and what still comes of it stands at the end. */
const MAX_GAPS = 16;
/** Sending devices remembered per room: all that the lists of one or two people may name, or all devices of a group. */
const MAX_HEARD = { direct: 32, group: 272, self: 16 } as const;

export interface ArrivalsDependencies {
  readonly me: string;
  readonly conversations: Conversations;
  readonly lists: Pick<DeviceLists, 'known' | 'of'>;
  readonly requests: Requests;
  readonly groups: Pick<Groups, 'wasHereBefore'>;
  readonly clock: Clock;
}

/** Which device counted, and where. */
export type Counted = Pick<Envelope, 'roomId' | 'senderAccountId' | 'senderDeviceId'>;
/** What tells a content from another one of the same number. */
export type Numbered = Pick<Content, 'counter' | 'sentAtMs' | 'body'>;

/** What a content turned out to be. */
export type Arrival =
  /** This message shows it already. */
  | { readonly shown: StoredMessage; readonly place: null }
  /** It is new. `place`: what stands where it belongs, null for the end of the conversation. */
  | { readonly shown: null; readonly place: StoredMessage | null };

const NO_NUMBERS: ReadonlySet<number> = new Set();
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
  async take(tx: Work, row: Conversation, envelope: Counted, content: Numbered): Promise<Arrival> {
    const { counter } = content;
    const heard = await this.#heard(row, envelope);
    // Looking up costs more than all the rest: mail that waited is thousands of messages, and each follows the one before it.
    const before = isNew(row, envelope, counter) ? undefined : await located(tx, envelope, counter);
    const shown = before && (await this.#deps.conversations.at(tx, before.roomId, before.index));
    const again = shown && isSame(shown, content) ? { shown, place: null } : null;
    if (heard && counter > heard.highest) {
      await this.#advance(tx, envelope, heard, counter, heard.unreadable);
      return again ?? AT_THE_END;
    }
    if (again) return again;
    if (!heard) this.#set(tx, row.roomId, envelope, { highest: counter, unreadable: 0, gaps: [] });
    else if (!before) return this.#fill(tx, row.roomId, envelope, heard, counter);
    return AT_THE_END;
  }

  /**
   * [C-15] Takes note of a content that came after all.
   *
   * @param bubble stands for it until now
   * @returns as its place the bubble, or the one that a gap keeps for it; the end if the bubble was the last entry and others
   * turn out to be missing before it
   */
  async mend(
    tx: Work,
    row: Conversation,
    envelope: Counted,
    content: Numbered,
    bubble: StoredMessage,
  ): Promise<Arrival> {
    const { counter } = content;
    const heard = await this.#heard(row, envelope);
    if (heard && counter > heard.highest) {
      // The bubble stood for this number, not for one of those before it.
      const unreadable = Math.max(0, heard.unreadable - 1);
      const gap = await this.#advance(tx, envelope, heard, counter, unreadable);
      const last = bubble.index === row.messageCount - 1;
      return gap && last ? AT_THE_END : { shown: null, place: bubble };
    }
    const before = await located(tx, envelope, counter);
    const shown = before && (await this.#deps.conversations.at(tx, before.roomId, before.index));
    if (!heard) this.#set(tx, row.roomId, envelope, { highest: counter, unreadable: 0, gaps: [] });
    if (shown && isSame(shown, content)) return { shown, place: null };
    const filled =
      heard && !before ? await this.#fillBelow(tx, row.roomId, envelope, heard, counter, bubble) : null;
    return { shown: null, place: filled ?? bubble };
  }

  /** Whether a content of this number has a place among those that came: after all of them, or in a gap. */
  awaits(row: Conversation, from: Counted, counter: number): boolean {
    const heard = heardOf(row, from);
    return heard !== undefined && (counter > heard.highest || gapOf(heard, counter) !== undefined);
  }

  /** Whether a content of this number came before, with a bubble or without. */
  async knows(tx: Work, envelope: Counted, { counter }: Pick<Content, 'counter'>): Promise<boolean> {
    return (await located(tx, envelope, counter)) !== undefined;
  }

  /** [C-11] What has come has nothing to show: the place that was kept for it goes out of sight. */
  empty(tx: Work, place: StoredMessage): Promise<void> {
    return this.#gaps.empty(tx, place);
  }

  /** Where the content is shown, so that it is recognised under another envelope. */
  locate(tx: Work, envelope: Counted, { counter }: Pick<Content, 'counter'>, index: number): void {
    const { roomId } = envelope;
    this.#deps.conversations.locate(tx, countedName(envelope, counter), { roomId, index });
  }

  /** A bubble says already that this one is missing. Only devices that were verified are remembered. */
  async unreadable(tx: Work, row: Conversation, envelope: Counted, verified: boolean): Promise<void> {
    const known = heardOf(row, envelope);
    const heard = known ?? (verified ? await this.#heard(row, envelope) : undefined);
    if (!heard) return;
    const { highest, unreadable } = heard;
    this.#set(tx, envelope.roomId, envelope, {
      ...heard,
      unreadable: unreadable + 1,
      unreadableAfter: highest,
    });
  }

  /** Undefined when this device cannot know where the other one stands. */
  async #heard(row: Conversation, from: Counted): Promise<Heard | undefined> {
    const { me, lists, groups } = this.#deps;
    const known = heardOf(row, from);
    if (known || !row.heard) return known;
    if (!groups.wasHereBefore(row, from.senderAccountId)) return undefined;
    // Named in its account's first list, this device was sent everything there ever was.
    const fromTheStart = (await lists.known(me))?.version === 1;
    return fromTheStart ? { highest: 0, unreadable: 0, gaps: [] } : undefined;
  }

  /** @param unreadable of the numbers in between, how many have a bubble that says so */
  async #advance(
    tx: Work,
    envelope: Counted,
    { highest, gaps, unreadableAfter = highest }: Heard,
    counter: number,
    unreadable: number,
  ): Promise<Gap | null> {
    const left = counter - highest - 1;
    const here = left > 0 ? await this.#standing(tx, envelope, highest + 1, counter) : NO_NUMBERS;
    const gap = { from: highest + 1, to: counter - 1, missing: left - unreadable - here.size };
    const opened = left > here.size ? this.#open(tx, envelope, gap, here) : null;
    // More than its sender has under way came without a hole: what could not be read was none of them.
    const isOver = left > 0 || counter - unreadableAfter > MAX_UNDER_WAY;
    const all = opened ? [...gaps, opened] : gaps;
    for (const old of all.slice(0, -MAX_GAPS)) await this.#gaps.giveUp(tx, envelope.roomId, old);
    this.#set(tx, envelope.roomId, envelope, {
      highest: counter,
      unreadable: isOver ? 0 : unreadable,
      unreadableAfter,
      gaps: all.slice(-MAX_GAPS),
    });
    return opened;
  }

  /** [D-10] Of the numbers that would be asked for, those that a history brought: nobody misses them. */
  async #standing(tx: Work, from: Counted, first: number, before: number): Promise<ReadonlySet<number>> {
    const row = this.#deps.conversations.row(tx, from.roomId);
    const names = [deviceName(from.senderAccountId, from.senderDeviceId), from.senderDeviceId];
    if (!row || !mayStandHere(row, names, first)) return NO_NUMBERS;
    const count = Math.min(before - first, limits.MAX_RESEND_IDS);
    const numbers = Array.from({ length: count }, (_, at) => first + at);
    const found = await tx.readMany(
      MESSAGE_IDS,
      numbers.map((number) => ({ name: countedName(from, number) })),
    );
    return new Set(numbers.filter((_, at) => found[at] !== undefined));
  }

  /**
   * [C-13] What was left out is asked for by its numbers, as many as have a place; also where bubbles stand for all of it
   * already, since anybody can plant garbage.
   */
  #open(
    tx: Work,
    envelope: Counted,
    gap: Pick<Gap, 'from' | 'to' | 'missing'>,
    here: ReadonlySet<number>,
  ): Gap | null {
    const { roomId } = envelope;
    if (envelope.senderAccountId === this.#deps.me) return this.#openQuietly(tx, roomId, gap);
    const last = Math.min(gap.to, gap.from + limits.MAX_RESEND_IDS - 1);
    let asked = false;
    for (let counter = gap.from; counter <= last; counter++) {
      if (here.has(counter)) continue;
      asked = this.#deps.requests.want(tx, askedOf(envelope), { counter }) || asked;
    }
    return gap.missing > 0 ? this.#gaps.open(tx, roomId, { ...gap, asked }) : null;
  }

  /** [D-8] What comes late of an own device stands in its place; nobody is told, or asked, that it is missing. */
  #openQuietly(tx: Work, roomId: string, gap: Pick<Gap, 'from' | 'to' | 'missing'>): Gap | null {
    const isShown = this.#deps.conversations.row(tx, roomId)?.kind !== 'self';
    return isShown ? this.#gaps.open(tx, roomId, { ...gap, asked: false, quiet: true }) : null;
  }

  /** A bubble younger than the gap was not taken into account when it opened: the gap and the bubble are one message. */
  async #fillBelow(
    tx: Work,
    roomId: string,
    envelope: Counted,
    heard: Heard,
    counter: number,
    bubble: StoredMessage,
  ): Promise<StoredMessage | null> {
    const gap = gapOf(heard, counter);
    if (!gap || bubble.index < gap.noticeIndex) return null;
    const before = { ...heard, unreadable: Math.max(0, heard.unreadable - 1) };
    return (await this.#fill(tx, roomId, envelope, before, counter)).place;
  }

  async #fill(tx: Work, roomId: string, envelope: Counted, heard: Heard, counter: number): Promise<Arrival> {
    const gap = gapOf(heard, counter);
    if (!gap) return AT_THE_END;
    const filled = await this.#gaps.fill(tx, roomId, gap, counter);
    const gaps = heard.gaps.flatMap((each) => (each === gap ? (filled.gap ?? []) : [each]));
    this.#set(tx, roomId, envelope, { ...heard, gaps });
    return { shown: null, place: filled.place };
  }

  #set(tx: Work, roomId: string, { senderAccountId, senderDeviceId }: Counted, heard: Heard): void {
    const { conversations } = this.#deps;
    const row = conversations.row(tx, roomId);
    if (!row) return;
    const name = deviceName(senderAccountId, senderDeviceId);
    const others = Object.entries(row.heard ?? {}).filter(
      ([device]) => device !== name && device !== senderDeviceId,
    );
    const tooMany = Math.max(0, others.length + 1 - MAX_HEARD[row.kind]);
    const forgotten = others.slice(0, tooMany).map(([device, { highest }]) => [device, highest] as const);
    const all = [...others.slice(tooMany), [name, heard] as const];
    const noted = withBrought({ ...row, heard: Object.fromEntries(all) }, forgotten);
    conversations.update(tx, withoutBrought(noted, [name, heard.highest]));
  }
}

function gapOf({ gaps }: Heard, counter: number): Gap | undefined {
  return gaps.find(({ from, to }) => from <= counter && counter <= to);
}

/** A device whose profile was restored counts some numbers again, for other messages: those are new. */
function isSame(shown: StoredMessage, { body, sentAtMs }: Numbered): boolean {
  return shown.sentAtMs === sentAtMs && shown.body === (body.type === 'text' ? body.body : '');
}

/** [I-2] Apart from message ids, which have no spaces. */
export function countedName({ roomId, senderAccountId, senderDeviceId }: Counted, counter: number): string {
  return `${roomId} ${deviceName(senderAccountId, senderDeviceId)} ${counter}`;
}

/** Where a number of that device stands, also as earlier clients named it. */
async function located(tx: Work, envelope: Counted, counter: number): Promise<MessageLocation | undefined> {
  const { roomId, senderDeviceId } = envelope;
  const names = [countedName(envelope, counter), `${roomId} ${senderDeviceId} ${counter}`];
  const [location, former] = await tx.readMany(
    MESSAGE_IDS,
    names.map((name) => ({ name })),
  );
  return location ?? former;
}

/** Whether no content of this number can have come before: it is above all that did. */
function isNew(row: Conversation, from: Counted, counter: number): boolean {
  const { senderAccountId, senderDeviceId } = from;
  const names = [deviceName(senderAccountId, senderDeviceId), senderDeviceId];
  const heard = heardOf(row, from);
  return heard !== undefined && counter > heard.highest && !mayStandHere(row, names, counter);
}

/** As above. */
function heardOf({ heard }: Conversation, { senderAccountId, senderDeviceId }: Counted): Heard | undefined {
  return heard?.[deviceName(senderAccountId, senderDeviceId)] ?? heard?.[senderDeviceId];
}

/** The device that sent it, as somebody to be asked for what is missing. */
export function askedOf({ roomId, senderAccountId, senderDeviceId }: Counted): Asked {
  return { roomId, accountId: senderAccountId, deviceId: senderDeviceId };
}
