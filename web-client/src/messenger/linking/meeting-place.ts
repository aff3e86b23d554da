import type { LoginKeeper } from '../connection/login.ts';
import { Backoff } from '../kernel/backoff.ts';
import type { LinkingFailure } from '../port-devices.ts';
import { ApiError, type LinkMessage, type LinksApi, type SocialApi } from '../ports/api.ts';
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
/**
 * How soon the opener notices that the newcomer stands, and begins to send its history; and how many looks that is worth. They
 * are a sixth of the calls that an account has in a minute.
 */
const LOOK_SOON_MS = 250;
const SOON = 20;
/** Refusals that pass. */
const PASSING = new Set(['network', 'unavailable', 'rate-limited', 'request-timeout']);

export interface MeetingDependencies {
  readonly social: Pick<SocialApi, 'links'>;
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
  readonly #theirFirst: 1 | 2;

  /** @param theirFirst the first message of the other side: there for as long as the meeting is */
  constructor(deps: MeetingDependencies, attempt: Attempt, linkId: string, theirFirst: 1 | 2) {
    this.#deps = deps;
    this.#attempt = attempt;
    this.linkId = linkId;
    this.#theirFirst = theirFirst;
  }

  open(): Promise<void> {
    return this.#ask((links, token) => links.openLink(token, this.linkId));
  }

  /** Repeats the very same bytes while nobody answers. */
  put(number: number, sealed: Uint8Array): Promise<void> {
    return this.#ask((links, token) => links.putLinkMessage(token, this.linkId, number, sealed));
  }

  /** Waits for a message of the other side. */
  async take(number: number): Promise<LinkMessage> {
    for (;;) {
      try {
        return await this.#ask((links, token) => links.linkMessage(token, this.linkId, number));
      } catch (cause) {
        if (!(cause instanceof ApiError) || cause.code !== 'nothing-yet') throw cause;
        await this.#attempt.pause(ASK_AGAIN_MS);
      }
    }
  }

  /** Waits until the other side has ended the meeting, or the service has forgotten it. */
  async untilGone(): Promise<void> {
    try {
      await this.#watch(() => false, SOON);
    } catch (cause) {
      if (!(cause instanceof MeetingGone)) throw cause;
    }
  }

  /** Waits for something for as long as the other side is there. */
  async whileThere(work: Promise<void>): Promise<void> {
    let isOver = false;
    await Promise.race([work, this.#watch(() => isOver)]).finally(() => {
      isOver = true;
    });
  }

  /** @param soon looks that follow each other fast */
  async #watch(isOver: () => boolean, soon = 0): Promise<void> {
    for (let looks = 0; !isOver(); looks++) {
      await this.take(this.#theirFirst);
      await this.#attempt.pause(looks < soon ? LOOK_SOON_MS : LOOK_EVERY_MS);
    }
  }

  /**
   * Both sides are told; without a network the service forgets the meeting by itself.
   *
   * @param because why this side ends it: of numbers that differ the other side is told, too
   */
  async close(because: LinkingFailure | null = null): Promise<void> {
    const { social, login } = this.#deps;
    try {
      const links = await social.links();
      await this.retried(() =>
        login.authorised((token) => links.closeLink(token, this.linkId, because === 'different')),
      );
    } catch (cause) {
      if (!(cause instanceof ApiError) && !(cause instanceof LinkingOver)) throw cause;
    }
  }

  /** @throws as {@link patiently} */
  async #ask<T>(call: (links: LinksApi, token: string) => Promise<T>): Promise<T> {
    const links = await this.#deps.social.links();
    return this.patiently((token) => call(links, token));
  }

  /**
   * Calls again while nobody answers.
   *
   * @throws MeetingGone when there is no such meeting
   * @throws ApiError any other refusal, and the last one of too many
   */
  async patiently<T>(call: (token: string) => Promise<T>): Promise<T> {
    const { login } = this.#deps;
    try {
      return await this.retried(() => this.#attempt.within(login.authorised(call)));
    } catch (cause) {
      // The service says so, and nobody else: what it could do with that, it can do by ending the meeting.
      if (cause instanceof ApiError && cause.code === 'numbers-differ')
        throw new LinkingOver('different-there');
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
