/**
 * The client without a browser, for whole-system tests: the same messenger, with storage in memory and the
 * `fetch` and `WebSocket` of Node.
 */
import { createWebCrypto } from '../crypto/webcrypto/index.ts';
import { createMessenger, type RunningMessenger } from '../messenger/create-messenger.ts';
import type { Store } from '../messenger/ports/store.ts';
import { emptyDisk, MemoryStore, type MemoryDisk } from '../storage/memory/memory-store.ts';
import { assumedNetwork, systemClock, systemRandom, systemTimers } from '../transport/browser/platform.ts';
import { soleHolder } from '../transport/browser/web-lock.ts';
import { cookieFetch, type CookieJar } from '../transport/rest/cookie-fetch.ts';
import { httpApi } from '../transport/rest/http-api.ts';
import { relayUrl, webSockets, type OpenWebSocket } from '../transport/socket/web-sockets.ts';

export { emptyDisk, MemoryStore, type MemoryDisk } from '../storage/memory/memory-store.ts';
export type { CookieJar } from '../transport/rest/cookie-fetch.ts';
export type { RunningMessenger } from '../messenger/create-messenger.ts';

export interface HeadlessOptions {
  /** Public origin of the gateway, for example `http://localhost:8080`. */
  readonly origin: string;
  /** What an earlier client left behind; a fresh profile by default. */
  readonly disk?: MemoryDisk;
  /** Its cookies: without them the next client is signed out. */
  readonly cookies?: CookieJar;
  /** Instead of memory. */
  readonly openStore?: () => Promise<Store>;
  readonly fetch?: typeof fetch;
  readonly openWebSocket?: OpenWebSocket;
}

/** One profile against running services. Two clients on the same disk must not run at the same time. */
export async function headlessMessenger(options: HeadlessOptions): Promise<RunningMessenger> {
  const { origin, disk = emptyDisk(), fetch = globalThis.fetch } = options;
  return createMessenger({
    openStore: options.openStore ?? (() => Promise.resolve(new MemoryStore(disk))),
    api: httpApi(origin, cookieFetch(origin, fetch, options.cookies)),
    sockets: webSockets(relayUrl(origin), options.openWebSocket ?? nodeSocket(origin)),
    crypto: await createWebCrypto(),
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    network: assumedNetwork,
    lock: soleHolder,
  });
}

/** Node's WebSocket takes headers in its second argument (undici); the relay's door wants an Origin. */
export function nodeSocket(origin: string): OpenWebSocket {
  type NodeWebSocket = new (
    url: string,
    options: { protocols: string[]; headers: Record<string, string> },
  ) => WebSocket;
  return (url, protocols) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- not in the DOM's types
    const Socket = WebSocket as unknown as NodeWebSocket;
    return new Socket(url, { protocols, headers: { origin } });
  };
}
