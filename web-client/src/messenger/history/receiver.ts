import { limits, type HistoryPart } from '../../protocol/index.ts';
import type { Conversation } from '../conversations/records.ts';
import type { Work } from '../vault/work.ts';
import type { MovingDependencies } from './moving.ts';
import { Places } from './places.ts';
import { WAITING, waitingName, waitingSuffix, type Incoming, type IncomingRoom } from './records.ts';

/** Entries of one commit, about 25 ms: everything else waits meanwhile, a message of the user several times. */
const PIECE = 50;

/** The next part of one device's history of a room. */
interface Turn {
  readonly deviceId: string;
  readonly roomId: string;
  readonly number: number;
}

/**
 * [D-10] Takes parts in, those of a room one after the other: each goes in front of what the ones before it brought. One that
 * does not come within a day is waited for no longer.
 */
export class Receiver {
  readonly #deps: MovingDependencies;
  readonly #places: Places;

  constructor(deps: MovingDependencies) {
    this.#deps = deps;
    this.#places = new Places(deps);
  }

  async work(): Promise<void> {
    for (let turn = this.#turn(); turn; turn = this.#turn()) await this.#take(turn);
    await this.#giveUp();
  }

  #turn(): Turn | undefined {
    for (const [deviceId, { rooms, atMs }] of Object.entries(this.#deps.history.incoming.value.from)) {
      for (const [roomId, { taken, waiting }] of Object.entries(rooms)) {
        const next = Math.min(...waiting);
        if (next === taken + 1 || (waiting.length > 0 && this.#isOld(atMs))) {
          return { deviceId, roomId, number: next };
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
    const row = part && (await this.#conversation(roomId));
    const entries = part?.entries ?? [];
    // Each piece may be taken in twice: what is here already is recognised.
    for (let at = 0; row && part && at < entries.length; at += PIECE) {
      const isEnd = part.number === part.of && at + PIECE >= entries.length;
      await ledger.transact(async (tx) => {
        const room = this.#roomIn(tx, turn);
        if (!room) return;
        const piece = { roomId, entries: entries.slice(at, at + PIECE), isEnd };
        this.#setRoom(tx, turn, await this.#places.take(tx, room, piece));
      });
    }
    await ledger.transact((tx) => this.#taken(tx, turn, part));
  }

  #taken(tx: Work, turn: Turn, part: HistoryPart | undefined): void {
    const { history, events } = this.#deps;
    const { deviceId, roomId, number } = turn;
    tx.delete(WAITING, waitingName(deviceId, roomId), waitingSuffix(number));
    const room = this.#roomIn(tx, turn);
    if (!room) return;
    const waiting = room.waiting.filter((each) => each !== number);
    this.#setRoom(tx, turn, { ...room, waiting, taken: Math.max(room.taken, number) });
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
   * Where it belongs. A room that nobody here knows is none: a part makes a conversation only of two people whose room the
   * service tells of, and closed, since it is not shown yet.
   */
  async #conversation(roomId: string): Promise<Conversation | undefined> {
    const { conversations, directory, ledger, clock } = this.#deps;
    if (!conversations.get(roomId)) await directory.refreshIfReachable();
    const known = directory.direct(roomId);
    if (!conversations.get(roomId) && known) {
      const { version: roomVersion, open } = known.room;
      const start = { kind: 'direct', roomId, person: known.person, roomVersion, atMs: clock.now() } as const;
      await ledger.transact((tx) => {
        if (conversations.row(tx, roomId)) return;
        conversations.update(tx, { ...conversations.begin(tx, start), open });
      });
    }
    const row = conversations.get(roomId);
    return row?.kind === 'self' ? undefined : row;
  }

  #roomIn(tx: Work, { deviceId, roomId }: Turn): IncomingRoom | undefined {
    return this.#deps.history.incoming.in(tx).from[deviceId]?.rooms[roomId];
  }

  #setRoom(tx: Work, { deviceId, roomId }: Turn, room: IncomingRoom): void {
    const { incoming } = this.#deps.history;
    const { from } = incoming.in(tx);
    const stream = from[deviceId];
    if (!stream) return;
    const changed = { ...stream, rooms: { ...stream.rooms, [roomId]: room } };
    incoming.set(tx, { from: { ...from, [deviceId]: changed } });
  }
}

function isWaiting({ rooms }: Incoming): boolean {
  return Object.values(rooms).some(({ waiting }) => waiting.length > 0);
}
