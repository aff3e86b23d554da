import net from 'node:net';

/**
 * One person's way to the server: a TCP forwarder on its own loopback address. It can be cut and
 * mended (sockets die as they do when a train enters a tunnel), and it keeps every byte the client sent.
 *
 * Browsers reach it because each is started with its own address for `localhost`, so all of them
 * share one origin, as people do.
 */
export class PersonalNetwork {
  readonly address: string;
  private readonly port: number;
  private readonly sockets = new Set<net.Socket>();
  private readonly recorded: Recording[] = [];
  private server: net.Server | undefined;

  private constructor(address: string, port: number) {
    this.address = address;
    this.port = port;
  }

  static async open(address: string, port: number): Promise<PersonalNetwork> {
    const network = new PersonalNetwork(address, port);
    await network.mend();
    return network;
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
    return this.recorded.map((recording) => readable(Buffer.concat(recording.chunks)));
  }

  private forward(client: net.Socket): void {
    const recording: Recording = { chunks: [] };
    this.recorded.push(recording);
    const upstream = net.connect(this.port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    }
    client.on('data', (chunk) => recording.chunks.push(chunk));
    client.pipe(upstream).pipe(client);
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }
}

interface Recording {
  readonly chunks: Buffer[];
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
  while (at + 2 <= bytes.length) {
    const frame = unmask(bytes, at);
    if (frame === undefined) break;
    parts.push(frame.payload);
    at = frame.end;
  }
  return Buffer.concat(parts);
}

function unmask(bytes: Buffer, at: number): { payload: Buffer; end: number } | undefined {
  const short = bytes[at + 1]! & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const maskAt = at + 2 + extended;
  if (maskAt + 4 > bytes.length) return undefined;
  const length =
    extended === 0
      ? short
      : extended === 2
        ? bytes.readUInt16BE(at + 2)
        : Number(bytes.readBigUInt64BE(at + 2));
  const start = maskAt + 4;
  const end = Math.min(start + length, bytes.length);
  const payload = Buffer.from(bytes.subarray(start, end));
  for (let i = 0; i < payload.length; i++) payload[i]! ^= bytes[maskAt + (i % 4)]!;
  return { payload, end };
}
