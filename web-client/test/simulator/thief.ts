import { create, toBinary } from '@bufbuild/protobuf';

import { base64url, fromUtf8, utf8 } from '../../src/bytes/index.ts';
import { createMessenger } from '../../src/messenger/create-messenger.ts';
import { ApiError, type Api, type PrekeyMarks } from '../../src/messenger/ports/api.ts';
import type { RelaySockets } from '../../src/messenger/ports/relay-socket.ts';
import { MemoryStore, type MemoryDisk } from '../../src/storage/memory/memory-store.ts';
import { assumedNetwork } from '../../src/transport/browser/platform.ts';
import { soleHolder } from '../../src/transport/browser/web-lock.ts';
import { ServerFrameSchema, type Deliver } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import type { ServerFrameInit } from '../messenger/world/mailboxes-double.ts';
import { PASSWORD } from '../messenger/world/someone.ts';
import type { World } from '../messenger/world/world.ts';
import { overheard } from './canaries.ts';
import type { Device } from './device.ts';
import type { Ways } from './network.ts';
import type { Witness } from './witness.ts';

/** Everything on a device's disk at one moment, and what it had taken in of its mail by then. */
export interface Theft {
  readonly device: Device;
  readonly disk: MemoryDisk;
  /** Envelopes that the device had read and acknowledged; what is asked for comes once more in another one. */
  readonly consumed: ReadonlySet<string>;
  /** What the service said of its prekeys: a client that hears of younger ones throws its sessions away. */
  readonly stock: PrekeyMarks;
}

/** What a thief read of the mail of the device, who has all of it and the password besides. */
export interface Loot {
  readonly device: string;
  readonly read: readonly number[];
  /** Messages that had been taken in before: their keys must be gone. */
  readonly before: readonly number[];
}

export function steals({ relay, social }: World, device: Device): Theft {
  const disk = device.copyOfTheDisk();
  const waiting = new Set(relay.mailboxes.of(device.deviceId).mail.keys());
  const all = relay.mailboxes.everFor(device.deviceId);
  const unread = all.filter(({ mailId }) => waiting.has(fromUtf8(mailId))).map(envelopeOf);
  const stock = social.prekeys.left(device.deviceId);
  const consumed = new Set(all.map(envelopeOf).filter((each) => !unread.includes(each)));
  return { device, disk, stock, consumed };
}

/**
 * Runs the client on the stolen disk, which has forgotten what it had read, and gives it all mail that the device ever
 * got. The thief is passive: nothing is sent, and the services only answer questions.
 */
export async function readsMail(world: World, ways: Ways, witness: Witness, theft: Theft): Promise<Loot> {
  const { device, consumed } = theft;
  const disk = copyOf(theft.disk);
  const mail = world.relay.mailboxes.everFor(device.deviceId);
  for (const shelf of ['envelopes_seen', 'message_ids'] as const) disk.shelves.get(shelf)?.clear();
  const contents = new Map(mail.map((each) => [tag(each), each.content]));
  const opened = new Set<string>();
  const crypto = overheard(world.crypto, (ciphertext) => opened.add(tagOf(ciphertext)));
  const thief = createMessenger({
    openStore: async () => new MemoryStore(disk),
    api: await asked(world, theft),
    sockets: delivering(ways, mail),
    crypto,
    clock: { now: () => ways.time.nowMs },
    timers: { after: (delayMs, run) => ways.time.after(delayMs, run) },
    random: { bytes: (length) => crypto.random(length), fraction: () => ways.chance.fraction() },
    network: assumedNetwork,
    lock: soleHolder,
  });
  await thief.call('unlock', { password: PASSWORD });
  await ways.time.sleep(30_000);
  await thief.stop();
  const messagesIn = (tags: Iterable<string>) =>
    [...tags].flatMap((each) => witness.canaries.within(contents.get(each) ?? new Uint8Array()));
  const late = new Set(mail.filter((each) => !consumed.has(envelopeOf(each))).map(tag));
  // Whoever is told that nothing was stored, or is asked for it, encrypts it once more, after the theft.
  const again = new Set(messagesIn(late));
  return {
    device: device.name,
    read: messagesIn(opened),
    before: messagesIn(mail.map(tag).filter((each) => !late.has(each))).filter((each) => !again.has(each)),
  };
}

const READS = new Set([
  'deviceLists',
  'roomLog',
  'rooms',
  'friends',
  'friendRequests',
  'blocks',
  'user',
  'profile',
]);

/** The services, to somebody who has a login of the device and only asks; of the account's own lists nothing newer. */
async function asked(world: World, { device, stock }: Theft): Promise<Api> {
  const { username, accountId, deviceId } = device;
  const auth = world.auth.client();
  world.auth.acceptsAnything = true;
  await auth.login({ username, authenticationKey: new Uint8Array(32), deviceId });
  world.auth.acceptsAnything = false;
  const genuine = world.social.client();
  const social = new Proxy(genuine, {
    get: (target, name, receiver) => {
      const method: unknown = Reflect.get(target, name, receiver);
      return async (...input: unknown[]) => {
        if (name === 'prekeyStock') return stock;
        if (!READS.has(String(name)) || typeof method !== 'function') throw new ApiError('network');
        if (name === 'deviceLists' && input[1] === accountId) return { lists: [], version: 0 };
        const answer: unknown = await Reflect.apply(method, target, input);
        return answer;
      };
    },
  });
  return { auth: { ...auth, logout: () => Promise.reject(new ApiError('network')) }, social };
}

function delivering({ time }: Ways, mail: readonly Deliver[]): RelaySockets {
  return {
    open: (_ticket, events) => {
      const frames: readonly ServerFrameInit[] = [
        { case: 'welcome', value: WELCOME },
        ...mail.map((each, at) => ({
          case: 'deliver' as const,
          value: { ...each, mailId: utf8(`again-${at}`) },
        })),
        { case: 'drained', value: {} },
      ];
      time.after(1, () => events.opened());
      for (const [at, frame] of frames.entries()) {
        const bytes = toBinary(ServerFrameSchema, create(ServerFrameSchema, { frame }));
        time.after(2 + at, () => events.frame(bytes));
      }
      return {
        send: () => undefined,
        bufferedBytes: () => 0,
        close: () => time.after(1, () => events.closed(1000)),
      };
    },
  };
}

const WELCOME = {
  protocolVersion: 1,
  maxFrameBytes: 65_536,
  maxContentBytes: 262_144,
  maxSendBytes: 524_288,
  deliveryWindow: 4_096,
  pingIntervalMs: 3_600_000,
  serverTimeMs: 0n,
  lastSendCounter: 0n,
};

const envelopeOf = ({ envelopeId }: Deliver) => base64url(envelopeId);
const tag = ({ content }: Deliver) => tagOf(content);
const tagOf = (ciphertext: Uint8Array) => base64url(ciphertext.subarray(-16));

const copyOf = ({ generation, shelves }: MemoryDisk): MemoryDisk => ({
  generation,
  shelves: new Map([...shelves].map(([name, shelf]) => [name, new Map(shelf)])),
});
