/** One WebSocket to the relay, as the messenger needs it: whole binary frames in both directions. */

export interface RelaySocketEvents {
  /** The socket is open; the relay's `Welcome` follows. */
  opened(): void;
  frame(bytes: Uint8Array<ArrayBuffer>): void;
  /** Last call, exactly once. `code` is the WebSocket close code, 1006 when there was none. */
  closed(code: number): void;
}

export interface RelaySocket {
  /** Queues one frame; frames to a socket that is no longer open are dropped. */
  send(frame: Uint8Array<ArrayBuffer>): void;
  /** Bytes that were queued and have not left yet. */
  bufferedBytes(): number;
  close(): void;
}

export interface RelaySockets {
  /** @param ticket a connection ticket, good for one socket and 30 s */
  open(ticket: string, events: RelaySocketEvents): RelaySocket;
}
