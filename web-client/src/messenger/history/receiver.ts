import { limits, type HistoryPart } from '../../protocol/index.ts';
import type { Work } from '../vault/work.ts';
import type { MovingDependencies } from './moving.ts';
import { Places } from './places.ts';
import { WAITING, waitingName, waitingSuffix, type Incoming, type IncomingRoom } from './records.ts';

/** Entries of one commit, about 40 ms: everything else waits meanwhile, a message of the user several times. */
const PIECE = 100;

/** The next part of one device's history of a room. */
interface Turn {
  readonly deviceId: string;
  readonly roomId: string;
  readonly number: number;
  /** Its time is over, and it is not for want of a connection that nobody knows its room. */
  readonly isPast: boolean;
}

/** Whether a room is one of this device; `unanswered` while nobody says so. */
type Found = 'here' | 'none' | 'unanswered';

/**
 * [D-10] Takes parts in, those of a room one after the other: each goes in front of what the ones before it brought. One that
 * does not come within a day is waited for no longer.
 */
export class Receiver {
  readonly #deps: MovingDependencies;
  readonly #places: Places;
  /** Rooms that nobody answered for: what waits for them is tried again with the next connection, or a little later. */
  readonly #unanswered = new Set<string>();

  constructor(deps: MovingDependencies) {
    this.#deps = deps;
    this.#places = new Places(deps);
  }

  async work(): Promise<void> {
    for (let turn = this.#turn(); turn; turn = this.#turn()) await this.#take(turn);
    await this.#giveUp();
    if (this.#unanswered.size > 0) this.#deps.history.askLater();
  }

  /** Somebody may answer now. */
  askAgain(): void {
    this.#unanswered.clear();
  }

  #turn(): Turn | undefined {
    for (const [deviceId, { rooms, atMs }] of Object.entries(this.#deps.history.incoming.value.from)) {
      for (const [roomId, { taken, waiting }] of Object.entries(rooms)) {
        const isPast = this.#isOld(atMs) && this.#deps.history.isOnline;
        if (this.#unanswered.has(roomId) && !isPast) continue;
        const next = Math.min(...waiting);
        if (next === taken + 1 || (waiting.length > 0 && this.#isOld(atMs))) {
          return { deviceId, roomId, number: next, isPast };
        }
      }
    }
    return undefined;
  }

  async #take(turn: Turn): Promise<void> {
    const { ledger } = this.#deps;
    const { deviceId, roomId, number } = turn;
    const place = [waitingName(deviceId, roomId), waitingSuffix(number)] as const;
    const part = (await ledger.read(WAITING, ...place))?.part;
    if (part) {
      const found = await this.#find(roomId, part);
      if (found === 'unanswered' && !turn.isPast) return void this.#unanswered.add(roomId);
      if (found !== 'none') await this.#takeEntries(turn, part);
    }
    await ledger.transact((tx) => this.#taken(tx, turn, part));
  }

  /** Each piece may be taken in twice: what is here already is recognised. */
  async #takeEntries(turn: Turn, { number, of, entries }: HistoryPart): Promise<void> {
    const { roomId } = turn;
    for (let at = 0; at < entries.length; at += PIECE) {
      const isEnd = number === of && at + PIECE >= entries.length;
      await this.#deps.ledger.transact(async (tx) => {
        const room = this.#roomIn(tx, turn);
        if (!room) return;
        const piece = { roomId, entries: entries.slice(at, at + PIECE), isEnd };
        this.#setRoom(tx, turn, await this.#places.take(tx, room, piece));
      });
    }
  }

  #taken(tx: Work, turn: Turn, part: HistoryPart | undefined): void {
    const { history, events } = this.#deps;
    const { deviceId, roomId, number } = turn;
    tx.delete(WAITING, waitingName(deviceId, roomId), waitingSuffix(number));
    const room = this.#roomIn(tx, turn);
    if (!room) return;
    const waiting = room.waiting.filter((each) => each !== number);
    const isSkipped = room.skipped === true || number > room.taken + 1;
    const isWhole = !isSkipped && waiting.length === 0 && part !== undefined && number >= part.of;
    const taken = Math.max(room.taken, number);
    const left = { ...room, waiting, taken, ...(isSkipped && { skipped: true as const }) };
    this.#setRoom(tx, turn, isWhole ? null : left);
    const { from } = history.incoming.in(tx);
    const stream = from[deviceId];
    if (!stream) return;
    const done = stream.done + (part?.entries.length ?? 0);
    const { [deviceId]: _, ...others } = from;
    const isOver = done >= stream.total && !isWaiting(stream);
    history.incoming.set(tx, { from: isOver ? others : { ...others, [deviceId]: { ...stream, done } } });
    tx.afterwards(events.changed);
  }

  /** What did not come will not: nothing says any longer that it is on its way. */
  async #giveUp(): Promise<void> {
    const { ledger, history, events } = this.#deps;
    const isOver = (each: Incoming) => this.#isOld(each.atMs) && !isWaiting(each);
    if (!Object.values(history.incoming.value.from).some(isOver)) return;
    await ledger.transact((tx) => {
      const all = Object.entries(history.incoming.in(tx).from);
      history.incoming.set(tx, { from: Object.fromEntries(all.filter(([, each]) => !isOver(each))) });
      tx.afterwards(events.changed);
    });
  }

  /** [S-11] On either side of now. */
  #isOld(atMs: number): boolean {
    return Math.abs(this.#deps.clock.now() - atMs) > limits.RESEND_GIVE_UP_MS;
  }

  /**
   * Where it belongs. A room that the service does not tell of is none; while nobody answers, or before there is a
   * connection, that is not known.
   */
  async #find(roomId: string, { entries }: HistoryPart): Promise<Found> {
    const { conversations, directory, history, logs } = this.#deps;
    if (!conversations.get(roomId)) {
      const isAnswered = history.isOnline && (await directory.refreshIfReachable());
      await this.#begin(roomId);
      if (!conversations.get(roomId)) return !isAnswered || logs.isBehind(roomId) ? 'unanswered' : 'none';
    }
    const row = conversations.get(roomId);
    if (!row || row.kind === 'self') return 'none';
    if (row.kind === 'direct' || this.#places.knows(row, entries)) return 'here';
    // [M-13] Somebody may have joined whom this device has not heard of.
    return history.isOnline && (await logs.followIfReachable(roomId)) ? 'here' : 'unanswered';
  }

  /** A part makes a conversation only of two people whose room the service tells of, and closed: it is not shown yet. */
  async #begin(roomId: string): Promise<void> {
    const { conversations, directory, ledger, clock } = this.#deps;
    const known = directory.direct(roomId);
    if (!known || conversations.get(roomId)) return;
    const { version: roomVersion, open } = known.room;
    const start = { kind: 'direct', roomId, person: known.person, roomVersion, atMs: clock.now() } as const;
    await ledger.transact((tx) => {
      if (conversations.row(tx, roomId)) return;
      conversations.update(tx, { ...conversations.begin(tx, start), open });
    });
  }

  #roomIn(tx: Work, { deviceId, roomId }: Turn): IncomingRoom | undefined {
    return this.#deps.history.incoming.in(tx).from[deviceId]?.rooms[roomId];
  }

  /** @param room null when all of it is in: nothing has to be remembered of it */
  #setRoom(tx: Work, { deviceId, roomId }: Turn, room: IncomingRoom | null): void {
    const { incoming } = this.#deps.history;
    const { from } = incoming.in(tx);
    const stream = from[deviceId];
    if (!stream) return;
    const { [roomId]: _, ...others } = stream.rooms;
    const changed = { ...stream, rooms: room ? { ...others, [roomId]: room } : others };
    incoming.set(tx, { from: { ...from, [deviceId]: changed } });
  }
}

function isWaiting({ rooms }: Incoming): boolean {
  return Object.values(rooms).some(({ waiting }) => waiting.length > 0);
}
