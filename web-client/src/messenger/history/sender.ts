import { TacetError } from '../../bytes/index.ts';
import { uuid, type HistoryPart, type VerifiedDeviceList } from '../../protocol/index.ts';
import type { OwnConversation } from '../conversations/records.ts';
import { DeviceListsUnavailable } from '../devices/list-chain.ts';
import type { QuietBody } from '../outbox/records.ts';
import { ApiError } from '../ports/api.ts';
import { nameInForce } from '../rooms/names.ts';
import type { Work } from '../vault/work.ts';
import { Counts } from './counts.ts';
import type { MovingDependencies } from './moving.ts';
import { nextPage, type Page } from './pages.ts';
import type { Outgoing, OutgoingRoom } from './records.ts';

/** Contents of a history that are in line at once: 0.4 MB at most, and a message of the user waits for none of them. */
export const HISTORY_WINDOW = 8;
/**
 * The first screen of the other device: of so many conversations the newest texts go before everything else. A short part costs
 * both sides a few milliseconds, and a kilobyte more than its texts in a longer one would.
 */
const FIRST_ROOMS = 12;
/** What stands on the screen of a conversation that is opened. */
const FIRST_ENTRIES = 20;
/** While something else waits to be sent, no more than one part leaves in this time. */
const POLITE_MS = 1_000;
/**
 * [C-13] So long a history waits, before it is cut, for what could not be read and was asked for: a number that was left out is
 * asked for after ten seconds. What comes later is not handed on, and a peer that answers nothing must not hold a history up.
 */
const PATIENCE_MS = 15_000;

/**
 * [D-10] Sends what is here to a device that was linked: names of groups first, then the newest texts of the newest rooms, then
 * room by room, newest first.
 */
export class Sender {
  readonly #deps: MovingDependencies;
  readonly #counts: Counts;
  #nudged: () => void = () => undefined;
  /** Whose history waits to be cut, or did. */
  #held: { readonly deviceId: string; isOver: boolean } | null = null;

  constructor(deps: MovingDependencies) {
    this.#deps = deps;
    this.#counts = new Counts(deps);
  }

  /** There will be somebody to send to. */
  count(): Promise<void> {
    return this.#counts.all();
  }

  /** As long as there is a connection and somebody to send to. */
  async work(): Promise<void> {
    const { history } = this.#deps;
    while (history.isOnline) {
      const [target] = history.outgoing.value.targets;
      if (!target) return;
      const own = await this.#ownRoom();
      if (!own) return;
      const isListed = await this.#isListed(target);
      if (isListed === null) await this.#pause();
      else if (!isListed) await this.#over(target);
      else if (this.#inLine(own) >= HISTORY_WINDOW) await this.#pause();
      else if (await this.#isDone(target, own)) await this.#over(target);
      else await this.#next(target, own);
    }
  }

  nudge(): void {
    this.#nudged();
  }

  /** Others go first: also a room that takes nothing must not stop it for good. */
  async #next(target: Outgoing, own: OwnConversation): Promise<void> {
    const { outbox } = this.#deps;
    if ([...outbox.rooms()].some((room) => room !== own.roomId) && !(await this.#pause())) return;
    if (target.groups === null) {
      return this.#isHeld(target) ? void (await this.#pause()) : this.#begin(target, own);
    }
    const [groupId] = target.groups;
    const room = target.rooms.find(({ first }) => first) ?? target.rooms[0];
    if (groupId !== undefined) return this.#tellName(target, own, groupId);
    if (room) return this.#sendPart(target, own, room);
    await this.#pause();
  }

  /** Whether what is missing here may come in a moment, and would be missing there for good. */
  #isHeld({ deviceId }: Outgoing): boolean {
    const { timers, requests } = this.#deps;
    if (this.#held?.deviceId !== deviceId) {
      const held = { deviceId, isOver: false };
      this.#held = held;
      // Whoever sends garbage all the time is not waited for all the time.
      timers.after(PATIENCE_MS, () => {
        held.isOver = true;
        this.#nudged();
      });
    }
    return !this.#held.isOver && requests.isAwaiting(PATIENCE_MS);
  }

  /** Everything is in line, and nothing is left there. */
  async #isDone({ deviceId, groups, rooms }: Outgoing, { roomId }: OwnConversation): Promise<boolean> {
    const rows = [...this.#deps.outbox.table.all()];
    const isWaited = rows.some((row) => row.roomId === roomId && row.target?.deviceId === deviceId);
    return groups?.length === 0 && rooms.length === 0 && !isWaited;
  }

  /** [D-13] Whom the user verified, and how many entries there are. */
  async #begin(target: Outgoing, own: OwnConversation): Promise<void> {
    const { conversations, groups } = this.#deps;
    const newestFirst = [...conversations.table.all()]
      .filter(({ kind }) => kind !== 'self')
      .toSorted((a, b) => b.sortMs - a.sortMs);
    const rooms: OutgoingRoom[] = [];
    let total = 0;
    for (const row of newestFirst) {
      const { parts, entries } = await this.#counts.of(row);
      total += entries;
      if (parts === 0) continue;
      const { roomId, messageCount: before } = row;
      const isFirst = rooms.length < FIRST_ROOMS;
      const of = isFirst && entries > FIRST_ENTRIES ? parts + 1 : parts;
      rooms.push({ roomId, before, sent: 0, of, ...(isFirst && { first: true }) });
    }
    const named = [...groups.table.all()].filter(nameInForce).map(({ roomId }) => roomId);
    await this.#change(target, (tx) => {
      for (const body of this.#deps.marks.standing(tx)) this.#say(tx, target, own, body);
      return { ...target, groups: named, rooms, total };
    });
  }

  /** [M-15] A log tells no name: without this a group would have none there. */
  async #tellName(target: Outgoing, own: OwnConversation, groupId: string): Promise<void> {
    await this.#change(target, (tx) => {
      const group = this.#deps.groups.row(tx, groupId);
      const name = group && nameInForce(group);
      if (group?.log && name) {
        const { name: text, description, salt } = name;
        const { firstHash } = group.log;
        const said = { name: text, description, salt };
        this.#say(tx, target, own, { type: 'group-invitation', groupId, firstHash, name: said });
      }
      return { ...target, groups: target.groups?.slice(1) ?? [] };
    });
  }

  async #sendPart(target: Outgoing, own: OwnConversation, room: OutgoingRoom): Promise<void> {
    const page = await this.#pageOf(room);
    const at = target.rooms.indexOf(room);
    const without = target.rooms.toSpliced(at, 1);
    if (!page?.part) return this.#change(target, () => ({ ...target, rooms: without }));
    const done = target.done + page.part.entries.length;
    const number = room.sent + 1;
    // What is missing may have come since it was counted.
    const of = page.isLast ? number : Math.max(room.of, number + 1);
    const total = page.isLast && without.length === 0 ? done : Math.max(target.total, done + 1);
    const part: HistoryPart = { ...page.part, number, of, total };
    const { roomId } = room;
    const left = page.isLast
      ? without
      : target.rooms.with(at, { roomId, before: page.before, sent: number, of });
    await this.#change(target, (tx) => {
      this.#say(tx, target, own, { type: 'history-part', ...part });
      return { ...target, rooms: left, done, total };
    });
  }

  async #pageOf({ roomId, before, first }: OutgoingRoom): Promise<Page | undefined> {
    const { ledger, conversations, device } = this.#deps;
    const row = conversations.get(roomId);
    return row && nextPage(ledger, uuid(device.public.deviceId), row, before, first && FIRST_ENTRIES);
  }

  #say(tx: Work, { deviceId }: Outgoing, { roomId }: OwnConversation, body: QuietBody): void {
    const { outbox, clock, me } = this.#deps;
    outbox.addQuiet(tx, roomId, body, clock.now(), { accountId: me, deviceId });
  }

  /** [V-6] What was put in line and how far it goes are one commit: nothing is left out by a crash, nor sent twice. */
  async #change(target: Outgoing, work: (tx: Work) => Outgoing | null): Promise<void> {
    const { ledger, history, events } = this.#deps;
    await ledger.transact((tx) => {
      const { targets } = history.outgoing.in(tx);
      const changed = work(tx);
      const others = targets.filter(({ deviceId }) => deviceId !== target.deviceId);
      history.outgoing.set(tx, { targets: changed ? [changed, ...others] : others });
      tx.afterwards(events.changed);
    });
  }

  #over(target: Outgoing): Promise<void> {
    return this.#change(target, () => null);
  }

  #inLine({ roomId }: OwnConversation): number {
    return this.#deps.outbox.next(roomId, HISTORY_WINDOW).length;
  }

  /** @returns null while nobody answers */
  async #isListed({ deviceId }: Outgoing): Promise<boolean | null> {
    const { lists, me } = this.#deps;
    const isOn = (list: VerifiedDeviceList | null) =>
      list?.certified.some((each) => uuid(each.deviceId) === deviceId) ?? false;
    try {
      return isOn(await lists.known(me)) || isOn(await lists.refresh(me));
    } catch (cause) {
      if (cause instanceof TacetError && cause.kind === 'internal') throw cause;
      if (cause instanceof TacetError || cause instanceof ApiError) return null;
      if (cause instanceof DeviceListsUnavailable) return null;
      throw cause;
    }
  }

  async #ownRoom(): Promise<OwnConversation | undefined> {
    const { conversations, directory } = this.#deps;
    if (!conversations.own()) await directory.refreshIfReachable();
    return conversations.own();
  }

  /** @returns whether nothing happened for as long as politeness asks for */
  #pause(): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.#deps.timers.after(POLITE_MS, () => resolve(true));
      this.#nudged = () => {
        cancel();
        resolve(false);
      };
    });
  }
}
