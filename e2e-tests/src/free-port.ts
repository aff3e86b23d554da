import net from 'node:net';

/** Where Linux takes the ports of outgoing connections from by default. */
const FIRST_OUTGOING_PORT = 32_768;
const FIRST_PORT = 12_000;
const ATTEMPTS = 50;

/** A port of the loopback interface that nobody listens to now. */
export async function freePort(): Promise<number> {
  const port = await listenOnce(0);
  if (port === undefined) throw new Error('no port was given');
  return port;
}

/**
 * The same, of those that no outgoing connection takes: whoever listens there can be killed and started again
 * while clients knock in vain, and none of them is given that very port, or connects to itself.
 */
export async function lastingPort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const wanted = FIRST_PORT + Math.floor(Math.random() * (FIRST_OUTGOING_PORT - FIRST_PORT));
    const port = await listenOnce(wanted);
    if (port !== undefined) return port;
  }
  throw new Error('no port is free');
}

/** Listens and ends at once. @returns undefined when somebody listens there */
async function listenOnce(wanted: number): Promise<number | undefined> {
  const server = net.createServer();
  const listens = await new Promise<boolean>((done) => {
    server.once('error', () => done(false));
    server.listen(wanted, '127.0.0.1', () => done(true));
  });
  if (!listens) return undefined;
  const address = server.address();
  await new Promise<void>((closed) => server.close(() => closed()));
  return address === null || typeof address === 'string' ? undefined : address.port;
}
