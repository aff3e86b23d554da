import net from 'node:net';

/** An answer of Redis: text, number, nothing, or a list of answers. */
export type Answer = string | number | null | Answer[];

/** Sends commands over a connection of its own, all in one write, and gives the answers. An error in one of them throws. */
export async function askRedis(port: number, commands: readonly (readonly string[])[]): Promise<Answer[]> {
  const socket = net.connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  socket.setTimeout(10_000, () => socket.destroy(new Error('Redis is silent')));
  const chunks: Buffer[] = [];
  try {
    return await new Promise<Answer[]>((resolve, reject) => {
      let wanted = 1024;
      let received = 0;
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('Redis closed the connection')));
      socket.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        received += chunk.length;
        // Parsing anew from the beginning is cheap when it happens at doubled sizes, or at the end.
        if (received < wanted && chunk.length >= 65_536) return;
        wanted = received * 2;
        try {
          const answers = parse(Buffer.concat(chunks), commands.length);
          if (answers !== undefined) resolve(answers);
        } catch (failure) {
          reject(failure instanceof Error ? failure : new Error('unreadable'));
        }
      });
      socket.write(commands.map(encode).join(''));
    });
  } finally {
    socket.destroy();
  }
}

function encode(command: readonly string[]): string {
  const parts = command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`);
  return `*${command.length}\r\n${parts.join('')}`;
}

/** The first `count` answers; undefined while there are fewer. */
function parse(bytes: Buffer, count: number): Answer[] | undefined {
  const reader = new Reader(bytes);
  const answers: Answer[] = [];
  try {
    while (answers.length < count) answers.push(reader.next());
    return answers;
  } catch (failure) {
    if (failure instanceof Incomplete) return undefined;
    throw failure;
  }
}

class Incomplete extends Error {}

class Reader {
  private at = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  next(): Answer {
    const line = this.line();
    const kind = line.slice(0, 1);
    const rest = line.slice(1);
    if (kind === '+') return rest;
    if (kind === ':') return Number(rest);
    if (kind === '$') return Number(rest) < 0 ? null : this.bulk(Number(rest));
    if (kind === '*') {
      return Number(rest) < 0 ? null : Array.from({ length: Number(rest) }, () => this.next());
    }
    throw new Error(`Redis answered ${line}`);
  }

  private line(): string {
    const end = this.bytes.indexOf('\r\n', this.at);
    if (end < 0) throw new Incomplete();
    const line = this.bytes.toString('latin1', this.at, end);
    this.at = end + 2;
    return line;
  }

  private bulk(length: number): string {
    const end = this.at + length;
    if (end + 2 > this.bytes.length) throw new Incomplete();
    const text = this.bytes.toString('latin1', this.at, end);
    this.at = end + 2;
    return text;
  }
}
