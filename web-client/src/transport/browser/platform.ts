import type { Clock, NetworkState, Random, Timers } from '../../messenger/ports/platform.ts';

export const systemClock: Clock = { now: () => Date.now() };

export const systemTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

export const systemRandom: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  fraction: () => Math.random(),
};

/** `navigator.onLine` and its events, in a page or a worker. */
export const browserNetwork: NetworkState = {
  online: () => navigator.onLine,
  onChange(listener) {
    const online = () => listener(true);
    const offline = () => listener(false);
    globalThis.addEventListener('online', online);
    globalThis.addEventListener('offline', offline);
    return () => {
      globalThis.removeEventListener('online', online);
      globalThis.removeEventListener('offline', offline);
    };
  },
};

/** Where nothing tells: always taken for connected, failures speak for themselves. */
export const assumedNetwork: NetworkState = { online: () => true, onChange: () => () => undefined };
