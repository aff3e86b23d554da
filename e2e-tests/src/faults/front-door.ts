import net from 'node:net';

const ATTEMPT_MS = 2_000;

/**
 * Stands for the load balancer before several gateways: each connection goes to the next one that takes it, and breaks
 * off with it.
 */
export class FrontDoor {
  private readonly server: net.Server;
  private readonly sockets = new Set<net.Socket>();
  readonly port: number;
  private readonly gateways: () => readonly number[];
  private turn = 0;

  private constructor(port: number, gateways: () => readonly number[]) {
    this.port = port;
    this.gateways = gateways;
    this.server = net.createServer((socket) => void this.lead(socket));
  }

  /** @param gateways their ports */
  static async open(port: number, gateways: () => readonly number[]): Promise<FrontDoor> {
    const door = new FrontDoor(port, gateways);
    await new Promise<void>((ready, failed) => {
      door.server.once('error', failed);
      door.server.listen(port, '127.0.0.1', ready);
    });
    return door;
  }

  dispose(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private async lead(outer: net.Socket): Promise<void> {
    this.keep(outer);
    outer.pause();
    const ports = this.gateways();
    this.turn += 1;
    for (let i = 0; i < ports.length; i++) {
      const inner = await connected(ports[(this.turn + i) % ports.length]!);
      if (inner === undefined) continue;
      this.keep(inner);
      outer.pipe(inner);
      inner.pipe(outer);
      outer.once('close', () => inner.destroy());
      inner.once('close', () => outer.destroy());
      if (outer.destroyed) inner.destroy();
      return;
    }
    outer.destroy();
  }

  private keep(socket: net.Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.sockets.delete(socket));
  }
}

function connected(port: number): Promise<net.Socket | undefined> {
  return new Promise((done) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.setTimeout(ATTEMPT_MS, () => socket.destroy());
    socket.once('connect', () => {
      socket.setTimeout(0);
      done(socket);
    });
    socket.once('error', () => done(undefined));
    socket.once('close', () => done(undefined));
  });
}
