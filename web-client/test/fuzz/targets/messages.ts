import { deepStrictEqual } from 'node:assert/strict';
import { concat, fixed, fromHex, hex, Secret, u8 } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import { pad, unpad } from '../../../src/protocol/content/padding.ts';
import {
  accountId,
  cutHistory,
  decodeContent,
  decodePair,
  deviceId,
  encodeContent,
  envelopeId,
  limits,
  messageId,
  openContent,
  openTyping,
  parseSealedMessage,
  roomId,
  type Content,
  type ContentBody,
  type RoomName,
  type HistoryEntry,
  type MessageId,
} from '../../../src/protocol/index.ts';
import type { OurHeader } from '../../../src/protocol/ratchet/header.ts';
import { encodeHead, encodeTypingHead } from '../../../src/protocol/ratchet/message.ts';
import { decodePayload, encodePayload } from '../../../src/protocol/ratchet/payload.ts';
import type { Target } from '../fuzz.ts';
import { awaited, decoded, same, trusting } from './expectations.ts';
import type { Seeds } from './seeds.ts';

/** What a peer or the relay can send: messages to one device, what they carry, bodies and contents. */
export function messageTargets(
  crypto: CryptoProvider,
  { handshake, content, sessions }: Seeds,
): readonly Target[] {
  return [
    {
      name: 'sealed-message',
      seeds: [...handshake.messages.map(({ sealed }) => fromHex(sealed)), ...sealedIn(sessions)],
      maxBytes: limits.MAX_SEALED_BYTES + 8,
      check: sealedMessage,
    },
    {
      name: 'payload',
      seeds: [concat(u8(1), new Uint8Array(64).fill(7)), concat(u8(2), new Uint8Array(80).fill(7))],
      maxBytes: 128,
      check: (input) => {
        const key = decoded(() => decodePayload(input));
        if (key) same(encodePayload(key), input, 'payload');
      },
    },
    {
      name: 'padding',
      seeds: [pad(new Uint8Array()), pad(new Uint8Array(300).fill(1)), pad(new Uint8Array(20_000).fill(1))],
      maxBytes: 70_000,
      check: (input) => {
        const bytes = decoded(() => unpad(input));
        if (bytes) same(pad(bytes), input, 'padding');
      },
    },
    { name: 'content', seeds: contents(content.plaintext), maxBytes: 50_000, check: plaintext },
    { name: 'body', seeds: [fromHex(content.body)], maxBytes: 50_000, check: bodyOf(crypto, content) },
    {
      name: 'typing',
      seeds: [concat(u8(1), fromHex('000001a0c3fb0400'), new Uint8Array(16).fill(5))],
      maxBytes: 64,
      check: typingOf(trusting(crypto), handshake.finalInitiatorPair),
    },
  ];
}

/** With offers and answers, of either side. */
function sealedIn(sessions: Seeds['sessions']): readonly Uint8Array[] {
  const sealed = sessions.flatMap(({ events }) =>
    events.flatMap((event) => (event.do === 'seal' ? [fromHex(event.sealed)] : [])),
  );
  return sealed.slice(0, 12);
}

function sealedMessage(input: Uint8Array): void {
  const message = decoded(() => parseSealedMessage(input));
  if (!message) return;
  if (message.kind === 'typing') {
    same(concat(encodeTypingHead(message.sessionId, message.random), message.ciphertext), input, 'typing');
    return;
  }
  const handshake = message.kind === 'first' ? message.handshake : null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ours and theirs differ by name only
  const header = message.header as unknown as OurHeader;
  same(concat(encodeHead(message.sessionId, handshake, header), message.ciphertext), input, 'message');
}

/** Protobuf has more than one encoding of a value; ours of what was read has to mean the same. */
function plaintext(input: Uint8Array): void {
  const content = decoded(() => decodeContent(input));
  if (!content || content.body.type === 'unknown') return;
  deepStrictEqual(decodeContent(encodeContent(content)), content);
}

function contents(plain: string): readonly Uint8Array[] {
  const target = messageId(new Uint8Array(32).fill(9));
  const template = decodeContent(fromHex(plain));
  const hash = fixed(32, new Uint8Array(32).fill(3), 'hash');
  const name: RoomName = { name: 'Home', description: 'us', salt: hash };
  const bodies: readonly ContentBody[] = [
    { type: 'receipt', kind: 'read', messageIds: [target, target] },
    { type: 'edit', target, body: 'better' },
    { type: 'delete', target },
    { type: 'reaction', target, emoji: '👍' },
    { type: 'profile-update', firstName: 'Ann', lastName: '' },
    { type: 'room-update', ...name },
    { type: 'group-invitation', roomId: template.roomId, firstHash: hash, name },
    { type: 'read-marks', roomId: template.roomId, messageIds: [target] },
    ...cutHistory(template.roomId, historyOf(target)).map(
      (part) => ({ type: 'history-part', ...part }) as const,
    ),
  ];
  const all = bodies.map((body): Content => ({ ...template, body }));
  const asked: Content = {
    ...template,
    counter: 0,
    body: { type: 'resend-request', messageIds: [target], counters: [3, 4] },
  };
  return [fromHex(plain), ...[...all, asked].map(encodeContent)];
}

function historyOf(target: MessageId): readonly HistoryEntry[] {
  const entry = {
    senderAccountId: accountId(new Uint8Array(16)),
    sentAtMs: 7,
    body: 'hi',
    messageIds: [target],
  };
  return [
    { ...entry, senderDeviceId: null, counter: null, state: 'received' },
    { ...entry, senderDeviceId: deviceId(new Uint8Array(16)), counter: 3, state: 'read' },
  ];
}

/** Only the body that was sealed opens; nobody else finds one that does. */
function bodyOf(crypto: CryptoProvider, seed: Seeds['content']): Target['check'] {
  const address = {
    roomId: roomId(fromHex(seed.roomId)),
    sender: {
      accountId: accountId(fromHex(seed.senderAccountId)),
      deviceId: deviceId(fromHex(seed.senderDeviceId)),
    },
    envelopeId: envelopeId(fromHex(seed.envelopeId)),
  };
  const key = {
    secret: Secret.of('ContentSecret', 32, fromHex(seed.secret)),
    messageId: messageId(fromHex(seed.messageId)),
  };
  return async (input) => {
    const opened = await awaited(() => openContent(crypto, address, key, input));
    if (opened && hex(input) !== seed.body) throw new Error('another body opened');
  };
}

function typingOf(crypto: CryptoProvider, pairRecord: string): Target['check'] {
  const pair = decodePair(fromHex(pairRecord));
  const session = pair.active;
  if (session === null) throw new Error('a pair with a session was expected');
  const random = fixed(16, new Uint8Array(16), 'random');
  const framed = { kind: 'typing', sessionId: session.id, head: new Uint8Array(), random } as const;
  return async (ciphertext) => {
    await awaited(() => openTyping(crypto, pair, { ...framed, ciphertext }, 1_790_000_000_000));
  };
}
