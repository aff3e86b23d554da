import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed, utf8 } from '../../src/bytes/index.ts';
import {
  accountId,
  cutHistory,
  decodeContent,
  deviceId,
  encodeContent,
  limits,
  messageId,
  roomId,
  type Content,
  type ContentBody,
  type HistoryEntry,
  type HistoryPart,
} from '../../src/protocol/index.ts';
import {
  ContentSchema,
  type HistoryPart as WirePart,
} from '../../src/wire/gen/tacet/content/v1/content_pb.ts';
import { MONDAY_MS } from './people.ts';
import { code } from './refusal.ts';

const [own, kitchen] = [roomId(new Uint8Array(16).fill(1)), roomId(new Uint8Array(16).fill(2))];
const id = (value: number) => messageId(new Uint8Array(32).fill(value));

/** With as much around the body as a content of the own room can have. */
const contentOf = (body: ContentBody): Content => ({
  roomId: own,
  sentAtMs: MONDAY_MS,
  counter: Number.MAX_SAFE_INTEGER,
  seen: Array.from({ length: limits.MAX_SEEN }, (_, value) => id(value)),
  roomState: {
    roomVersion: Number.MAX_SAFE_INTEGER,
    logHead: null,
    deviceLists: [
      { accountId: accountId(new Uint8Array(16)), version: Number.MAX_SAFE_INTEGER, hash: id(3) },
    ],
  },
  body,
});
const sent = (body: ContentBody): ContentBody => decodeContent(encodeContent(contentOf(body))).body;

const entry = (change: Partial<HistoryEntry> = {}): HistoryEntry => ({
  senderAccountId: accountId(new Uint8Array(16).fill(3)),
  senderDeviceId: deviceId(new Uint8Array(16).fill(4)),
  counter: 7,
  sentAtMs: MONDAY_MS,
  body: 'Grüße 👋',
  messageIds: [id(1), id(2)],
  state: 'received',
  ...change,
});
const part = (change: Partial<HistoryPart> = {}): ContentBody => ({
  type: 'history-part',
  roomId: kitchen,
  number: 1,
  of: 1,
  total: 1,
  entries: [entry()],
  ...change,
});

/** What a hostile device would send. */
const altered = (change: (wire: WirePart) => void): string => {
  const wire = fromBinary(ContentSchema, encodeContent(contentOf(part())));
  if (wire.body.case !== 'historyPart') throw new Error('no part');
  change(wire.body.value);
  return code(() => decodeContent(toBinary(ContentSchema, create(ContentSchema, wire))));
};

const marks = (count: number): ContentBody => ({
  type: 'read-marks',
  roomId: kitchen,
  messageIds: Array.from({ length: count }, () => id(9)),
});

const entries = fc.array(
  fc.record({
    size: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: limits.MAX_TEXT_BYTES })),
    ids: fc.integer({ min: 1, max: 12 }),
    state: fc.constantFrom('received', 'sent', 'delivered', 'read'),
    known: fc.boolean(),
  }),
  { maxLength: 60 },
);

describe('History [C-8]', () => {
  it('comes as it was, with what is known and what is not', () => {
    const bodies = [
      part(),
      part({ number: 3, of: 1_000, entries: [entry({ senderDeviceId: null, counter: null })] }),
      part({
        entries: (['received', 'sent', 'delivered', 'read'] as const).map((state) => entry({ state })),
      }),
    ];
    for (const body of bodies) expect(sent(body)).toEqual(body);
  });

  it('is cut into parts that fit a content, and loses and repeats nothing', () => {
    fc.assert(
      fc.property(entries, (drawn) => {
        const newestFirst = drawn.map(({ size, ids, state, known }, index) =>
          entry({
            body: 'x'.repeat(size),
            messageIds: Array.from({ length: ids }, (_, value) => id(value)),
            state,
            counter: known ? index + 1 : null,
          }),
        );
        const parts = cutHistory(kitchen, newestFirst);
        expect(parts.map(({ number }) => number)).toEqual(parts.map((_, index) => index + 1));
        for (const each of parts) {
          expect(each.of).toBe(parts.length);
          const bytes = encodeContent(contentOf({ type: 'history-part', ...each }));
          expect(bytes.length).toBeLessThanOrEqual(limits.MAX_CONTENT_BYTES);
          expect(decodeContent(bytes).body).toEqual({ type: 'history-part', ...each });
        }
        expect(parts.flatMap((each) => each.entries)).toEqual(
          newestFirst.map((each) => ({
            ...each,
            messageIds: each.messageIds.slice(-limits.MAX_HISTORY_IDS),
          })),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('is cut as late as possible: two of the longest texts share a part, a third does not', () => {
    const longest = entry({ body: 'x'.repeat(limits.MAX_TEXT_BYTES) });
    expect(cutHistory(kitchen, [longest, longest, longest]).map((each) => each.entries.length)).toEqual([
      2, 1,
    ]);
    expect(cutHistory(kitchen, [])).toEqual([]);
  });

  it('takes no entry that nobody could send', () => {
    for (const wrong of [
      entry({ body: '' }),
      entry({ body: 'x'.repeat(limits.MAX_TEXT_BYTES + 1) }),
      entry({ body: '\ud800' }),
      entry({ messageIds: [] }),
    ]) {
      expect(code(() => cutHistory(kitchen, [wrong]))).toBe('usage history-entry');
      expect(code(() => encodeContent(contentOf(part({ entries: [wrong] }))))).toBe(
        'validation content-history-part',
      );
    }
  });

  it('is refused in pieces that are none', () => {
    const nine = Array.from({ length: limits.MAX_HISTORY_IDS + 1 }, (_, value) => id(value));
    for (const wrong of [
      part({ number: 0 }),
      part({ number: 2, of: 1 }),
      part({ entries: [] }),
      part({ entries: [entry({ messageIds: nine })] }),
    ]) {
      expect(code(() => encodeContent(contentOf(wrong)))).toBe('validation content-history-part');
    }
  });

  it.each<readonly [string, (wire: WirePart) => void, string]>([
    ['nothing changed', () => undefined, 'accepted'],
    ['a short room id', (wire) => void (wire.roomId = new Uint8Array(15)), 'codec room-id-length'],
    ['number 0', (wire) => void (wire.number = 0), 'validation content-history-part'],
    ['no end', (wire) => void (wire.of = 0), 'validation content-history-part'],
    ['no entries', (wire) => void (wire.entries = []), 'validation content-history-part'],
  ])('with %s is judged for what it is', (_, change, verdict) => {
    expect(altered(change)).toBe(verdict);
  });

  it.each<readonly [string, (wire: WirePart['entries'][number]) => void, string]>([
    ['a short account', (wire) => void (wire.senderAccountId = new Uint8Array()), 'codec account-id-length'],
    ['a long device', (wire) => void (wire.senderDeviceId = new Uint8Array(17)), 'codec device-id-length'],
    ['no device', (wire) => void (wire.senderDeviceId = new Uint8Array()), 'accepted'],
    ['a huge counter', (wire) => void (wire.counter = 2n ** 60n), 'codec content-integer'],
    ['a huge time', (wire) => void (wire.sentAtMs = 2n ** 53n), 'codec content-integer'],
    ['no text', (wire) => void (wire.body = ''), 'validation content-history-part'],
    ['a short id', (wire) => void (wire.messageIds = [utf8('id')]), 'codec message-id-length'],
    ['no id', (wire) => void (wire.messageIds = []), 'validation content-history-part'],
    ['a state of tomorrow', (wire) => void (wire.state = 4), 'validation content-history-part'],
  ])('with %s in an entry is judged for what it is', (_, change, verdict) => {
    const whole = altered((wire) => {
      const [first] = wire.entries;
      if (first !== undefined) change(first);
    });
    expect(whole).toBe(verdict);
  });
});

describe('Read marks [C-8]', () => {
  it('name up to 512 messages of a room', () => {
    for (const count of [1, limits.MAX_READ_MARKS]) expect(sent(marks(count))).toEqual(marks(count));
    for (const count of [0, limits.MAX_READ_MARKS + 1]) {
      expect(code(() => encodeContent(contentOf(marks(count))))).toBe('validation content-read-marks');
    }
  });
});

const trusted = (count: number, standing = false): ContentBody => ({
  type: 'trust-marks',
  standing,
  marks: Array.from({ length: count }, (_, at) => ({
    accountId: accountId(new Uint8Array(16).fill(at % 256)),
    identityKey: fixed(32, new Uint8Array(32).fill(at % 256), 'identity-key'),
    verified: at % 2 === 0,
  })),
});

describe('Trust marks [C-8] [D-13]', () => {
  it('name up to 256 people, and what was compared', () => {
    for (const count of [1, limits.MAX_TRUST_MARKS]) {
      expect(sent(trusted(count))).toEqual(trusted(count));
      expect(sent(trusted(count, true))).toEqual(trusted(count, true));
    }
    for (const count of [0, limits.MAX_TRUST_MARKS + 1]) {
      expect(code(() => encodeContent(contentOf(trusted(count))))).toBe('validation content-trust-marks');
    }
  });

  it.each(['accountId', 'identityKey'] as const)('with a short %s are refused', (what) => {
    const wire = fromBinary(ContentSchema, encodeContent(contentOf(trusted(2))));
    if (wire.body.case !== 'trustMarks') throw new Error('no marks');
    const [first] = wire.body.value.marks;
    if (first) first[what] = first[what].slice(1);
    expect(code(() => decodeContent(toBinary(ContentSchema, wire)))).toBe('validation content-trust-marks');
  });
});

describe('What belongs in the own room [C-11]', () => {
  it('is numbered like any other content', () => {
    for (const body of [part(), { type: 'read-marks', roomId: kitchen, messageIds: [id(1)] } as const]) {
      expect(code(() => encodeContent({ ...contentOf(body), counter: 0 }))).toBe(
        'validation content-counter',
      );
      expect(code(() => encodeContent({ ...contentOf(body), counter: 1 }))).toBe('accepted');
    }
  });
});
