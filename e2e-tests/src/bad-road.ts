import { lots, type Lots } from './lots.ts';
import type net from 'node:net';
import type { Road } from './network.ts';
import { frameAt, payloadOf, type FramePlace } from './websocket-frames.ts';

/** How often, of a thousand frames, something happens to one. */
export interface Odds {
  readonly duplicated: number;
  /** Comes after the next one. */
  readonly overtaken: number;
  /** Gone, and soon after it the connection: a socket does not lose bytes and live. */
  readonly lost: number;
}

export const ROUGH: Odds = { duplicated: 30, overtaken: 30, lost: 5 };

/** How long a frame is held for another to overtake it, and how long a connection outlives a lost frame. */
const MOMENT_MS = 25;

/**
 * A road with a hostile relay on it, so to speak: frames of the WebSocket between a device and the relay are
 * duplicated, overtaken and lost. Everything that is not one of them (HTTP, pings, closing) passes as it is.
 *
 * @param seed the same seed draws the same lots; what they hit depends on timing
 */
export function badRoad(seed: number, odds: Odds = ROUGH): Road {
  const draw = lots(seed);
  return (client, upstream) => {
    const cut = (): void => {
      setTimeout(() => client.destroy(), MOMENT_MS).unref();
    };
    forward(client, upstream, DEVICE_FRAMES, { draw, odds, cut });
    forward(upstream, client, RELAY_FRAMES, { draw, odds, cut });
  };
}

/** First byte of a protobuf frame: number of the field in the `oneof`, length-delimited. */
const tag = (field: number): number => (field << 3) | 2;
/** `Send`, `Ack` of `ClientFrame`. */
const DEVICE_FRAMES: ReadonlySet<number> = new Set([tag(1), tag(2)]);
/** `Accepted`, `Deliver` of `ServerFrame`. */
const RELAY_FRAMES: ReadonlySet<number> = new Set([tag(2), tag(5)]);

interface Mischief {
  /** 0 to 999. */
  readonly draw: Lots;
  readonly odds: Odds;
  readonly cut: () => void;
}

function forward(from: net.Socket, to: net.Socket, targets: ReadonlySet<number>, mischief: Mischief): void {
  const { draw, odds, cut } = mischief;
  const frames = new Frames();
  let held: Buffer | undefined;
  const release = (): void => {
    if (held !== undefined && to.writable) to.write(held);
    held = undefined;
  };
  from.on('data', (chunk: Buffer) => {
    for (const { bytes, firstByte } of frames.push(chunk)) {
      const lot = firstByte !== undefined && targets.has(firstByte) ? draw(1_000) : 1_000;
      if (lot < odds.lost) {
        cut();
        continue;
      }
      if (lot < odds.lost + odds.overtaken && held === undefined) {
        held = bytes;
        setTimeout(release, MOMENT_MS).unref();
        continue;
      }
      to.write(bytes);
      if (lot >= 1_000 - odds.duplicated && lot < 1_000) to.write(bytes);
      release();
    }
  });
  from.on('end', () => to.end());
}

interface Piece {
  readonly bytes: Buffer;
  /** Of the payload of an unfragmented binary WebSocket message; undefined for everything else. */
  readonly firstByte?: number;
}

/** Cuts a stream into WebSocket frames (RFC 6455, 5.2) once it was upgraded; before, it lets everything pass. */
class Frames {
  private state: 'head' | 'plain' | 'frames' = 'head';
  private rest: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): Piece[] {
    if (this.state === 'plain') return [{ bytes: chunk }];
    this.rest = Buffer.concat([this.rest, chunk]);
    return this.state === 'head' ? this.head() : this.frames();
  }

  private head(): Piece[] {
    const end = this.rest.indexOf('\r\n\r\n');
    if (end < 0) return [];
    const upgrade = /^upgrade: *websocket/im.test(this.rest.subarray(0, end).toString('latin1'));
    this.state = upgrade ? 'frames' : 'plain';
    const bytes = this.rest.subarray(0, upgrade ? end + 4 : undefined);
    this.rest = this.rest.subarray(bytes.length);
    return [{ bytes }, ...(upgrade ? this.frames() : [])];
  }

  private frames(): Piece[] {
    const pieces: Piece[] = [];
    for (
      let place = frameAt(this.rest, 0);
      place !== undefined && place.end <= this.rest.length;
      place = frameAt(this.rest, 0)
    ) {
      pieces.push(piece(this.rest.subarray(0, place.end), place));
      this.rest = this.rest.subarray(place.end);
    }
    return pieces;
  }
}

function piece(bytes: Buffer, place: FramePlace): Piece {
  const wholeBinary = bytes[0] === 0x82;
  const firstByte = wholeBinary ? payloadOf(bytes, place)[0] : undefined;
  return firstByte === undefined ? { bytes } : { bytes, firstByte };
}
