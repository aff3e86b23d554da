import type { LoginKeeper } from '../connection/login.ts';
import { Backoff } from '../kernel/backoff.ts';
import type { LinkingFailure } from '../port-devices.ts';
import { ApiError, type LinkMessage, type SocialApi } from '../ports/api.ts';
import type { Random } from '../ports/platform.ts';
import { LinkingOver, type Attempt } from './attempt.ts';

/** A call that nobody answers is tried this often in a row, for about half a minute: a walk through a door without Wi-Fi. */
const TRIES = 7;
const BACKOFF_BASE_MS = 1_000;
const BACKOFF_CAP_MS = 8_000;
/** The service waits by itself; one that does not must not be asked in a loop. */
const ASK_AGAIN_MS = 1_000;
/** How soon a side that waits for its user notices that the other one has ended the meeting. */
const LOOK_EVERY_MS = 2_000;
/** Refusals that pass. */
const PASSING = new Set(['network', 'unavailable', 'rate-limited', 'request-timeout']);

export interface MeetingDependencies {
  readonly social: SocialApi;
  readonly login: LoginKeeper;
  readonly random: Random;
}

/** [D-2] The meeting at the service, as one of its sides uses it. */
export class MeetingPlace {
  /** What it means that there is no such meeting. */
  gone: LinkingFailure = 'cancelled';
  readonly linkId: string;
  readonly #deps: MeetingDependencies;
  readonly #attempt: Attempt;

  constructor(deps: MeetingDependencies, attempt: Attempt, linkId: string) {
    this.#deps = deps;
    this.#attempt = attempt;
    this.linkId = linkId;
  }

  open(): Promise<void> {
    return this.patiently((social, token) => social.openLink(token, this.linkId));
  }

  /** Repeats the very same bytes while nobody answers. */
  put(number: number, sealed: Uint8Array): Promise<void> {
    return this.patiently((social, token) => social.putLinkMessage(token, this.linkId, number, sealed));
  }

  /** Waits for a message of the other side. */
  async take(number: number): Promise<LinkMessage> {
    for (;;) {
      try {
        return await this.patiently((social, token) => social.linkMessage(token, this.linkId, number));
      } catch (cause) {
        if (!(cause instanceof ApiError) || cause.code !== 'nothing-yet') throw cause;
        await this.#attempt.pause(ASK_AGAIN_MS);
      }
    }
  }

  /** Waits until the other side has ended the meeting, or the service has forgotten it. */
  async untilGone(): Promise<void> {
    try {
      for (;;) {
        await this.take(1);
        await this.#attempt.pause(LOOK_EVERY_MS);
      }
    } catch (cause) {
      if (!(cause instanceof MeetingGone)) throw cause;
    }
  }

  /** Waits for something for as long as the other side is there. */
  async whileThere(work: Promise<void>): Promise<void> {
    let isOver = false;
    const watch = async () => {
      while (!isOver) {
        await this.take(1);
        await this.#attempt.pause(LOOK_EVERY_MS);
      }
    };
    await Promise.race([work, watch()]).finally(() => {
      isOver = true;
    });
  }

  /** Both sides are told; without a network the service forgets the meeting by itself. */
  async close(): Promise<void> {
    const { social, login } = this.#deps;
    try {
      await login.authorised((token) => social.closeLink(token, this.linkId));
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
    }
  }

  /**
   * Calls again while nobody answers.
   *
   * @throws MeetingGone when there is no such meeting
   * @throws ApiError any other refusal, and the last one of too many
   */
  async patiently<T>(call: (social: SocialApi, token: string) => Promise<T>): Promise<T> {
    const { social, login } = this.#deps;
    try {
      return await this.retried(() => this.#attempt.within(login.authorised((token) => call(social, token))));
    } catch (cause) {
      const isGone = cause instanceof ApiError && cause.code === 'not-found';
      throw isGone ? new MeetingGone(this.gone) : cause;
    }
  }

  /** Does something again that may be repeated, while nobody answers. It is never left alone while it runs. */
  async retried<T>(work: () => Promise<T>): Promise<T> {
    const backoff = new Backoff(BACKOFF_BASE_MS, BACKOFF_CAP_MS, this.#deps.random);
    for (let tried = 1; ; tried++) {
      try {
        return await work();
      } catch (cause) {
        if (!(cause instanceof ApiError) || !PASSING.has(cause.code) || tried === TRIES) throw cause;
        await this.#attempt.pause(backoff.next(cause.retryAfterMs ?? 0));
      }
    }
  }
}

/** There is no such meeting: it was ended, forgotten, or never there. */
export class MeetingGone extends LinkingOver {}
