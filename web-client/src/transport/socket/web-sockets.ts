import type { RelaySocket, RelaySockets } from '../../messenger/ports/relay-socket.ts';

/** Subprotocol that the relay echoes; the ticket travels as the second one and is never echoed. */
const SUBPROTOCOL = 'tacet.v1';

/** Makes a WebSocket; a headless client adds the Origin header that a browser sends by itself. */
export type OpenWebSocket = (url: string, protocols: string[]) => WebSocket;

const browserSocket: OpenWebSocket = (url, protocols) => new WebSocket(url, protocols);

/** @param url `ws:` or `wss:` address of the relay behind the gateway */
export function webSockets(url: string, open: OpenWebSocket = browserSocket): RelaySockets {
  return {
    open(ticket, events): RelaySocket {
      const socket = open(url, [SUBPROTOCOL, ticket]);
      socket.binaryType = 'arraybuffer';
      socket.addEventListener('open', () => events.opened());
      socket.addEventListener('message', (event: MessageEvent<unknown>) => {
        // Text frames do not exist in this protocol; an empty frame is refused where it is decoded.
        events.frame(event.data instanceof ArrayBuffer ? new Uint8Array(event.data) : new Uint8Array());
      });
      socket.addEventListener('close', (event) => events.closed(event.code));
      return {
        send: (frame) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(frame);
        },
        bufferedBytes: () => socket.bufferedAmount,
        close: () => socket.close(),
      };
    },
  };
}

/** The relay's address for a page or gateway at `origin`. */
export function relayUrl(origin: string): string {
  return `${origin.replace(/^http/, 'ws')}/ws`;
}
