import type { Messenger } from '../messenger/port.ts';
import { trustedWorkerUrls } from './trusted-urls.ts';
// oxlint-disable-next-line import/default -- Vite makes the default export of `?url` imports
import workerUrl from './worker/messenger-worker.ts?worker&url';
import type { CommandMessage, WorkerMessage } from './worker/messages.ts';
import { messengerProxy } from './worker/proxy.ts';

/** Built beside the page under a fixed name: its address must not change, or old ones would never update. */
const SERVICE_WORKER_URL = '/service-worker.js';

export interface Started {
  readonly messenger: Messenger;
  /** False when this browser does not keep the client: it will not open without a network. */
  readonly kept: Promise<boolean>;
}

/**
 * Starts the messenger in its worker, and keeps the client itself for the time without network.
 *
 * Call once, from `main.ts`.
 */
export function startMessenger(): Started {
  const trusted = trustedWorkerUrls([workerUrl, SERVICE_WORKER_URL]);
  const worker = new Worker(trusted(workerUrl), { type: 'module', name: 'tacet-messenger' });
  // In development nothing is kept on purpose.
  const kept = import.meta.env.PROD ? registerServiceWorker(trusted) : Promise.resolve(true);
  const messenger = messengerProxy({
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
    post: (message: CommandMessage) => worker.postMessage(message),
    onMessage: (listener) =>
      worker.addEventListener('message', (event: MessageEvent<WorkerMessage>) => listener(event.data)),
  });
  return { messenger, kept };
}

async function registerServiceWorker(trusted: (url: string) => string): Promise<boolean> {
  // Absent in some private windows.
  if (!('serviceWorker' in navigator)) return false;
  // After the page is usable: its download must not compete with the first screen.
  if (document.readyState !== 'complete') {
    await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
  }
  try {
    await navigator.serviceWorker.register(trusted(SERVICE_WORKER_URL));
    return true;
  } catch {
    return false;
  }
}
