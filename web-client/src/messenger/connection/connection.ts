import { Goodbye_Code, type Welcome } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import type { EndReason } from '../account/why-ended.ts';
import { Backoff } from '../kernel/backoff.ts';
import type { Connection as ConnectionView } from '../port.ts';
import { ApiError, type AuthApi } from '../ports/api.ts';
import type { Cancel, Clock, NetworkState, Random, Timers } from '../ports/platform.ts';
import type { RelaySockets } from '../ports/relay-socket.ts';
import type { Counters } from '../vault/counters.ts';
import type { ClientFrameCase, ServerFrameCase } from './frames.ts';
import { Link } from './link.ts';
import type { LoginKeeper } from './login.ts';

/** First pause after a lost connection, and the longest: friends should appear within half a minute. */
const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 30_000;
/** [F-13] A connection that held so long worked, also where much mail is still to come. */
const HELD_MS = 10_000;
/** After a frame that one side did not understand: something is wrong that a quick retry won't mend. */
const SLOW_RETRY_MS = 30_000;
/** Somebody who looks at the screen does not wait for a long pause to end, but no more often than this. */
const HURRY_EVERY_MS = 5_000;
/** [F-13] Close codes of the relay are 4000 + the code of its Goodbye. */
const CLOSE_CODE_BASE = 4000;
const CLOSED = {
  DISPLACED: CLOSE_CODE_BASE + Goodbye_Code.DISPLACED,
  LOGIN_ENDED: CLOSE_CODE_BASE + Goodbye_Code.LOGIN_ENDED,
  PROTOCOL_ERROR: CLOSE_CODE_BASE + Goodbye_Code.PROTOCOL_ERROR,
  RATE_LIMITED: CLOSE_CODE_BASE + Goodbye_Code.RATE_LIMITED,
  TICKET_INVALID: CLOSE_CODE_BASE + Goodbye_Code.TICKET_INVALID,
} as const;

export interface ConnectionEvents {
  /** Connected: the relay's limits and what it remembers of this device. */
  online(welcome: Welcome): void;
  frame(frame: ServerFrameCase): void;
  /** The relay has no socket for this device. @param isOver it says that the login has ended */
  refused(isOver: boolean): void;
  /** No longer connected; whatever was in flight is unanswered. */
  offline(): void;
  changed(): void;
  /** The login is over; why is not known yet: see {@link Connection.because}. */
  ended(): void;
}

export interface ConnectionDependencies {
  readonly auth: AuthApi;
  readonly sockets: RelaySockets;
  readonly login: LoginKeeper;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly network: NetworkState;
  readonly counters: Pick<Counters, 'current'>;
}

/** Keeps one link to the relay alive while it may: ticket, socket, Welcome; again after every loss. */
export class Connection {
  readonly #deps: ConnectionDependencies;
  readonly #events: ConnectionEvents;
  readonly #backoff: Backoff;
  #view: ConnectionView = { state: 'offline', retryAtMs: null };
  #link: Link | null = null;
  #online = false;
  #running = false;
  #attempt = 0;
  /** Whether the pause that runs is only patience; not when the other side asked for it. */
  #mayHurry = false;
  #hurriedAtMs = Number.NEGATIVE_INFINITY;
  /** The tabs that are looked at. */
  readonly #watching = new Set<string>();
  #cancelRetry: Cancel = () => undefined;
  #cancelHeld: Cancel = () => undefined;
  #unsubscribe: Cancel = () => undefined;

  constructor(deps: ConnectionDependencies, events: ConnectionEvents) {
    this.#deps = deps;
    this.#events = events;
    this.#backoff = new Backoff(BACKOFF_BASE_MS, BACKOFF_CAP_MS, deps.random);
  }

  get view(): ConnectionView {
    return this.#view;
  }

  get isOnline(): boolean {
    return this.#online;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#unsubscribe = this.#deps.network.onChange((online) => this.#networkChanged(online));
    this.#connect();
  }

  stop(): void {
    this.#running = false;
    this.#unsubscribe();
    this.#drop();
    this.#show({ state: 'offline', retryAtMs: null });
  }

  /** Tries at once, for example after a new login or when the user asks. */
  retryNow(): void {
    if (!this.#running || this.#online) return;
    this.#backoff.reset();
    this.#drop();
    this.#connect();
  }

  /** Only who comes to look does not wait: what opens and closes before somebody who is here adds no attempts. */
  looked(active: boolean, tab = ''): void {
    if (!active) this.#watching.delete(tab);
    else if (!this.#watching.has(tab)) {
      this.#watching.add(tab);
      this.hurry();
    }
  }

  /** Somebody looks: the pause after a lost connection ends. The next one is no shorter for it. */
  hurry(): void {
    const now = this.#deps.clock.now();
    if (this.#view.state !== 'offline' || this.#view.retryAtMs === null || !this.#mayHurry) return;
    if (Math.abs(now - this.#hurriedAtMs) < HURRY_EVERY_MS) return; // [S-11]
    this.#hurriedAtMs = now;
    this.#connect();
  }

  /** @returns false when there is no connection; the frame is then gone */
  send(frame: ClientFrameCase): boolean {
    if (!this.#online || !this.#link) return false;
    this.#link.send(frame);
    return true;
  }

  /** Why the login is over, if it still is. */
  because(reason: EndReason | null): void {
    if (reason && this.#view.state === 'signed-out') this.#show({ state: 'signed-out', reason });
  }

  bufferedBytes(): number {
    return this.#link?.bufferedBytes() ?? 0;
  }

  #networkChanged(online: boolean): void {
    // Going back by itself would push the other one out: only the user may ask for that.
    if (this.#view.state === 'offline' && this.#view.reason === 'displaced') return;
    if (online) return this.retryNow();
    this.#drop();
    this.#show({ state: 'offline', retryAtMs: null });
  }

  #connect(): void {
    const attempt = ++this.#attempt;
    this.#cancelRetry();
    if (this.#deps.login.ended) return this.#ended();
    this.#show({ state: 'connecting' });
    void this.#fetchTicket(attempt);
  }

  async #fetchTicket(attempt: number): Promise<void> {
    try {
      const ticket = await this.#deps.login.authorised((token) => this.#deps.auth.ticket(token));
      if (attempt === this.#attempt) this.#open(ticket);
    } catch (cause) {
      if (attempt === this.#attempt) this.#noTicket(cause);
    }
  }

  #open(ticket: string): void {
    const { sockets, timers, counters } = this.#deps;
    const link = new Link(sockets, ticket, timers, counters.current('send'), {
      welcome: (welcome) => this.#welcomed(welcome),
      frame: (frame) => this.#received(frame),
      closed: (code) => {
        if (this.#link === link) this.#lost(code);
      },
    });
    this.#link = link;
  }

  #welcomed(welcome: Welcome): void {
    this.#online = true;
    // Not yet: a relay whose store is away welcomes everybody, and sends them away.
    this.#cancelHeld = this.#deps.timers.after(HELD_MS, () => this.#backoff.reset());
    this.#show({ state: 'online' });
    this.#events.online(welcome);
  }

  #received(frame: ServerFrameCase): void {
    // The close code repeats it; taking it from here too survives proxies that swallow codes.
    if (frame.case === 'goodbye')
      return this.#lost(CLOSE_CODE_BASE + frame.value.code, frame.value.retryAfterMs);
    if (frame.case === 'drained') this.#backoff.reset();
    this.#events.frame(frame);
  }

  #noTicket(cause: unknown): void {
    if (cause instanceof ApiError && cause.code === 'login-ended') return this.#ended();
    this.#retryAfter(cause instanceof ApiError ? (cause.retryAfterMs ?? 0) : 0);
  }

  /** @param askedMs [F-14] how long the relay asks for */
  #lost(code: number, askedMs = 0): void {
    this.#drop();
    switch (code) {
      case CLOSED.DISPLACED:
        // Going back would displace the other one, for ever in turns: wait for the user.
        return this.#show({ state: 'offline', retryAtMs: null, reason: 'displaced' });
      case CLOSED.LOGIN_ENDED:
        this.#ended();
        return this.#events.refused(true);
      case CLOSED.TICKET_INVALID:
        this.#retryAfter(0);
        return this.#events.refused(false);
      case CLOSED.PROTOCOL_ERROR:
      case CLOSED.RATE_LIMITED:
        return this.#retryAfter(SLOW_RETRY_MS);
      default:
        return this.#retryAfter(askedMs);
    }
  }

  #ended(): void {
    this.#show({ state: 'signed-out' });
    this.#events.ended();
  }

  #retryAfter(atLeastMs: number): void {
    if (!this.#running) return;
    if (!this.#deps.network.online()) return this.#show({ state: 'offline', retryAtMs: null });
    const pauseMs = this.#backoff.next(atLeastMs);
    this.#mayHurry = atLeastMs === 0;
    this.#show({ state: 'offline', retryAtMs: this.#deps.clock.now() + pauseMs });
    this.#cancelRetry = this.#deps.timers.after(pauseMs, () => this.#connect());
  }

  #drop(): void {
    this.#attempt++;
    this.#cancelRetry();
    this.#cancelHeld();
    const link = this.#link;
    this.#link = null;
    link?.close();
    if (!this.#online) return;
    this.#online = false;
    this.#events.offline();
  }

  #show(view: ConnectionView): void {
    this.#view = view;
    this.#events.changed();
  }
}
