import { equal } from '../../../src/bytes/index.ts';
import { ApiError, type LinksApi } from '../../../src/messenger/ports/api.ts';
import type { AuthDouble, LoginSession } from './auth-double.ts';

interface Meeting {
  readonly linkId: string;
  readonly opener: string;
  guest: string | null;
  numbersDiffer?: true;
  readonly messages: Map<number, { readonly sealed: Uint8Array; readonly userAgent: string }>;
}

/** How long the service waits for a message that is to come; stories are in a hurry. */
const LONGEST_WAIT_MS = 100;

/** Meetings of `social-service`, one per account. */
export class LinksDouble {
  readonly meetings = new Map<string, Meeting>();
  /** What it hands out instead of a message. */
  swaps: (number: number, sealed: Uint8Array) => Uint8Array = (_number, sealed) => sealed;
  /** What it does before it hands a message out. */
  before: (number: number) => Promise<void> = () => Promise.resolve();
  readonly #auth: AuthDouble;
  readonly #isListed: (login: LoginSession) => boolean;
  readonly #waiting = new Set<() => void>();

  constructor(auth: AuthDouble, isListed: (login: LoginSession) => boolean) {
    this.#auth = auth;
    this.#isListed = isListed;
  }

  client(): LinksApi {
    return {
      openLink: async (token, linkId) => {
        const login = this.#auth.verify(token);
        if (!this.#isListed(login)) throw new ApiError('forbidden', 403);
        const meeting = this.meetings.get(login.accountId);
        if (meeting?.linkId !== linkId) {
          this.meetings.set(login.accountId, { linkId, opener: login.id, guest: null, messages: new Map() });
        } else if (meeting.opener !== login.id) {
          throw new ApiError('conflict', 409);
        }
        this.#stir();
      },
      closeLink: async (token, linkId, numbersDiffer) => {
        const login = this.#auth.verify(token);
        const meeting = this.meetings.get(login.accountId);
        if (meeting?.linkId !== linkId) return;
        if (![meeting.opener, meeting.guest].includes(login.id)) throw new ApiError('forbidden', 403);
        if (numbersDiffer) this.#end(meeting);
        else this.forget(login.accountId);
      },
      putLinkMessage: async (token, linkId, number, sealed) => {
        const login = this.#auth.verify(token);
        const meeting = this.#meeting(login, linkId);
        if (meeting.numbersDiffer) throw new ApiError('numbers-differ', 404);
        this.#requireTurn(meeting, login, number);
        const stored = meeting.messages.get(number);
        if (stored && !equal(stored.sealed, sealed)) throw new ApiError('conflict', 409);
        meeting.messages.set(number, { sealed, userAgent: login.userAgent });
        this.#stir();
      },
      linkMessage: async (token, linkId, number) => {
        const login = this.#auth.verify(token);
        for (const giveUpAt = performance.now() + LONGEST_WAIT_MS; ;) {
          const meeting = this.#meeting(login, linkId);
          const reader = number % 2 === 0 ? meeting.guest : meeting.opener;
          if (reader !== login.id) throw new ApiError('forbidden', 403);
          if (meeting.numbersDiffer) throw new ApiError('numbers-differ', 404);
          const message = meeting.messages.get(number);
          if (message) {
            await this.before(number);
            return { ...message, sealed: this.swaps(number, message.sealed) };
          }
          if (performance.now() > giveUpAt) throw new ApiError('nothing-yet', 404);
          await this.#stirred();
        }
      },
    };
  }

  /** Kept to say why. */
  #end(meeting: Meeting): void {
    meeting.messages.clear();
    meeting.numbersDiffer = true;
    this.#stir();
  }

  /** As after ten minutes. */
  forget(accountId: string): void {
    this.meetings.delete(accountId);
    this.#stir();
  }

  #meeting({ accountId }: LoginSession, linkId: string): Meeting {
    const meeting = this.meetings.get(accountId);
    if (meeting?.linkId !== linkId) throw new ApiError('not-found', 404);
    return meeting;
  }

  #requireTurn(meeting: Meeting, login: LoginSession, number: number): void {
    const isOpener = meeting.opener === login.id;
    if (isOpener !== (number % 2 === 0)) throw new ApiError('forbidden', 403);
    if (isOpener || meeting.guest === login.id) return;
    if (number !== 1 || meeting.guest !== null) throw new ApiError('conflict', 409);
    if (this.#isListed(login)) throw new ApiError('forbidden', 403);
    meeting.guest = login.id;
  }

  #stir(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #stirred(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.add(resolve);
      setTimeout(resolve, LONGEST_WAIT_MS);
    });
  }
}
