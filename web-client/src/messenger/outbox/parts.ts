import { create, fromBinary, toBinary } from '@bufbuild/protobuf';

import { UsageError } from '../../bytes/index.ts';
import { SendSchema, type SealedKey, type Send } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';

/** Room for the frame around a part: field tags, lengths, the envelope id. */
const OVERHEAD_BYTES = 64;

/**
 * [F-3] Cuts a finished envelope into parts that each fit a frame. The same envelope and limit give the same
 * parts: a repeated send repeats its bytes.
 *
 * @throws UsageError `frame-too-small` where the header leaves no room for anything: it would have no end
 */
export function partsOf(serialised: Uint8Array, maxFrameBytes: number): readonly Send[] {
  const whole = fromBinary(SendSchema, serialised);
  if (serialised.length + OVERHEAD_BYTES <= maxFrameBytes) return [whole];
  const first = create(SendSchema, {
    envelopeId: whole.envelopeId,
    ...(whole.header ? { header: whole.header } : {}),
  });
  const room = maxFrameBytes - OVERHEAD_BYTES - toBinary(SendSchema, first).length;
  if (room < 1) throw new UsageError('frame-too-small');
  const parts = [first, ...contentParts(whole, room), ...keyParts(whole, room)];
  const last = parts.at(-1);
  if (last) last.commit = true;
  return parts;
}

function contentParts(whole: Send, room: number): readonly Send[] {
  const parts: Send[] = [];
  for (let at = 0; at < whole.contentChunk.length; at += room) {
    parts.push(
      create(SendSchema, {
        envelopeId: whole.envelopeId,
        contentChunk: whole.contentChunk.subarray(at, at + room),
      }),
    );
  }
  return parts;
}

function keyParts(whole: Send, room: number): readonly Send[] {
  const parts: Send[] = [];
  let keys: SealedKey[] = [];
  let used = 0;
  for (const key of whole.keys) {
    const size = key.accountId.length + key.deviceId.length + key.sealed.length + 16;
    if (used + size > room && keys.length > 0) {
      parts.push(create(SendSchema, { envelopeId: whole.envelopeId, keys }));
      keys = [];
      used = 0;
    }
    keys.push(key);
    used += size;
  }
  if (keys.length > 0) parts.push(create(SendSchema, { envelopeId: whole.envelopeId, keys }));
  return parts;
}
