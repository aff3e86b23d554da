import { limits, uuid, type HistoryPart, type OurDevice } from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import { isJustLinked } from '../devices/just-linked.ts';
import type { Events } from '../events/events.ts';
import type { Arrivals } from '../inbox/arrivals.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Directory } from '../people/directory.ts';
import type { HistoryView } from '../port.ts';
import type { Clock, Timers } from '../ports/platform.ts';
import { isFull } from '../ports/store.ts';
import type { Requests } from '../repair/requests.ts';
import type { Groups } from '../rooms/groups.ts';
import type { Logs } from '../rooms/logs.ts';
import type { ToldMarks } from '../verification/told-marks.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import type { Moving } from './moving.ts';
import {
  incomingCell,
  outgoingCell,
  WAITING,
  waitingName,
  waitingSuffix,
  type AllIncoming,
  type Incoming,
  type IncomingRoom,
} from './records.ts';

/** Parts that wait to be taken in: a million short messages. What comes beyond is refused, and asked for by nobody. */
const MAX_WAITING = 4_096;
/** Without room on the disk, or a network to load the rest from, it is tried again after this. */
const TRY_AGAIN_MS = 30_000;

/** A part that there is no room for, `docs/spec/limits.md`. */
export type HistoryRefusal = 'history-full';

const NOTHING: Pick<Incoming, 'rooms' | 'done'> = { rooms: {}, done: 0 };
const BEGINNING: IncomingRoom = { taken: 0, waiting: [], notices: null, beganAtMs: null, unmoved: 0 };

export interface HistoryDependencies {
  readonly me: string;
  readonly device: OurDevice;
  readonly ledger: Ledger;
  readonly conversations: Conversations;
  readonly groups: Groups;
  readonly logs: Pick<Logs, 'followIfReachable' | 'isBehind'>;
  readonly directory: Directory;
  readonly lists: Pick<DeviceLists, 'known' | 'knownIn' | 'refresh'>;
  readonly arrivals: Arrivals;
  readonly requests: Requests;
  readonly marks: Pick<ToldMarks, 'standing'>;
  readonly outbox: Outbox;
  readonly events: Events;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly broken: (cause: unknown) => void;
}

/**
 * [D-10] What the account has here moves to a device that was linked, and comes from the one that linked this one. Here is
 * only what has to be known while nothing moves; the rest is loaded when something does.
 */
export class History {
  readonly outgoing = outgoingCell();
  readonly incoming = incomingCell();
  readonly #deps: HistoryDependencies;
  #moving: Moving | null = null;
  #loading = false;
  #online = false;
  #isAskingLater = false;
  #isCounting = false;

  constructor(deps: HistoryDependencies) {
    this.#deps = deps;
    deps.outbox.onRemoved = () => this.#moving?.nudge();
  }

  async load(): Promise<void> {
    const { ledger } = this.#deps;
    await Promise.all([this.outgoing.load(ledger), this.incoming.load(ledger)]);
  }

  get isOnline(): boolean {
    return this.#online;
  }

  get view(): HistoryView | null {
    const [target] = this.outgoing.value.targets;
    if (target) {
      const { deviceId, done, total } = target;
      let inLine = 0;
      for (const { target: to, body } of this.#deps.outbox.table.all()) {
        if (to?.deviceId === deviceId && body.type === 'history-part') inLine += body.entries.length;
      }
      return { direction: 'sending', done: done - inLine, of: total };
    }
    const [from] = Object.values(this.incoming.value.from);
    return from ? { direction: 'receiving', done: from.done, of: Math.max(from.done, from.total) } : null;
  }

  /** Sends everything to a device that was linked, also across crashes and locks. */
  async sendTo(deviceId: string): Promise<void> {
    await this.#deps.ledger.transact((tx) => this.plan(tx, deviceId));
  }

  /** As {@link sendTo}, in the commit of whatever else says that the device is linked. */
  plan(tx: Work, deviceId: string): void {
    const { targets } = this.outgoing.in(tx);
    if (targets.some((each) => each.deviceId === deviceId)) return;
    const target = { deviceId, groups: null, rooms: [], done: 0, total: 0 };
    this.outgoing.set(tx, { targets: [...targets, target] });
    tx.afterwards(() => this.wake());
  }

  /** What there is to send is about to be asked for. */
  count(): void {
    this.#isCounting = true;
    if (!this.#moving) return void this.#load();
    this.#count();
  }

  #count(): void {
    this.#isCounting = false;
    this.#moving?.count().catch((cause: unknown) => this.#failed(cause));
  }

  /** How many parts wait to be taken in. */
  get waiting(): number {
    return waitingIn(this.incoming.value.from);
  }

  /**
   * [D-10] Whether what a former device tells as history counts, [I-13]: what began while it was listed comes to its end; and
   * the device that let this one in may have been signed out before anything came. Otherwise whoever has it could go on
   * putting words into everybody's mouth.
   */
  async mayStillTell(tx: Work, deviceId: string): Promise<boolean> {
    if (this.incoming.in(tx).from[deviceId]) return true;
    const { me, device, lists, clock } = this.#deps;
    return isJustLinked(await lists.knownIn(tx, me), device.public.deviceId, clock.now());
  }

  /**
   * A part came from another device of this account, in their own room: it is kept, and taken in when it is its turn.
   *
   * @returns why it was not kept, or null
   */
  came(tx: Work, deviceId: string, part: HistoryPart): HistoryRefusal | null {
    const { from } = this.incoming.in(tx);
    const { rooms, done } = from[deviceId] ?? NOTHING;
    const roomId = uuid(part.roomId);
    const room = rooms[roomId] ?? BEGINNING;
    if (part.number <= room.taken || room.waiting.includes(part.number)) return null;
    if (isFullUp(from, deviceId, roomId)) return 'history-full';
    tx.put(WAITING, waitingName(deviceId, roomId), { deviceId, part }, waitingSuffix(part.number));
    const waiting = [...room.waiting, part.number];
    const now = { done, total: part.total, atMs: this.#deps.clock.now() };
    const changed = { ...now, rooms: { ...rooms, [roomId]: { ...room, waiting } } };
    this.incoming.set(tx, { from: { ...from, [deviceId]: changed } });
    tx.afterwards(() => this.wake());
    tx.afterwards(this.#deps.events.changed);
    return null;
  }

  /** All mail that waited is in: what came meanwhile for this device alone is part of its history. */
  drained(): void {
    this.#online = true;
    this.#askAgain();
  }

  /** Nobody answered for a room that parts are waiting for. Without a connection, the next one asks. */
  askLater(): void {
    if (this.#isAskingLater || !this.#online) return;
    this.#isAskingLater = true;
    this.#deps.timers.after(TRY_AGAIN_MS, () => {
      this.#isAskingLater = false;
      if (this.#online) this.#askAgain();
    });
  }

  #askAgain(): void {
    this.#moving?.askAgain();
    this.wake();
  }

  /** What was under way goes on when this device is back. */
  offline(): void {
    this.#online = false;
    this.#moving?.nudge();
  }

  /** Goes on with whatever there is to do. */
  wake(): void {
    const isIdle =
      this.outgoing.value.targets.length === 0 && Object.keys(this.incoming.value.from).length === 0;
    if (isIdle) return;
    if (!this.#moving) return void this.#load();
    this.#moving.work().catch((cause: unknown) => this.#failed(cause));
  }

  async #load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    try {
      const { Moving: Late } = await import('./moving.ts');
      this.#moving = new Late({ ...this.#deps, history: this });
    } catch {
      // Without a network there is no code either: what has come stays where it is.
      this.#deps.timers.after(TRY_AGAIN_MS, () => this.wake());
      return;
    } finally {
      this.#loading = false;
    }
    if (this.#isCounting) this.#count();
    this.wake();
  }

  #failed(cause: unknown): void {
    if (isFull(cause)) this.#deps.timers.after(TRY_AGAIN_MS, () => this.wake());
    else this.#deps.broken(cause);
  }
}

/** A device of this account that was stolen may announce whatever it likes: what is kept of that has a bound. */
function isFullUp(from: AllIncoming, deviceId: string, roomId: string): boolean {
  const rooms = from[deviceId]?.rooms;
  if (!rooms && Object.keys(from).length >= limits.MAX_DEVICES) return true;
  if (rooms && !rooms[roomId] && Object.keys(rooms).length >= limits.MAX_HISTORY_ROOMS) return true;
  return waitingIn(from) >= MAX_WAITING;
}

function waitingIn(from: AllIncoming): number {
  const rooms = Object.values(from).flatMap((each) => Object.values(each.rooms));
  return rooms.reduce((sum, { waiting }) => sum + waiting.length, 0);
}
