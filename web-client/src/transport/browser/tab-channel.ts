import type { TabChannel } from '../../messenger/ports/platform.ts';

const PREFIX = 'tacet-tab-';

/** {@link TabChannel} over a BroadcastChannel. */
export function tabChannel(name: string): TabChannel {
  const channel = new BroadcastChannel(PREFIX + name);
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel reaches its own origin only
    tell: (message) => channel.postMessage(message),
    hear: (listener) =>
      channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => listener(data)),
    close: () => channel.close(),
  };
}
