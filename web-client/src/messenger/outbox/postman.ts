import type { Welcome } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import type { Connection } from '../connection/connection.ts';
import type { Groups } from '../rooms/groups.ts';
import type { Trust } from '../verification/trust.ts';
import { Lane, type LaneDependencies } from './lane.ts';
import { UnderWay, type Answer } from './under-way.ts';

/** Rooms that send at the same time: enough to keep the line busy, few enough to stay fair to reading. */
const MAX_LANES = 8;

export interface PostmanDependencies extends Omit<LaneDependencies, 'underWay' | 'maxFrameBytes' | 'trust'> {
  readonly trust: Trust;
  readonly groups: Groups;
  readonly connection: Connection;
  /** Something failed that no retry mends: the caller decides what becomes of the engine. */
  readonly broken: (cause: unknown) => void;
}

/** Carries what waits in the outbox to the relay: one {@link Lane} per room, until all is accepted. */
export class Postman {
  readonly #deps: PostmanDependencies;
  readonly #underWay: UnderWay;
  readonly #lanes = new Map<string, Lane>();
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
    for (const lane of this.#lanes.values()) lane.cancelPause();
  }

  answered(answer: Exclude<Answer, { type: 'lost' }>): void {
    this.#underWay.answered(answer);
  }

  #openWaiting(): void {
    for (const roomId of this.#deps.outbox.rooms()) this.#open(roomId);
  }

  #open(roomId: string): void {
    if (this.#maxFrameBytes === null || this.#lanes.size >= MAX_LANES || this.#lanes.has(roomId)) return;
    // [I-12] A lane that waits for the user would take the place of others.
    if (this.#deps.trust.holds(roomId)) return;
    const maxFrameBytes = () => this.#maxFrameBytes;
    const lane = new Lane({ ...this.#deps, underWay: this.#underWay, maxFrameBytes }, roomId);
    this.#lanes.set(roomId, lane);
    void this.#run(roomId, lane);
  }

  async #run(roomId: string, lane: Lane): Promise<void> {
    try {
      await lane.run();
    } catch (cause) {
      return this.#deps.broken(cause);
    } finally {
      this.#lanes.delete(roomId);
    }
    // Rows that came while the lane closed, and rooms that had to wait for a lane.
    this.#openWaiting();
  }
}
