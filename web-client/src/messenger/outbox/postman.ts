import type { Welcome } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import type { Connection } from '../connection/connection.ts';
import type { Cancel, Timers } from '../ports/platform.ts';
import type { Groups } from '../rooms/groups.ts';
import type { Trust } from '../verification/trust.ts';
import { Lane, type LaneDependencies, type Rest } from './lane.ts';
import { UnderWay, type Answer } from './under-way.ts';

/**
 * Rooms that send at the same time: enough to keep the line busy, few enough to stay fair to reading. One that waits for
 * something of its own, such as prekeys [PK-7], takes no place: it must not hold up everybody.
 */
export const MAX_LANES = 8;

export interface PostmanDependencies extends Omit<LaneDependencies, 'underWay' | 'maxFrameBytes' | 'trust'> {
  readonly trust: Trust;
  readonly groups: Groups;
  readonly connection: Connection;
  readonly timers: Timers;
  /** Something failed that no retry mends: the caller decides what becomes of the engine. */
  readonly broken: (cause: unknown) => void;
}

/** A lane that goes on later. */
interface Resting extends Rest {
  readonly lane: Lane;
  readonly cancel: Cancel;
  readonly isOver: boolean;
}

/** Carries what waits in the outbox to the relay: one {@link Lane} per room, until all is accepted. */
export class Postman {
  readonly #deps: PostmanDependencies;
  readonly #underWay: UnderWay;
  /** Rooms whose lanes are at work. */
  readonly #working = new Set<string>();
  readonly #resting = new Map<string, Resting>();
  #maxFrameBytes: number | null = null;

  constructor(deps: PostmanDependencies) {
    this.#deps = deps;
    this.#underWay = new UnderWay(deps.connection, deps.timers);
    deps.outbox.onAdded = (roomId) => this.#open(roomId);
    deps.trust.onReleased = () => this.#openWaiting();
    deps.groups.onUpdated = () => this.#openWaiting();
  }

  online(welcome: Welcome): void {
    this.#maxFrameBytes = welcome.maxFrameBytes;
    this.#openWaiting();
  }

  /** Whatever was under way is unanswered; it goes out again with the same bytes. */
  offline(): void {
    this.#maxFrameBytes = null;
    this.#underWay.lose();
    for (const { cancel } of this.#resting.values()) cancel();
    this.#resting.clear();
  }

  answered(answer: Exclude<Answer, { type: 'lost' }>): void {
    this.#underWay.answered(answer);
  }

  #openWaiting(): void {
    for (const roomId of this.#deps.outbox.rooms()) this.#open(roomId);
  }

  #open(roomId: string): void {
    const { trust } = this.#deps;
    if (this.#maxFrameBytes === null || this.#isBusy || this.#working.has(roomId)) return;
    // [I-12] A lane that waits for the user would take the place of others.
    if (trust.holds(roomId)) return;
    const resting = this.#resting.get(roomId);
    if (resting && !resting.isOver) return;
    this.#resting.delete(roomId);
    this.#working.add(roomId);
    void this.#run(roomId, resting?.lane ?? this.#lane(roomId));
  }

  /** Others would fare no better than one that rests because nobody can send. */
  get #isBusy(): boolean {
    const kept = [...this.#resting.values()].filter(({ isOwn, isOver }) => !isOwn && !isOver);
    return this.#working.size + kept.length >= MAX_LANES;
  }

  #lane(roomId: string): Lane {
    const maxFrameBytes = () => this.#maxFrameBytes;
    return new Lane({ ...this.#deps, underWay: this.#underWay, maxFrameBytes }, roomId);
  }

  async #run(roomId: string, lane: Lane): Promise<void> {
    try {
      const rest = await lane.run();
      if (rest && this.#maxFrameBytes !== null) this.#rests(roomId, lane, rest);
    } catch (cause) {
      return this.#deps.broken(cause);
    } finally {
      this.#working.delete(roomId);
    }
    // Rows that came while the lane closed, and rooms that had to wait for a lane.
    this.#openWaiting();
  }

  #rests(roomId: string, lane: Lane, rest: Rest): void {
    const cancel = this.#deps.timers.after(rest.ms, () => {
      this.#resting.set(roomId, { ...rest, lane, cancel, isOver: true });
      this.#open(roomId);
    });
    this.#resting.set(roomId, { ...rest, lane, cancel, isOver: false });
  }
}
