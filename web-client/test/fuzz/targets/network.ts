import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { base64url, fromBase64url, fromHex, fromUtf8, hex, utf8 } from '../../../src/bytes/index.ts';
import type { ServerFrameCase } from '../../../src/messenger/connection/frames.ts';
import { Link } from '../../../src/messenger/connection/link.ts';
import { FrameRouter } from '../../../src/messenger/engine/frame-router.ts';
import { envelopeOf } from '../../../src/messenger/inbox/envelope-opener.ts';
import { partsOf } from '../../../src/messenger/outbox/parts.ts';
import { Postman } from '../../../src/messenger/outbox/postman.ts';
import type { Api } from '../../../src/messenger/ports/api.ts';
import type { RelaySockets } from '../../../src/messenger/ports/relay-socket.ts';
import { Presence } from '../../../src/messenger/presence/presence.ts';
import { accountId, fromUuid, uuid } from '../../../src/protocol/index.ts';
import { httpApi } from '../../../src/transport/rest/http-api.ts';
import {
  SendSchema,
  ServerFrameSchema,
  type Welcome,
} from '../../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import type { Target } from '../fuzz.ts';
import { awaited, decoded, same } from './expectations.ts';
import type { Seeds } from './seeds.ts';

/** What the relay and the services can answer. */
export function networkTargets(seeds: Seeds): readonly Target[] {
  return [
    { name: 'relay-frame', seeds: frames(seeds), maxBytes: 66_000, check: relay },
    { name: 'rest-answer', seeds: ANSWERS.map(utf8), maxBytes: 4_096, check: service },
    {
      name: 'text',
      seeds: ['0190a0b1-c2d3-4e5f-8091-a2b3c4d5e6f7', 'AP8H', '00ff07', 'Grüße 👋'].map(utf8),
      maxBytes: 256,
      check: text,
    },
  ];
}

const id = (value: number): Uint8Array => new Uint8Array(16).fill(value);
const WELCOME = {
  case: 'welcome',
  value: { protocolVersion: 1, maxFrameBytes: 65_536, pingIntervalMs: 30_000, deliveryWindow: 64 },
} as const;

function frames({ handshake, content }: Seeds): readonly Uint8Array[] {
  const sealed = fromHex(handshake.messages[3]?.sealed ?? '');
  const all: readonly NonNullable<MessageInitShape<typeof ServerFrameSchema>['frame']>[] = [
    WELCOME,
    {
      case: 'deliver',
      value: {
        mailId: id(1),
        envelopeId: id(2),
        senderAccountId: id(3),
        senderDeviceId: id(4),
        roomId: id(5),
        sealedKey: sealed,
        content: fromHex(content.body),
        acceptedAtMs: 7n,
      },
    },
    { case: 'accepted', value: { envelopeId: id(2), mailboxFull: [{ accountId: id(3), deviceId: id(4) }] } },
    {
      case: 'refused',
      value: { envelopeId: id(2), reason: 3, missing: [{ accountId: id(3), deviceId: id(4) }] },
    },
    { case: 'tryLater', value: { envelopeId: id(2), reason: 1, retryAfterMs: 500 } },
    { case: 'presence', value: { accountId: id(3), online: true } },
    { case: 'typingNotice', value: { roomId: id(5), senderAccountId: id(3), senderDeviceId: id(4), sealed } },
    { case: 'directoryChanged', value: { topic: 3, subject: id(3) } },
    { case: 'pong', value: { nonce: 1n } },
    { case: 'drained', value: {} },
    { case: 'goodbye', value: { code: 3, detail: 'bye' } },
  ];
  return all.map((frame) => toBinary(ServerFrameSchema, create(ServerFrameSchema, { frame })));
}

/** A finished envelope that the relay's limits say how to cut. */
const SEND = toBinary(
  SendSchema,
  create(SendSchema, {
    envelopeId: id(2),
    header: { roomId: id(5), deviceLists: [{ accountId: id(3) }, { accountId: id(4) }] },
    contentChunk: new Uint8Array(49_000),
    keys: [{ accountId: id(3), deviceId: id(4), sealed: new Uint8Array(2_500) }],
    commit: true,
  }),
);
/** Cutting further than this is no limit of a relay that wants to be sent to. */
const MAX_PARTS = 100;

function welcomed({ maxFrameBytes }: Welcome): void {
  if (partsOf(SEND, maxFrameBytes).length > MAX_PARTS)
    throw new Error('a relay can have messages cut to crumbs');
}

const nothing = (): void => undefined;

/** What the router hands frames to, as far as bytes are read there. */
function router(): FrameRouter {
  const settings = { value: { sharePresence: true } };
  const postman = { outbox: {}, trust: {}, groups: {} };
  const parts = {
    mail: { inbox: { deliver: envelopeOf, drained: nothing }, postman: new Postman(stub(postman)) },
    presence: new Presence(stub(settings), stub({}), stub({}), nothing),
    typing: { heard: () => Promise.resolve() },
    people: { refresher: { refresh: () => Promise.resolve() } },
    devices: {
      lists: { refresh: (account: string) => Promise.resolve(fromUuid(account)) },
      prekeys: { replenish: () => Promise.resolve() },
    },
    background: nothing,
  };
  return new FrameRouter(stub(parts));
}

/** Only what the code under test touches exists. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion, typescript/no-unnecessary-type-parameters -- see above
const stub = <T>(value: unknown): T => value as T;

/** A socket that says these bytes at once, and one that says Welcome before. */
function relay(input: Uint8Array): void {
  const routes = router();
  const greeting = toBinary(ServerFrameSchema, create(ServerFrameSchema, { frame: WELCOME }));
  for (const said of [[input], [greeting, input]]) {
    let hear: (bytes: Uint8Array<ArrayBuffer>) => void = nothing;
    const sockets: RelaySockets = {
      open: (_ticket, events) => {
        hear = (bytes) => events.frame(bytes);
        return { send: nothing, bufferedBytes: () => 0, close: nothing };
      },
    };
    const events = {
      welcome: welcomed,
      frame: (frame: ServerFrameCase) => routes.route(frame),
      closed: nothing,
    };
    const link = new Link(sockets, 'ticket', { after: () => nothing }, 0, events);
    for (const bytes of said) hear(Uint8Array.from(bytes));
    link.close();
  }
}

const KDF = '{"salt":"AAAAAAAAAAAAAAAAAAAAAA","rounds":1000000}';
const PERSON = '{"accountId":"a","username":"bob","firstName":"Bob","lastName":"","about":""}';
/** Each begins with a byte that says which call it answers and one that says the status. */
const ANSWERS = [
  `\u0000\u0000{"available":false,"reason":"taken"}`,
  `\u0001\u0000${KDF}`,
  `\u0002\u0000{"accountId":"a","username":"bob","loginSessionId":"s","accessToken":"t","expiresInMs":600000,"complete":true}`,
  `\u0003\u0000{"ticket":"t"}`,
  `\u0004\u0000{"loginSessions":[{"id":"s","deviceId":"d","createdAt":1,"lastUsedAt":2,"userAgent":null,"current":true}]}`,
  `\u0005\u0000{"relation":"friend","user":${PERSON}}`,
  `\u0006\u0000{"lists":["AP8H"],"version":1}`,
  `\u0007\u0000{"x25519OneTime":3,"mlKemOneTime":3,"x25519SignedCounter":1,"mlKemLastResortCounter":1,"x25519OneTimeHighestKeyId":9,"mlKemOneTimeHighestKeyId":9}`,
  `\u0008\u0000{"x25519Signed":"AP8H","mlKemLastResort":"AP8H","x25519OneTime":null}`,
  `\u0009\u0000{"incoming":[{"requestId":"r","user":${PERSON},"createdAt":1}],"outgoing":[]}`,
  `\u000a\u0000{"rooms":[{"roomId":"r","kind":"direct","version":1,"members":[${PERSON}],"open":true}]}`,
  `\u000b\u0000{"friends":[{"user":${PERSON},"since":1,"roomId":"r"}]}`,
  `\u0003\u0002{"type":"about:blank","status":429,"code":"rate-limited","retryAfterMs":1000}`,
];

const CALLS: readonly ((api: Api) => Promise<unknown>)[] = [
  ({ auth }) => auth.checkUsername('bob'),
  ({ auth }) => auth.prelogin('bob'),
  ({ auth }) => auth.refresh(),
  ({ auth }) => auth.ticket('t'),
  ({ auth }) => auth.loginSessions('t'),
  ({ social }) => social.findUser('t', 'bob'),
  ({ social }) => social.deviceLists('t', 'a', 0),
  ({ social }) => social.prekeyStock('t'),
  ({ social }) => social.prekeyBundle('t', 'a', 'd'),
  ({ social }) => social.friendRequests('t'),
  ({ social }) => social.rooms('t'),
  ({ social }) => social.friends('t'),
];
const STATUS = [200, 404, 429, 500, 503];

/** A service that answers these bytes. */
async function service(input: Uint8Array): Promise<void> {
  const [call = 0, status = 0] = input;
  const body = Buffer.from(input.subarray(2)).toString('utf8');
  const api = httpApi('', () =>
    Promise.resolve(new Response(body, { status: STATUS[status % STATUS.length] ?? 200 })),
  );
  await awaited(() => CALLS[call % CALLS.length]?.(api) ?? Promise.resolve());
}

/** Texts that stand for bytes have one form. */
function text(input: Uint8Array): void {
  const written = decoded(() => fromUtf8(input));
  if (written === undefined) return;
  same(utf8(written), input, 'UTF-8');
  const texts: readonly (readonly [(text: string) => Uint8Array, (bytes: Uint8Array) => string])[] = [
    [fromHex, hex],
    [fromBase64url, base64url],
    [fromUuid, (bytes) => uuid(accountId(bytes))],
  ];
  for (const [read, write] of texts) {
    const bytes = decoded(() => read(written));
    if (bytes && write(bytes) !== written) throw new Error('another text for the same bytes');
  }
}
