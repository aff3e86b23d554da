import { randomBytes } from 'node:crypto';
import net from 'node:net';
import { frameAt, payloadOf } from '../websocket-frames.ts';

/** An upgrade that takes longer than this is given up: the relay may stand still. */
const OPEN_WITHIN_MS = 10_000;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const HEAD_END = '\r\n\r\n';

export interface SocketEvents {
  /** The upgrade was granted. */
  opened: () => void;
  message: (payload: Buffer) => void;
  /** Once, whatever the reason. @param askedMs how long the relay asks to be left alone */
  closed: (why: string, askedMs: number) => void;
}

/**
 * A WebSocket of RFC 6455 that is as unreliable as asked: it can be reset without a word, and it can stop
 * reading. Only what a device of the relay needs; ten thousand of them fit into one process.
 */
export class RawSocket {
  private readonly socket: net.Socket;
  private readonly events: SocketEvents;
  private pending: Buffer = Buffer.alloc(0);
  private upgraded = false;
  private closing = false;
  private over = false;

  constructor(port: number, ticket: string, events: SocketEvents, localAddress?: string) {
    this.events = events;
    this.socket = net.connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    this.socket.setTimeout(OPEN_WITHIN_MS, () => this.reset('no upgrade in time'));
    this.socket.on('connect', () => this.socket.write(upgradeRequest(port, ticket)));
    this.socket.on('data', (chunk: Buffer) => this.read(chunk));
    this.socket.on('error', (error) => this.end(error.message));
    this.socket.on('close', () => this.end('closed'));
  }

  get isOpen(): boolean {
    return this.upgraded && !this.closing && !this.over;
  }

  /** Sends one binary message. */
  send(payload: Uint8Array): void {
    if (this.isOpen) this.socket.write(maskedFrame(BINARY, payload));
  }

  /** Reads no more, while the connection stays open: TCP tells the other side when the buffers are full. */
  stopReading(): void {
    this.socket.pause();
  }

  readAgain(): void {
    this.socket.resume();
  }

  /** Breaks off at once with a TCP reset: what was written and not yet sent is lost. */
  reset(why = 'reset'): void {
    this.end(why);
    this.socket.resetAndDestroy();
  }

  /** Leaves as a browser does. */
  close(): void {
    if (this.isOpen) this.socket.end(maskedFrame(CLOSE, Buffer.from([0x03, 0xe8])));
    else this.reset('given up');
  }

  private answersClose(payload: Buffer): void {
    this.closing = true;
    this.socket.end(maskedFrame(CLOSE, payload.subarray(0, 2)));
  }

  private end(why: string, askedMs = 0): void {
    if (this.over) return;
    this.over = true;
    this.pending = Buffer.alloc(0);
    this.events.closed(why, askedMs);
  }

  private read(chunk: Buffer): void {
    if (this.over) return;
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    if (!this.upgraded && !this.readHead()) return;
    let at = 0;
    for (;;) {
      const place = frameAt(this.pending, at);
      if (place === undefined || place.end > this.pending.length) break;
      const opcode = this.pending[at]! & 0x0f;
      const payload = payloadOf(this.pending, place);
      at = place.end;
      if (opcode === BINARY) this.events.message(payload);
      else if (opcode === PING) this.socket.write(maskedFrame(0x0a, payload));
      else if (opcode === CLOSE && !this.closing) this.answersClose(payload);
      if (this.over) return;
    }
    this.pending = Buffer.from(this.pending.subarray(at));
  }

  private readHead(): boolean {
    const end = this.pending.indexOf(HEAD_END);
    if (end < 0) return false;
    const head = this.pending.toString('latin1', 0, end);
    const status = head.slice(9, 12);
    this.pending = this.pending.subarray(end + HEAD_END.length);
    if (status !== '101') {
      // The header has whole seconds: whoever went by it alone would come with all others of that second.
      const exact = /"retryAfterMs":(\d+)/.exec(this.pending.toString('latin1'))?.[1];
      const seconds = /^retry-after: (\d+)/im.exec(head)?.[1] ?? 0;
      this.end(`refused with ${status}`, exact === undefined ? 1_000 * Number(seconds) : Number(exact));
      this.socket.destroy();
      return false;
    }
    this.upgraded = true;
    this.socket.setTimeout(0);
    this.events.opened();
    return true;
  }
}

function upgradeRequest(port: number, ticket: string): string {
  return [
    'GET /ws HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    `Sec-WebSocket-Protocol: tacet.v1, ${ticket}`,
    '\r\n',
  ].join('\r\n');
}

/** The mask is zero, which RFC 6455 allows to parse: it protects proxies from browsers, and here is neither. */
function maskedFrame(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const frame = Buffer.alloc(2 + extended + 4 + length);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (extended === 0 ? length : extended === 2 ? 126 : 127);
  if (extended === 2) frame.writeUInt16BE(length, 2);
  if (extended === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.set(payload, 2 + extended + 4);
  return frame;
}
