import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/messenger/outbox/parts.ts';
import { SendSchema } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';

/** As many accounts as a group has at most, each under a list of many versions. */
const MEMBERS = 256;

const id = (fill: number) => new Uint8Array(16).fill(fill);

const toFullGroup = toBinary(
  SendSchema,
  create(SendSchema, {
    envelopeId: id(1),
    header: {
      roomId: id(2),
      roomVersion: 2n ** 53n,
      sendCounter: 2n ** 53n,
      deviceLists: Array.from({ length: MEMBERS }, (_, at) => ({ accountId: id(at), version: 2n ** 53n })),
    },
    contentChunk: new Uint8Array(49_152),
    keys: Array.from({ length: MEMBERS }, (_, at) => ({
      accountId: id(at),
      deviceId: id(at),
      sealed: new Uint8Array(2_516),
    })),
    commit: true,
  }),
);

describe('[F-3] The parts of a message to a full group', () => {
  it('fit into the smallest frames that a device takes', () => {
    const parts = partsOf(toFullGroup, 16_384);
    const sizes = parts.map((part) => toBinary(SendSchema, part).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(16_384);
    expect(parts.flatMap(({ keys }) => keys)).toHaveLength(MEMBERS);
    const content = parts.reduce((sum, { contentChunk }) => sum + contentChunk.length, 0);
    expect(content).toBe(49_152);
    expect(parts.map(({ commit }) => commit).lastIndexOf(false)).toBe(parts.length - 2);
  });

  it('are none where a frame has no room beside the header: there would be no end of them', () => {
    for (const bytes of [0, 4_096]) expect(() => partsOf(toFullGroup, bytes)).toThrow('frame-too-small');
  });
});
