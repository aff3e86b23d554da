/** Entry of the dedicated worker: everything that touches keys, storage and the network runs here. */
import { createWebCrypto } from '../../crypto/webcrypto/index.ts';
import { createMessenger } from '../../messenger/create-messenger.ts';
import { openIndexedDbStore } from '../../storage/indexeddb/indexeddb-store.ts';
import { browserNetwork, systemClock, systemRandom, systemTimers } from '../../transport/browser/platform.ts';
import { tabChannel } from '../../transport/browser/tab-channel.ts';
import { webLock } from '../../transport/browser/web-lock.ts';
import { httpApi } from '../../transport/rest/http-api.ts';
import { relayUrl, webSockets } from '../../transport/socket/web-sockets.ts';
import type { CommandMessage, WorkerMessage } from './messages.ts';
import { serve } from './serve.ts';

/** Commands that come while the cryptography is being set up wait here instead of being lost. */
const early: MessageEvent<CommandMessage>[] = [];
const keep = (event: MessageEvent<CommandMessage>) => void early.push(event);
addEventListener('message', keep);

// No await at the top level: what is loaded late could not share this chunk, and would split the first load in two.
void begin();

async function begin(): Promise<void> {
  const messenger = createMessenger({
    openStore: () => openIndexedDbStore(navigator.storage),
    api: httpApi('', (url, init) => fetch(url, init)),
    sockets: webSockets(relayUrl(location.origin)),
    crypto: await createWebCrypto(),
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    network: browserNetwork,
    lock: webLock(navigator.locks),
    ...('BroadcastChannel' in globalThis && {
      tabs: {
        open: tabChannel,
        // The file's name carries its digest.
        build: import.meta.url,
        lockOf: (tab: string) => webLock(navigator.locks, `tacet-tab-${tab}`),
      },
    }),
  });
  serve(messenger, {
    // A worker's messages have no target origin: they go to the page that made it.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    post: (message: WorkerMessage) => postMessage(message),
    onMessage: (listener) => {
      removeEventListener('message', keep);
      addEventListener('message', (event: MessageEvent<CommandMessage>) => listener(event.data));
      for (const event of early.splice(0)) listener(event.data);
    },
  });
}
