/** Where a frame of RFC 6455, 5.2 lies in a stream of bytes. */
export interface FramePlace {
  /** The four bytes its payload is masked with; absent in frames of servers. */
  readonly mask?: Buffer;
  readonly payloadAt: number;
  readonly end: number;
}

/** The frame that begins at `at`; undefined while its header is not complete. Its payload may be incomplete. */
export function frameAt(bytes: Buffer, at: number): FramePlace | undefined {
  if (at + 2 > bytes.length) return undefined;
  const short = bytes[at + 1]! & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const masked = (bytes[at + 1]! & 0x80) !== 0;
  const maskAt = at + 2 + extended;
  const payloadAt = maskAt + (masked ? 4 : 0);
  if (payloadAt > bytes.length) return undefined;
  const length =
    extended === 0
      ? short
      : extended === 2
        ? bytes.readUInt16BE(at + 2)
        : Number(bytes.readBigUInt64BE(at + 2));
  const place = { payloadAt, end: payloadAt + length };
  return masked ? { ...place, mask: bytes.subarray(maskAt, payloadAt) } : place;
}

/** What has come of the payload, unmasked. */
export function payloadOf(bytes: Buffer, { mask, payloadAt, end }: FramePlace): Buffer {
  const payload = Buffer.from(bytes.subarray(payloadAt, Math.min(end, bytes.length)));
  if (mask !== undefined) for (let i = 0; i < payload.length; i++) payload[i]! ^= mask[i % 4]!;
  return payload;
}
