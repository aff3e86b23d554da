import { create, fromBinary, toBinary } from '@bufbuild/protobuf';

import {
  ClientFrameSchema,
  ServerFrameSchema,
  type ClientFrame,
  type ServerFrame,
} from '../../wire/gen/tacet/relay/v1/frames_pb.ts';

export type ServerFrameCase = ServerFrame['frame'];
export type ClientFrameCase = ClientFrame['frame'];

export function encodeFrame(frame: ClientFrameCase): Uint8Array<ArrayBuffer> {
  return toBinary(ClientFrameSchema, create(ClientFrameSchema, { frame }));
}

/** [F-1] @returns undefined for bytes that are no frame; frames of newer relays have no case */
export function decodeFrame(bytes: Uint8Array): ServerFrameCase | undefined {
  try {
    return fromBinary(ServerFrameSchema, bytes).frame;
  } catch {
    return undefined;
  }
}
