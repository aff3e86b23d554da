import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, it } from 'vitest';
import { concat, fixed, TacetError, u8 } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  abandonSessions,
  accountId,
  decodeContent,
  encodeContent,
  limits,
  messageId,
  openTyping,
  parseSealedMessage,
  prunePair,
  roomId,
  sealTyping,
  transcriptHash,
  type Content,
  type ContentBody,
  type Pair,
} from '../../src/protocol/index.ts';
import { takesOver } from '../../src/protocol/pair/converge.ts';
import { ContentSchema, GroupInvitationSchema } from '../../src/wire/gen/tacet/content/v1/content_pb.ts';
import { watchedCrypto } from './ledger.ts';
import { contentKey, MONDAY_MS, settledPerson, Side } from './people.ts';

const ref = messageId(new Uint8Array(32).fill(9));
const head = (fill: number) => fixed(32, new Uint8Array(32).fill(fill), 'head');
const hello: Content = {
  roomId: roomId(new Uint8Array(16).fill(1)),
  sentAtMs: MONDAY_MS,
  counter: 1,
  seen: [],
  roomState: { roomVersion: 1, logHead: null, deviceLists: [] },
  body: { type: 'text', body: 'x', replyTo: null },
};
const say = (body: ContentBody): Content => ({ ...hello, body });
const lists = (count: number): Content => ({
  ...hello,
  roomState: {
    ...hello.roomState,
    deviceLists: Array.from({ length: count }, () => ({
      accountId: accountId(new Uint8Array(16)),
      version: 1,
      hash: head(1),
    })),
  },
});
const seen = (count: number): Content => ({ ...hello, seen: Array.from({ length: count }, () => ref) });
/** [M-16] Invitations with something missing. */
const INVITATIONS: readonly MessageInitShape<typeof GroupInvitationSchema>[] = [
  { firstHash: head(1), name: { name: 'Trio', salt: head(1) } },
  { roomId: hello.roomId, name: { name: 'Trio', salt: head(1) } },
  { roomId: hello.roomId, firstHash: head(1) },
  { roomId: hello.roomId, firstHash: head(1), name: { name: 'Trio' } },
  { roomId: hello.roomId, firstHash: head(1), name: { name: '', salt: head(1) } },
];
const refusal = (attempt: () => unknown): string => {
  try {
    attempt();
    return 'accepted';
  } catch (cause) {
    return cause instanceof TacetError ? `${cause.kind} ${cause.code}` : String(cause);
  }
};

describe('A content at its bounds [C-7] [C-8]', () => {
  it.each<readonly [string, Content, Content]>([
    ['seen', seen(limits.MAX_SEEN), seen(limits.MAX_SEEN + 1)],
    ['room-state', lists(limits.MAX_ROOM_MEMBERS), lists(limits.MAX_ROOM_MEMBERS + 1)],
    [
      'profile-update',
      say({ type: 'profile-update', firstName: '👋'.repeat(64), lastName: '' }),
      say({ type: 'profile-update', firstName: 'x'.repeat(65), lastName: '' }),
    ],
    [
      'profile-update',
      say({ type: 'profile-update', firstName: 'x', lastName: 'y'.repeat(64) }),
      say({ type: 'profile-update', firstName: 'x', lastName: 'y'.repeat(65) }),
    ],
  ])('holds as much as %s allows, and not one more', (what, last, beyond) => {
    expect(decodeContent(encodeContent(last))).toEqual(last);
    expect(refusal(() => encodeContent(beyond))).toBe(`validation content-${what}`);
  });

  it('[M-11] keeps the head of a log of members', () => {
    const content = { ...hello, roomState: { ...hello.roomState, logHead: head(7) } };
    expect(decodeContent(encodeContent(content))).toEqual(content);
  });

  it('has at most 47,100 bytes, whatever they say', () => {
    const padding = (length: number) => concat(encodeContent(hello), unknownField(length));
    const most = limits.MAX_CONTENT_BYTES - encodeContent(hello).length;
    expect(refusal(() => decodeContent(padding(most)))).toBe('accepted');
    expect(refusal(() => decodeContent(padding(most + 1)))).toBe('validation content-too-long');
  });

  it.each<readonly [string, MessageInitShape<typeof ContentSchema>]>([
    ['counter', { counter: 0n }],
    ['seen', { seen: Array.from({ length: 9 }, () => ref) }],
    ['text', { body: { case: 'text', value: { body: '' } } }],
    ['receipt', { body: { case: 'receipt', value: { kind: 1, messageIds: [] } } }],
    ['reaction', { body: { case: 'reaction', value: { target: ref, emoji: 'x'.repeat(65) } } }],
    ['profile-update', { body: { case: 'profileUpdate', value: { firstName: '' } } }],
    ['room-update', { body: { case: 'roomUpdate', value: { name: '', salt: head(1) } } }],
    // [M-15] Nobody ever sent a name without its salt.
    ['room-update', { body: { case: 'roomUpdate', value: { name: 'Trio' } } }],
    ['room-update', { body: { case: 'roomUpdate', value: { name: 'Trio', salt: new Uint8Array(31) } } }],
    ...INVITATIONS.map(
      (value) => ['group-invitation', { body: { case: 'groupInvitation', value } }] as const,
    ),
  ])('is judged by the rules when it comes, too: %s', (what, change) => {
    const wire = fromBinary(ContentSchema, encodeContent(hello));
    const { roomId: room, counter, roomState, body } = wire;
    const good = { format: 1, roomId: room, counter, body, ...(roomState ? { roomState } : {}) };
    expect(refusal(() => decodeContent(toBinary(ContentSchema, create(ContentSchema, good))))).toBe(
      'accepted',
    );
    const bytes = toBinary(ContentSchema, create(ContentSchema, { ...good, ...change }));
    expect(refusal(() => decodeContent(bytes))).toBe(`validation content-${what}`);
  });
});

/** Bytes of a field that nobody knows, of exactly this length. */
function unknownField(length: number): Uint8Array {
  // Tag (2 bytes), length (3 bytes, not the shortest form), content.
  const size = length - 5;
  const tag = [0xfa, 0x7f]; // field 2047, length-delimited
  return concat(
    Uint8Array.from([...tag, (size & 0x7f) | 0x80, ((size >> 7) & 0x7f) | 0x80, size >> 14]),
    new Uint8Array(size),
  );
}

describe('Pairs at their bounds', () => {
  let crypto: CryptoProvider;
  let alice: Side;
  let bob: Side;
  let pair: Pair;
  beforeAll(async () => {
    crypto = await watchedCrypto();
    const people = [await settledPerson(crypto), await settledPerson(crypto)] as const;
    [alice, bob] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
    await alice.start();
    await bob.receive(await alice.send(contentKey(1)));
    await alice.start();
    pair = alice.pair;
  });

  it('[S-2] order all sessions by generation, then by transcript hash, and none above itself', () => {
    const low = pair.superseded[0]?.session;
    const high = pair.active;
    if (!low || !high) throw new Error('two sessions were expected');
    expect([takesOver(low, high), takesOver(high, low)]).toEqual([true, false]);
    const crossed = { ...low, generation: high.generation };
    expect(takesOver(crossed, high)).toBe(!takesOver(high, crossed));
    expect(takesOver(high, high)).toBe(false);
    const [small, large] = [head(1), head(2)].map((transcript) => ({
      ...high,
      transcript: transcriptHash(transcript),
    }));
    if (!small || !large) throw new Error('two sessions were expected');
    expect([takesOver(large, small), takesOver(small, large)]).toEqual([true, false]);
  });

  it('[S-6] keep a superseded session for less than 60 days, to the millisecond', () => {
    const until = MONDAY_MS + limits.SUPERSEDED_RETENTION_MS;
    expect(prunePair(pair, until - 1).superseded).toHaveLength(1);
    expect(prunePair(pair, until).superseded).toHaveLength(0);
    expect(prunePair(pair, until).active).toBe(pair.active);
  });

  it('[S-9] remember what was abandoned, also if that happens twice', () => {
    const once = abandonSessions(pair);
    expect(once).toMatchObject({ active: null, superseded: [], abandoned: pair.active?.id });
    expect(once.generation).toBe(pair.generation);
    expect(abandonSessions(once).abandoned).toEqual(pair.active?.id);
  });

  it('[T-1] [T-3] a typing notice is a minute old at most, and nothing follows it', async () => {
    const state = { roomId: hello.roomId, writing: true, sentAtMs: MONDAY_MS };
    const sealed = (await sealTyping(crypto, bob.pair, state)) ?? new Uint8Array();
    const said = (nowMs: number, platform = crypto) =>
      openTyping(platform, alice.pair, parseSealedMessage(sealed), nowMs);
    for (const away of [limits.TYPING_MAX_AGE_MS, -limits.TYPING_MAX_AGE_MS]) {
      expect(await said(MONDAY_MS + away)).toEqual(state);
    }
    const longer: CryptoProvider = {
      ...crypto,
      open: async (...input) => concat(await crypto.open(...input), u8(0)),
    };
    await expect(said(MONDAY_MS, longer)).rejects.toMatchObject({ code: 'typing-trailing' });
    const message = parseSealedMessage(await bob.send(contentKey(2)));
    await expect(openTyping(crypto, alice.pair, message, MONDAY_MS)).rejects.toMatchObject({
      kind: 'usage',
      code: 'message-is-not-typing',
    });
  });
});
