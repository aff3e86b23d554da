import type { Welcome } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import type { Cancel, Timers } from '../ports/platform.ts';
import type { RelaySocket, RelaySockets } from '../ports/relay-socket.ts';
import { decodeFrame, encodeFrame, type ClientFrameCase, type ServerFrameCase } from './frames.ts';

/** The relay says Welcome within this time after the socket was asked for, or we try another. */
const WELCOME_TIMEOUT_MS = 15_000;
/** [F-12] The part of the ping interval that passes between two pings: one may come late, or get lost. */
const PING_AFTER = 0.8;
/** [F-12] A relay of which nothing was heard between so many pings is gone: silent for 2.4 intervals at most. */
const SILENT_PINGS = 2;

/**
 * How far ahead of this device `Welcome.last_send_counter` may be: more than it sends between a copy of the profile and
 * its restoring. Whoever says more could use up the 53 bits of the counter, after which nothing could ever be sent.
 */
const FURTHEST_AHEAD = 2n ** 32n;
/**
 * [F-2] A relay whose frames are smaller could have every message cut to crumbs, without end where the header of a message
 * to a full group, about 6,000 bytes, does not leave room for anything. Ours say 65,536.
 */
const SMALLEST_FRAME_BYTES = 16_384;
/** [F-2] As much mail as is held in memory at once, of at most 64 kB each. Ours say 256. */
const MOST_UNACKNOWLEDGED = 4_096;

export interface LinkEvents {
  welcome(welcome: Welcome): void;
  frame(frame: ServerFrameCase): void;
  /** Last call, exactly once. */
  closed(code: number): void;
}

/** One socket from its ticket to its end: Welcome first, pings while it lives. */
export class Link {
  readonly #timers: Timers;
  readonly #events: LinkEvents;
  readonly #socket: RelaySocket;
  readonly #furthest: bigint;
  #cancelTimer: Cancel;
  #welcomed = false;
  #heard = true;
  #silent = 0;
  #pings = 0n;
  #closed = false;

  /** @param sent `send_counter` of the newest envelope of this device */
  constructor(sockets: RelaySockets, ticket: string, timers: Timers, sent: number, events: LinkEvents) {
    this.#timers = timers;
    this.#furthest = BigInt(sent) + FURTHEST_AHEAD;
    this.#events = events;
    this.#cancelTimer = timers.after(WELCOME_TIMEOUT_MS, () => this.close());
    this.#socket = sockets.open(ticket, {
      opened: () => undefined,
      frame: (bytes) => this.#received(bytes),
      closed: (code) => this.#ended(code),
    });
  }

  send(frame: ClientFrameCase): void {
    this.#socket.send(encodeFrame(frame));
  }

  bufferedBytes(): number {
    return this.#socket.bufferedBytes();
  }

  /** Ends the socket; `closed` is called at once, a peer that does not answer is not waited for. */
  close(): void {
    this.#socket.close();
    this.#ended(1000);
  }

  #received(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#closed) return;
    this.#heard = true;
    const frame = decodeFrame(bytes);
    if (frame === undefined) return this.close();
    if (frame.case === 'welcome') this.#welcome(frame.value);
    else if (!this.#welcomed && frame.case !== 'goodbye') this.close(); // [F-2] [F-14]
    else if (frame.case !== 'pong') this.#events.frame(frame);
  }

  #welcome(welcome: Welcome): void {
    const impossible =
      welcome.lastSendCounter > this.#furthest ||
      welcome.maxFrameBytes < SMALLEST_FRAME_BYTES ||
      welcome.deliveryWindow > MOST_UNACKNOWLEDGED;
    if (this.#welcomed || impossible) return this.close();
    this.#welcomed = true;
    this.#cancelTimer();
    this.#pingEvery(Math.max(1_000, welcome.pingIntervalMs * PING_AFTER));
    this.#events.welcome(welcome);
  }

  #pingEvery(intervalMs: number): void {
    if (this.#closed) return;
    this.#cancelTimer = this.#timers.after(intervalMs, () => {
      this.#silent = this.#heard ? 0 : this.#silent + 1;
      this.#heard = false;
      if (this.#silent >= SILENT_PINGS) return this.close();
      this.send({ case: 'ping', value: { $typeName: 'tacet.relay.v1.Ping', nonce: ++this.#pings } });
      this.#pingEvery(intervalMs);
    });
  }

  #ended(code: number): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTimer();
    this.#events.closed(code);
  }
}
