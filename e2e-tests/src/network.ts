import net from 'node:net';
import { Transform } from 'node:stream';
import { frameAt, payloadOf } from './websocket-frames.ts';

/**
 * One person's way to the server: a TCP forwarder on its own loopback address. It can be cut and
 * mended (sockets die as they do when a train enters a tunnel), and it keeps every byte that went through it.
 *
 * Browsers reach it because each is started with its own address for `localhost`, so all of them
 * share one origin, as people do.
 */
export class PersonalNetwork {
  readonly address: string;
  private readonly port: number;
  private readonly sockets = new Set<net.Socket>();
  private readonly recorded: Recording[] = [];
  private readonly road: Road;
  private server: net.Server | undefined;

  private constructor(address: string, port: number, road: Road) {
    this.address = address;
    this.port = port;
    this.road = road;
  }

  static async open(address: string, port: number, road: Road = goodRoad): Promise<PersonalNetwork> {
    const network = new PersonalNetwork(address, port, road);
    await network.mend();
    return network;
  }

  /** A page of the server as this person's browser reaches it. */
  url(path: string): string {
    return `http://${this.address}:${this.port}${path}`;
  }

  /** Cuts every connection and refuses new ones. */
  async cut(): Promise<void> {
    const server = this.server;
    if (server === undefined) return;
    this.server = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  async mend(): Promise<void> {
    if (this.server !== undefined) return;
    const server = net.createServer((client) => this.forward(client));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, this.address, resolve);
    });
    this.server = server;
  }

  /** Everything the client sent, one entry per connection, with WebSocket masking undone. */
  received(): Buffer[] {
    return this.recorded.map(({ sent }) => readable(Buffer.concat(sent)));
  }

  /** Everything the client was sent, one entry per connection. */
  answered(): Buffer[] {
    return this.recorded.map(({ answers }) => Buffer.concat(answers));
  }

  /** How many envelopes the relay has handed to the client, those it handed twice counted twice. */
  delivered(): number {
    return this.answered().reduce((count, bytes) => count + deliveriesIn(bytes), 0);
  }

  private forward(client: net.Socket): void {
    const recording: Recording = { sent: [], answers: [] };
    this.recorded.push(recording);
    const upstream = net.connect(this.port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    }
    client.on('data', (chunk) => recording.sent.push(chunk));
    upstream.on('data', (chunk) => recording.answers.push(chunk));
    this.road(client, upstream);
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }
}

/** How bytes get from a client to the server and back. */
export type Road = (client: net.Socket, upstream: net.Socket) => void;

function goodRoad(client: net.Socket, upstream: net.Socket): void {
  client.pipe(upstream).pipe(client);
}

/** At its end is a proxy that says of the first request of each connection, sockets among them, where it comes from. */
export function roadFrom(address: string): Road {
  return (client, upstream) => {
    let said = false;
    const proxy = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        const line = said ? 0 : chunk.indexOf('\r\n') + 2;
        const header = said ? '' : `X-Forwarded-For: ${address}\r\n`;
        said = true;
        done(null, Buffer.concat([chunk.subarray(0, line), Buffer.from(header), chunk.subarray(line)]));
      },
    });
    client.pipe(proxy).pipe(upstream).pipe(client);
  };
}

interface Recording {
  readonly sent: Buffer[];
  readonly answers: Buffer[];
}

/** First byte of a `ServerFrame` that is a `Deliver`: field 5, length-delimited. */
const DELIVER = (5 << 3) | 2;

/** Of what the relay answered on one connection; 0 where it is no WebSocket. */
function deliveriesIn(bytes: Buffer): number {
  const head = bytes.indexOf('\r\n\r\n');
  if (head < 0 || !/^upgrade: *websocket/im.test(bytes.subarray(0, head).toString('latin1'))) return 0;
  let count = 0;
  let at = head + 4;
  for (let frame = frameAt(bytes, at); frame !== undefined; frame = frameAt(bytes, at)) {
    if (payloadOf(bytes, frame)[0] === DELIVER) count += 1;
    at = frame.end;
  }
  return count;
}

/** HTTP as it is; after an upgrade, the client's frames (RFC 6455 section 5.2) unmasked. */
export function readable(bytes: Buffer): Buffer {
  const upgrade = bytes
    .subarray(0, 16_384)
    .toString('latin1')
    .search(/^upgrade: *websocket/im);
  if (upgrade < 0) return bytes;
  const end = bytes.indexOf('\r\n\r\n', upgrade);
  if (end < 0) return bytes;
  const parts = [bytes.subarray(0, end + 4)];
  let at = end + 4;
  for (let frame = frameAt(bytes, at); frame !== undefined; frame = frameAt(bytes, at)) {
    parts.push(payloadOf(bytes, frame));
    at = frame.end;
  }
  return Buffer.concat(parts);
}
