import type { Messenger } from '../messenger/port.ts';
import { trustedWorkerUrls } from './trusted-urls.ts';
// oxlint-disable-next-line import/default -- Vite makes the default export of `?url` imports
import workerUrl from './worker/messenger-worker.ts?worker&url';
import type { CommandMessage, WorkerMessage } from './worker/messages.ts';
import { messengerProxy } from './worker/proxy.ts';

/** Built beside the page under a fixed name: its address must not change, or old ones would never update. */
const SERVICE_WORKER_URL = '/service-worker.js';

/**
 * Starts the messenger in its worker, and keeps the client itself for the time without network.
 *
 * Call once, from `main.ts`.
 */
export function startMessenger(): Messenger {
  const trusted = trustedWorkerUrls([workerUrl, SERVICE_WORKER_URL]);
  const worker = new Worker(trusted(workerUrl), { type: 'module', name: 'tacet-messenger' });
  if (import.meta.env.PROD) registerServiceWorker(trusted);
  return messengerProxy({
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
    post: (message: CommandMessage) => worker.postMessage(message),
    onMessage: (listener) =>
      worker.addEventListener('message', (event: MessageEvent<WorkerMessage>) => listener(event.data)),
  });
}

function registerServiceWorker(trusted: (url: string) => string): void {
  if (!('serviceWorker' in navigator)) return;
  const register = () => {
    // Without it the client works all the same, only not without network: nothing to tell anybody.
    navigator.serviceWorker.register(trusted(SERVICE_WORKER_URL)).catch(() => undefined);
  };
  // After the page is usable: its download must not compete with the first screen.
  if (document.readyState === 'complete') register();
  else addEventListener('load', register, { once: true });
}
