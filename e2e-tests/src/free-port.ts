import net from 'node:net';

/** Where Linux takes the ports of outgoing connections from by default. */
const FIRST_OUTGOING_PORT = 32_768;
const FIRST_PORT = 12_000;
const ATTEMPTS = 50;

/**
 * A port of the loopback interface that nobody listens on now, of those that no outgoing connection takes: whoever
 * listens there may come late, or be killed and started again while clients knock in vain, and none of them is given
 * that very port, or connects to itself.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const wanted = FIRST_PORT + Math.floor(Math.random() * (FIRST_OUTGOING_PORT - FIRST_PORT));
    if (await canListen(wanted)) return wanted;
  }
  throw new Error('no port is free');
}

async function canListen(port: number): Promise<boolean> {
  const server = net.createServer();
  const listens = await new Promise<boolean>((done) => {
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => done(true));
  });
  if (listens) await new Promise<void>((closed) => server.close(() => closed()));
  return listens;
}
