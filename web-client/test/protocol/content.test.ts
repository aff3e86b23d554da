import { create, toBinary } from '@bufbuild/protobuf';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { concat, fixed, hex, Secret, TacetError, u32 } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { bucketOf, pad, unpad } from '../../src/protocol/content/padding.ts';
import {
  accountId,
  decodeContent,
  deviceId,
  encodeContent,
  encryptContent,
  envelopeId,
  limits,
  messageId,
  openContent,
  roomId,
  type Content,
  type ContentAddress,
  type ContentBody,
  type MessageId,
  type RoomName,
} from '../../src/protocol/index.ts';
import { ContentSchema } from '../../src/wire/gen/tacet/content/v1/content_pb.ts';
import { watchedCrypto } from './ledger.ts';
import { MONDAY_MS } from './people.ts';

// Thousands of real operations: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const id = (fill: number): Uint8Array => new Uint8Array(16).fill(fill);
const ref = messageId(new Uint8Array(32).fill(9));
const address: ContentAddress = {
  roomId: roomId(id(1)),
  sender: { accountId: accountId(id(2)), deviceId: deviceId(id(3)) },
  envelopeId: envelopeId(id(4)),
};
const hello: Content = {
  roomId: address.roomId,
  sentAtMs: MONDAY_MS,
  counter: 1,
  seen: [ref],
  roomState: {
    roomVersion: 1,
    logHead: null,
    deviceLists: [{ accountId: accountId(id(2)), version: 3, hash: fixed(32, new Uint8Array(32), 'hash') }],
  },
  body: { type: 'text', body: 'Grüße 👋', replyTo: null },
};
/** The name of a room. */
const trio: RoomName = { name: 'Trio', description: '', salt: ref };
const say = (body: ContentBody): Content => ({ ...hello, body });
const ask = (messageIds: readonly MessageId[], counters: readonly number[]): Content => ({
  ...say({ type: 'resend-request', messageIds, counters }),
  counter: 0,
});
let crypto: CryptoProvider;
beforeAll(async () => {
  crypto = await watchedCrypto();
});

describe('Content [C-8]', () => {
  it.each<ContentBody>([
    hello.body,
    { type: 'text', body: 'x'.repeat(limits.MAX_TEXT_BYTES), replyTo: ref },
    { type: 'receipt', kind: 'read', messageIds: [ref] },
    {
      type: 'receipt',
      kind: 'delivered',
      messageIds: Array.from({ length: limits.MAX_RECEIPT_IDS }, () => ref),
    },
    { type: 'edit', target: ref, body: 'y' },
    { type: 'delete', target: ref },
    { type: 'reaction', target: ref, emoji: '👩‍👩‍👧‍👦' },
    { type: 'reaction', target: ref, emoji: '' },
    { type: 'profile-update', firstName: 'Alice', lastName: '' },
    { type: 'room-update', ...trio },
    { type: 'room-update', ...trio, description: 'x'.repeat(limits.MAX_ROOM_DESCRIPTION_BYTES) },
    { type: 'group-invitation', roomId: roomId(id(7)), firstHash: ref, name: trio },
  ])('$type goes there and back', (body) => {
    expect(decodeContent(encodeContent(say(body)))).toEqual(say(body));
  });

  it.each<ContentBody>([
    { type: 'resend-request', messageIds: [ref], counters: [] },
    { type: 'resend-request', messageIds: [], counters: [1] },
    {
      type: 'resend-request',
      messageIds: [ref, ref],
      counters: Array.from({ length: 62 }, (_, at) => at + 1),
    },
  ])('[C-11] a resend request has number 0, and goes there and back', (body) => {
    const request = { ...say(body), counter: 0 };
    expect(decodeContent(encodeContent(request))).toEqual(request);
  });

  it.each<readonly [string, Content, string]>([
    ['an empty text', say({ type: 'text', body: '', replyTo: null }), 'content-text'],
    [
      'a text one byte too long',
      say({ type: 'text', body: 'é'.repeat(limits.MAX_TEXT_BYTES / 2) + 'x', replyTo: null }),
      'content-text',
    ],
    ['a lone surrogate', say({ type: 'text', body: '\ud800', replyTo: null }), 'content-text'],
    ['a receipt for nothing', say({ type: 'receipt', kind: 'read', messageIds: [] }), 'content-receipt'],
    [
      '65 ids and numbers to resend',
      ask(
        Array.from({ length: 64 }, () => ref),
        [1],
      ),
      'content-resend-request',
    ],
    ['nothing to resend', ask([], []), 'content-resend-request'],
    ['number 0 to resend', ask([ref], [0]), 'content-resend-request'],
    ['a resend request with a number of its own', { ...ask([ref], []), counter: 1 }, 'content-counter'],
    [
      'an emoji that is a novel',
      say({ type: 'reaction', target: ref, emoji: 'x'.repeat(65) }),
      'content-reaction',
    ],
    [
      'no first name',
      say({ type: 'profile-update', firstName: '', lastName: 'L' }),
      'content-profile-update',
    ],
    ['a room without name', say({ type: 'room-update', ...trio, name: '' }), 'content-room-update'],
    [
      'a room with a novel',
      say({ type: 'room-update', ...trio, description: 'x'.repeat(2_049) }),
      'content-room-update',
    ],
    [
      'an invitation to a room without name',
      say({ type: 'group-invitation', roomId: roomId(id(7)), firstHash: ref, name: { ...trio, name: '' } }),
      'content-group-invitation',
    ],
    [
      'a log that has a head and no entry',
      { ...hello, roomState: { ...hello.roomState, roomVersion: 0, logHead: ref } },
      'content-room-state',
    ],
    ['counter 0', { ...hello, counter: 0 }, 'content-counter'],
    ['nine seen', { ...hello, seen: Array.from({ length: 9 }, () => ref) }, 'content-seen'],
  ])('refuses %s', (_, content, code) => {
    expect(() => encodeContent(content)).toThrow(expect.objectContaining({ kind: 'validation', code }));
  });

  it.each<readonly [string, Parameters<typeof create<typeof ContentSchema>>[1], string]>([
    ['format 2', { format: 2 }, 'content-version'],
    ['no room', { format: 1 }, 'room-id-length'],
    ['a seen id of 31 bytes', { format: 1, roomId: id(1), seen: [new Uint8Array(31)] }, 'message-id-length'],
    [
      'a target of no bytes',
      { format: 1, roomId: id(1), counter: 1n, roomState: {}, body: { case: 'delete', value: {} } },
      'message-id-length',
    ],
    ['a clock of 2^63', { format: 1, roomId: id(1), sentAtMs: 2n ** 63n }, 'content-integer'],
  ])('refuses received content with %s', (_, init, code) => {
    const bytes = toBinary(ContentSchema, create(ContentSchema, init));
    expect(() => decodeContent(bytes)).toThrow(expect.objectContaining({ kind: 'codec', code }));
  });

  it('[C-8] refuses an absent room state like one against its rules', () => {
    const bytes = toBinary(ContentSchema, create(ContentSchema, { format: 1, roomId: id(1), counter: 1n }));
    expect(() => decodeContent(bytes)).toThrow(
      expect.objectContaining({ kind: 'validation', code: 'content-room-state' }),
    );
  });

  it('[C-8] takes a receipt of an unknown kind for an unknown type, and numbers those from 1', () => {
    const wire = { format: 1, roomId: id(1), counter: 1n, roomState: {} };
    const receipt = { case: 'receipt' as const, value: { kind: 7, messageIds: [] } };
    const known = toBinary(ContentSchema, create(ContentSchema, { ...wire, body: receipt }));
    expect(decodeContent(known).body).toEqual({ type: 'unknown' });
    const unnumbered = toBinary(ContentSchema, create(ContentSchema, { ...wire, counter: 0n }));
    expect(() => decodeContent(unnumbered)).toThrow(expect.objectContaining({ code: 'content-counter' }));
  });

  it('[C-7] keeps unknown types, and cannot write them', () => {
    const known = encodeContent(say({ type: 'delete', target: ref }));
    // Field 40 of a later version instead of the body, at the end of the message.
    const bytes = concat(known.slice(0, known.length - 37), Uint8Array.of(0xc2, 0x02, 0x01, 0x00));
    expect(decodeContent(bytes).body).toEqual({ type: 'unknown' });
    expect(() => encodeContent(say({ type: 'unknown' }))).toThrow(expect.objectContaining({ kind: 'usage' }));
  });

  it('of random bytes is decoded or refused with a typed error, never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeContent(bytes);
        } catch (cause) {
          expect(cause).toBeInstanceOf(TacetError);
        }
      }),
    );
  });
});

/** Of a body with `length` bytes of content, [C-5]. */
const sealedLength = (length: number): number => 1 + 2 + 32 + bucketOf(4 + length) + 16;

describe('Padding [C-2]', () => {
  it('hides the length in buckets', () => {
    expect([1, 256, 257, 1_024, 1_025, 4_097, 16_384].map(bucketOf)).toEqual([
      256, 256, 1_024, 1_024, 4_096, 16_384, 16_384,
    ]);
    expect([16_385, 17_000, 40_000, 65_540].map(bucketOf)).toEqual([17_408, 17_408, 40_960, 67_584]);
  });

  it('fits the longest content into what the relay carries, and no bucket more [C-7]', () => {
    const relayLimit = 49_152;
    expect(sealedLength(limits.MAX_CONTENT_BYTES)).toBeLessThanOrEqual(relayLimit);
    expect(sealedLength(limits.MAX_CONTENT_BYTES + 1)).toBeGreaterThan(relayLimit);
  });

  it('is undone exactly, costs at most 12 % beyond the buckets, and has one form', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: limits.MAX_CONTENT_BYTES }), (length) => {
        const bytes = new Uint8Array(length).fill(1);
        const padded = pad(bytes);
        expect(padded.length).toBe(bucketOf(length + 4));
        expect(length <= 16_380 || padded.length <= (length + 4) * 1.12).toBe(true);
        expect(unpad(padded)).toEqual(bytes);
      }),
    );
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a length beyond the end', concat(u32(253), new Uint8Array(252))],
    ['a length beyond the limit', concat(u32(2 ** 31), new Uint8Array(252))],
    ['a one among the zeros', concat(u32(1), new Uint8Array(251), Uint8Array.of(1))],
    ['no padding', concat(u32(1), Uint8Array.of(5))],
    ['too much padding', concat(u32(1), new Uint8Array(1_020))],
  ])('with %s is a codec error', (_, padded) => {
    expect(() => unpad(padded)).toThrow(expect.objectContaining({ kind: 'codec' }));
  });
});

describe('An encrypted body', () => {
  it('[C-5] opens for who has the key, and does not tell its length', async () => {
    const { body, key } = await encryptContent(crypto, address, hello);
    expect(body.length).toBe(1 + 2 + 32 + 256 + 16);
    const opened = await openContent(crypto, address, key, body);
    expect(opened.content).toEqual(hello);
    expect(decodeContent(opened.plaintext)).toEqual(hello);
  });

  it('[C-3] is bound to room, sender, device and envelope', async () => {
    const { body, key } = await encryptContent(crypto, address, hello);
    for (const elsewhere of [
      { ...address, roomId: roomId(id(7)) },
      { ...address, sender: { ...address.sender, accountId: accountId(id(7)) } },
      { ...address, sender: { ...address.sender, deviceId: deviceId(id(7)) } },
      { ...address, envelopeId: envelopeId(id(7)) },
    ]) {
      await expect(openContent(crypto, elsewhere, key, body)).rejects.toMatchObject({
        code: 'content-commitment',
      });
    }
  });

  it('[C-15] resent, opens under the envelope it was first sent under, from its sender alone', async () => {
    const { body, key } = await encryptContent(crypto, address, hello);
    const resent = { ...key, resentFrom: address.envelopeId };
    const again = { ...address, envelopeId: envelopeId(id(5)) };
    expect((await openContent(crypto, again, resent, body)).content).toEqual(hello);
    for (const [elsewhere, wrong] of [
      [again, key],
      [address, { ...key, resentFrom: again.envelopeId }],
      [{ ...again, sender: { ...again.sender, deviceId: deviceId(id(7)) } }, resent],
    ] as const) {
      await expect(openContent(crypto, elsewhere, wrong, body)).rejects.toMatchObject({
        code: 'content-commitment',
      });
    }
  });

  it('[C-6] shows nobody another text under the same message id', async () => {
    const { body, key } = await encryptContent(crypto, address, hello);
    const other = await encryptContent(
      crypto,
      address,
      say({ type: 'text', body: 'pay Mallory', replyTo: null }),
    );
    // The other body with this key; this body with the other key; the other message under this id.
    await expect(openContent(crypto, address, key, other.body)).rejects.toMatchObject({
      code: 'content-commitment',
    });
    await expect(openContent(crypto, address, other.key, body)).rejects.toMatchObject({
      code: 'content-commitment',
    });
    const swapped = { secret: other.key.secret, messageId: key.messageId };
    await expect(openContent(crypto, address, swapped, other.body)).rejects.toMatchObject({
      code: 'content-message-id',
    });
  });

  it('[C-6] is compared with its commitment and id before anything is decrypted', async () => {
    const { body, key } = await encryptContent(crypto, address, hello);
    let opened = 0;
    const watched: CryptoProvider = {
      ...crypto,
      open: (...parameters) => {
        opened += 1;
        return crypto.open(...parameters);
      },
    };
    const wrong = { ...key, secret: Secret.of('ContentSecret', 32, new Uint8Array(32)) };
    await expect(openContent(watched, address, wrong, body)).rejects.toMatchObject({
      code: 'content-commitment',
    });
    const altered = body.slice();
    altered[100] = (altered[100] ?? 0) ^ 1;
    await expect(openContent(watched, address, key, altered)).rejects.toMatchObject({
      code: 'content-message-id',
    });
    expect(opened).toBe(0);
  });

  it('[C-6] that speaks of another room inside is refused', async () => {
    const { body, key } = await encryptContent(crypto, address, { ...hello, roomId: roomId(id(8)) });
    await expect(openContent(crypto, address, key, body)).rejects.toMatchObject({ code: 'content-room' });
  });

  it('with any byte changed or cut off is refused with a typed error', async () => {
    const { body, key } = await encryptContent(crypto, address, hello);
    for (let index = 0; index < body.length; index += 3) {
      const altered = body.slice();
      altered[index] = (altered[index] ?? 0) ^ 0x80;
      await expect(openContent(crypto, address, key, altered)).rejects.toBeInstanceOf(TacetError);
      await expect(openContent(crypto, address, key, body.slice(0, index))).rejects.toBeInstanceOf(
        TacetError,
      );
    }
  });

  it('[C-4] has a fresh secret every time', async () => {
    const [once, again] = [
      await encryptContent(crypto, address, hello),
      await encryptContent(crypto, address, hello),
    ];
    expect(hex(once.key.secret.expose())).not.toBe(hex(again.key.secret.expose()));
    expect(JSON.stringify(once.key)).toContain('[ContentSecret redacted]');
  });
});
