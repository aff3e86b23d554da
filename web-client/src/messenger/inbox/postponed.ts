import type { Deliver } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import { Backoff } from '../kernel/backoff.ts';
import type { Cancel, Random, Timers } from '../ports/platform.ts';
import { envelopeOf } from './envelope-opener.ts';

const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 30_000;

/** Empty for a frame that is no envelope. */
const roomOf = (frame: Deliver): string => envelopeOf(frame)?.roomId ?? '';

/**
 * Mail of groups of which nobody can say who is in them: put off in its order, so that it holds up no other. It is not
 * acknowledged, so there is never more of it than the relay's window.
 */
export class Postponed {
  readonly #timers: Timers;
  readonly #backoff: Backoff;
  readonly #work: () => void;
  #frames: Deliver[] = [];
  #due = false;
  #cancel: Cancel = () => undefined;

  /** @param work is called when it is time to try again */
  constructor(deps: { readonly timers: Timers; readonly random: Random }, work: () => void) {
    this.#timers = deps.timers;
    this.#backoff = new Backoff(BACKOFF_BASE_MS, BACKOFF_CAP_MS, deps.random);
    this.#work = work;
  }

  get isDue(): boolean {
    return this.#due;
  }

  /** Rooms whose mail is put off: what comes after it has to wait, too. */
  get rooms(): ReadonlySet<string> {
    return new Set(this.#frames.map(roomOf));
  }

  /** Puts off the mail of these rooms. @returns the other frames */
  sort(frames: readonly Deliver[], rooms: ReadonlySet<string>): readonly Deliver[] {
    if (rooms.size === 0) this.#backoff.reset();
    const later = frames.filter((frame) => rooms.has(roomOf(frame)));
    if (later.length > 0 && this.#frames.length === 0) this.#plan();
    this.#frames.push(...later);
    return frames.filter((frame) => !later.includes(frame));
  }

  /** What was put off, if it is time to try again; it was there before what came since. */
  recall(): readonly Deliver[] {
    if (!this.#due) return [];
    this.#due = false;
    return this.#frames.splice(0);
  }

  /** The relay delivers it again. */
  forget(): void {
    this.#frames = [];
    this.#due = false;
    this.#cancel();
  }

  #plan(): void {
    this.#cancel = this.#timers.after(this.#backoff.next(), () => {
      this.#due = true;
      this.#work();
    });
  }
}
