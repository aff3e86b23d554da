import { create, toBinary } from '@bufbuild/protobuf';

import type { RelaySocketEvents } from '../../../src/messenger/ports/relay-socket.ts';
import { ServerFrameSchema, type Send } from '../../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import type { ServerFrameInit } from './mailboxes-double.ts';

/** One connected device. */
export interface Line {
  readonly accountId: string;
  readonly deviceId: string;
  readonly events: RelaySocketEvents;
  readonly pushed: Set<string>;
  readonly parts: Map<string, Send>;
  open: boolean;
  drained: boolean;
  visible: boolean;
}

/** Frames arrive in later turns, in order. */
export function push(line: Line, frame: ServerFrameInit): void {
  if (!line.open) return;
  const bytes = toBinary(ServerFrameSchema, create(ServerFrameSchema, { frame }));
  setImmediate(() => line.open && line.events.frame(bytes));
}
