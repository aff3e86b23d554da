/**
 * What one message costs the device that writes it to a room of 100 devices, two of each account: processor time of
 * encryption, sealing for each device and storing, and bytes on the wire. In the worst case every pair takes a post-quantum
 * step with it; or each device is of another account, whose list the message names. Prints one Markdown table. Nothing here asserts: it tells.
 *
 *     node benchmarks/hundred-devices/measure.ts [devices] [rounds]
 */
import { create, toBinary } from '@bufbuild/protobuf';
import { Secret, type Fixed } from '../../web-client/src/bytes/index.ts';
import { createWebCrypto } from '../../web-client/src/crypto/webcrypto/index.ts';
import { encodeFrame } from '../../web-client/src/messenger/connection/frames.ts';
import type { FoundBundle } from '../../web-client/src/messenger/devices/bundle.ts';
import { Pairs } from '../../web-client/src/messenger/devices/pairs.ts';
import type { Prekeys } from '../../web-client/src/messenger/devices/prekeys.ts';
import { OUTBOX, outboxName } from '../../web-client/src/messenger/outbox/records.ts';
import { partsOf } from '../../web-client/src/messenger/outbox/parts.ts';
import { Ledger } from '../../web-client/src/messenger/vault/ledger.ts';
import { RecordSealer } from '../../web-client/src/messenger/vault/record-sealer.ts';
import {
  accountId as asAccountId,
  encryptContent,
  envelopeId,
  freshId,
  limits,
  openVault,
  parseSealedMessage,
  roomId,
  uuid,
  verifyBundle,
  type Content,
} from '../../web-client/src/protocol/index.ts';
import { MemoryStore } from '../../web-client/src/storage/memory/memory-store.ts';
import { SendSchema } from '../../web-client/src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { device, Side, type Device } from '../protocol/devices.ts';

const DEVICES = Number(process.argv[2] ?? 100);
const ROUNDS = Number(process.argv[3] ?? 10);
const DEVICES_EACH = 2;
/** The first rounds are not measured: the code is compiled by then. */
const WARM_UP = 2;
/** `Welcome.max_frame_bytes` of the relay. */
const MAX_FRAME_BYTES = 65_536;
const TEXT =
  'See you at seven, at the usual place? Bring the small tent, and somebody who knows how to pitch it.';

interface Cost {
  readonly cpuMs: number;
  readonly bytes: number;
  /** Of these: the body, and what was sealed for one device. */
  readonly body: number;
  readonly sealed: number;
}

const crypto = await createWebCrypto();
const mine = await device(crypto);
const others: { readonly device: Device; readonly side: Side }[] = [];
while (others.length < DEVICES - 1) {
  const other = await device(crypto);
  others.push({ device: other, side: new Side(crypto, other, mine) });
}
let nowMs = others[0]?.side.nowMs ?? 0;
const store = new MemoryStore();
const vault = await openVault(crypto, Secret.of('VaultRoot', 32, crypto.random(32)));
const ledger = new Ledger(store, await store.claim(), 'vault', new RecordSealer(crypto, vault));
// Nobody is asked for anything, and no prekey of this device is used: it begins every session.
// oxlint-disable typescript/no-unsafe-type-assertion
const pairs = new Pairs({
  crypto,
  device: mine.us,
  ledger,
  prekeys: { find: () => Promise.resolve(null) } as unknown as Prekeys,
  clock: { now: () => nowMs },
});
// oxlint-enable typescript/no-unsafe-type-assertion
const room = roomId(freshId(crypto));
let written = 0;

const first = await cost(await bundles());
await everybodyWrites();
const KINDS = ['ordinary', 'strangers', 'answer', 'offer'] as const;
const costs: Record<(typeof KINDS)[number], Cost[]> = { ordinary: [], strangers: [], answer: [], offer: [] };
for (let round = 0; round < WARM_UP + ROUNDS; round++) {
  const taken = { ordinary: await cost(), strangers: await cost(new Map(), 1), ...(await steps()) };
  if (round < WARM_UP) continue;
  for (const name of KINDS) costs[name].push(taken[name]);
}
report();
process.exit(0);

/** A day later a step is due: theirs, which this device answers, and then one that it offers itself. */
async function steps(): Promise<{ readonly answer: Cost; readonly offer: Cost }> {
  later();
  await everybodyWrites();
  const answer = await cost();
  await everybodyWrites();
  later();
  const offer = await cost();
  await everybodyWrites();
  await cost();
  return { answer, offer };
}

function later(): void {
  nowMs += limits.POST_QUANTUM_AFTER_MS;
  for (const { side } of others) side.nowMs = nowMs;
}

/** One message of this device to all others, who read it; only what this device does is measured. */
async function cost(
  verified: ReadonlyMap<Device, FoundBundle> = new Map(),
  devicesEach = DEVICES_EACH,
): Promise<Cost> {
  const before = process.cpuUsage();
  const { frames, keys, body } = await send(verified, devicesEach);
  const { user, system } = process.cpuUsage(before);
  for (const [at, { side }] of others.entries()) {
    const sealed = keys[at];
    if (sealed) await side.open(sealed);
  }
  const bytes = frames.reduce((sum, { length }) => sum + length, 0);
  return { cpuMs: (user + system) / 1_000, bytes, body, sealed: keys[0]?.length ?? 0 };
}

/** As `EnvelopeMaker` and `Lane` do it: encrypted once, sealed for each, stored with the advanced ratchets, cut into frames. */
async function send(verified: ReadonlyMap<Device, FoundBundle>, devicesEach: number) {
  const id = envelopeId(freshId(crypto));
  // Every device here has an account of its own; of several devices of one account one list is named.
  const lists = [mine, ...others.map((each) => each.device)]
    .slice(0, Math.ceil(DEVICES / devicesEach))
    .map(({ us }) => us.public.accountId);
  const envelope = await ledger.transact(async (tx) => {
    const { body, key } = await encryptContent(
      crypto,
      { roomId: room, sender: mine.us.public, envelopeId: id },
      contentFor(lists),
    );
    const keys = [];
    for (const { device: other } of others) {
      const { accountId, deviceId } = other.us.public;
      keys.push({
        accountId,
        deviceId,
        sealed: await pairs.seal(tx, other.certified, key, verified.get(other)),
      });
    }
    const header = {
      roomId: room,
      roomVersion: 7n,
      deviceLists: lists.map((accountId) => ({ accountId, version: 3n })),
      sendCounter: BigInt(written),
      silent: false,
      targeted: false,
    };
    const message = create(SendSchema, { envelopeId: id, header, contentChunk: body, keys, commit: true });
    const sent = { id: uuid(id), wireId: 'x'.repeat(43), send: toBinary(SendSchema, message) };
    const row = {
      seq: written,
      roomId: uuid(room),
      body: { type: 'text', text: TEXT } as const,
      messageIndex: written,
      sentAtMs: nowMs,
      counter: written,
      seen: [],
      envelope: sent,
      left: true,
    };
    tx.put(OUTBOX, outboxName(row), row);
    return { send: sent.send, body: body.length, keys: keys.map(({ sealed }) => sealed) };
  });
  const parts = partsOf(envelope.send, MAX_FRAME_BYTES);
  return { ...envelope, frames: parts.map((value) => encodeFrame({ case: 'send', value })) };
}

function contentFor(lists: readonly Fixed<16>[]): Content {
  written++;
  return {
    roomId: room,
    sentAtMs: nowMs,
    counter: written,
    seen: [],
    roomState: {
      roomVersion: 7,
      logHead: crypto.random(32),
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- account ids, all of them
      deviceLists: lists.map((accountId) => ({
        accountId: asAccountId(accountId),
        version: 3,
        hash: crypto.random(32),
      })),
    },
    body: { type: 'text', body: TEXT, replyTo: null },
  };
}

async function bundles(): Promise<ReadonlyMap<Device, FoundBundle>> {
  const verified = new Map<Device, FoundBundle>();
  for (const { device: other } of others) {
    const { counters, generation } = await pairs.with(other.certified);
    const bundle = await verifyBundle(crypto, other.certified, other.bundle, counters);
    verified.set(other, { bundle, generation });
  }
  return verified;
}

/** Each of the others writes once, which turns every ratchet. */
async function everybodyWrites(): Promise<void> {
  for (const { device: other, side } of others) {
    const { sealed } = await side.write(TEXT);
    await ledger.transact((tx) => pairs.open(tx, other.certified, parseSealedMessage(sealed)));
  }
}

function report(): void {
  const rows: [string, Cost][] = [
    [`first message, a handshake with each (once)`, first],
    ['ordinary message', median(costs.ordinary)],
    ['the same, each device of another account', median(costs.strangers)],
    ['every pair takes a post-quantum step: it answers', median(costs.answer)],
    ['every pair takes a post-quantum step: it offers', median(costs.offer)],
  ];
  const lines = rows.map(
    ([what, { cpuMs, bytes, body, sealed }], at) =>
      `| ${what} | ${cpuMs.toFixed(0)} ms | ${(bytes / 1_000).toFixed(1)} kB | ${body} + ${DEVICES - 1} × ${sealed} bytes | ${at === 1 ? '≤ 150 ms, ≤ 30 KB' : ''} |`,
  );
  process.stdout.write(
    `| to ${DEVICES - 1} other devices, median of ${ROUNDS} | processor time | on the wire | body and sealed keys in it | aim |\n| --- | --- | --- | --- | --- |\n${lines.join('\n')}\n`,
  );
}

function median(all: readonly Cost[]): Cost {
  const of = (value: (each: Cost) => number) =>
    all.map(value).toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
  return {
    cpuMs: of(({ cpuMs }) => cpuMs),
    bytes: of(({ bytes }) => bytes),
    body: of(({ body }) => body),
    sealed: of(({ sealed }) => sealed),
  };
}
