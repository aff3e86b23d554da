import { fixed, hex, Secret } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  accountId,
  buildDeviceList,
  createAccountIdentity,
  createDevice,
  createPrekey,
  decodePair,
  deviceId,
  emptyPair,
  encodePair,
  freshId,
  openFromDevice,
  parseSealedMessage,
  prekeysFor,
  sealForDevice,
  signDeviceList,
  signPlace,
  startSession,
  verifyBundle,
  verifyDeviceList,
  messageId,
  type ContentKey,
  type DeviceId,
  type DevicePublic,
  type OurAccountIdentity,
  type OurDevice,
  type OurPrekey,
  type Pair,
  type PrekeyBundle,
  type PrekeyKind,
  type PrekeyRef,
  type RatchetSessionId,
  type SecretRecord,
} from '../../src/protocol/index.ts';

/** Monday morning. Nothing in the protocol reads a clock. */
export const MONDAY_MS = 1_790_000_000_000;

/** A person with one device: her keys, her prekeys at home and those at the server. */
export interface Person {
  readonly identity: OurAccountIdentity;
  readonly device: OurDevice;
  /** As others certify it. */
  readonly certified: DevicePublic;
  readonly signedList: Uint8Array;
  /** The sealed half of the identity and of the device, as they would be stored. */
  readonly identityRecord: SecretRecord<'AccountIdentityRecord'>;
  readonly record: SecretRecord<'DeviceRecord'>;
  readonly home: Map<string, OurPrekey>;
  readonly records: Map<string, SecretRecord<'PrekeyRecord'>>;
  readonly shelf: Map<PrekeyKind, Uint8Array[]>;
  readonly crypto: CryptoProvider;
}

const refKey = (ref: PrekeyRef): string => `${ref.kind}:${ref.keyId}`;

/** @param id of the device; drawn after the account's, as the vectors have it, if there is none */
export async function person(crypto: CryptoProvider, id?: DeviceId): Promise<Person> {
  const account = accountId(freshId(crypto));
  const { identity, record: identityRecord } = await createAccountIdentity(crypto);
  const { device, record } = await createDevice(crypto, {
    accountId: account,
    deviceId: id ?? deviceId(freshId(crypto)),
    accountIdentityKey: identity.publicKey,
  });
  const list = buildDeviceList({
    accountId: account,
    identityKey: identity.publicKey,
    previous: null,
    devices: [{ ...device.public, addedAtMs: MONDAY_MS }],
    nowMs: MONDAY_MS,
    identityReset: false,
  });
  const signedList = await signDeviceList(crypto, identity, list, [
    await signPlace(crypto, device, MONDAY_MS),
  ]);
  const verified = await verifyDeviceList(crypto, account, signedList);
  const [certified] = verified.certified;
  if (certified === undefined) {
    throw new Error('the list names one device');
  }
  return {
    identity,
    identityRecord,
    device,
    certified,
    signedList,
    record,
    home: new Map(),
    records: new Map(),
    shelf: new Map(),
    crypto,
  };
}

/** Makes and publishes prekeys of a kind. */
export async function stock(who: Person, kind: PrekeyKind, count: number, counter = 1): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    const keyId = who.home.size + 1;
    const { prekey, record, signed } = await createPrekey(who.crypto, who.device, {
      kind,
      keyId,
      counter,
      nowMs: MONDAY_MS,
    });
    who.home.set(refKey(prekey), prekey);
    who.records.set(refKey(prekey), record);
    who.shelf.set(kind, [...(who.shelf.get(kind) ?? []), signed]);
  }
}

/** What the server would hand out: rotating ones again and again, one-time ones once. */
export function bundleOf(who: Person): PrekeyBundle {
  const rotating = (kind: PrekeyKind): Uint8Array => {
    const newest = who.shelf.get(kind)?.at(-1);
    if (newest === undefined) {
      throw new Error(`no ${kind} on the shelf`);
    }
    return newest;
  };
  return {
    x25519Signed: rotating('x25519-signed'),
    x25519OneTime: who.shelf.get('x25519-one-time')?.shift() ?? null,
    mlKemLastResort: rotating('ml-kem-last-resort'),
    mlKemOneTime: who.shelf.get('ml-kem-one-time')?.shift() ?? null,
  };
}

/** A person with everything needed to be written to. */
export async function settledPerson(crypto: CryptoProvider, oneTime = 2): Promise<Person> {
  const who = await person(crypto);
  await stock(who, 'x25519-signed', 1);
  await stock(who, 'ml-kem-last-resort', 1);
  await stock(who, 'x25519-one-time', oneTime);
  await stock(who, 'ml-kem-one-time', oneTime);
  return who;
}

/** One side of a conversation between two devices; its state is replaced only on success, as the engine does. */
export class Side {
  pair: Pair;
  /** [S-8] The session that the next message has to mend. */
  failing: RatchetSessionId | null = null;
  readonly us: Person;
  readonly them: Person;

  constructor(us: Person, them: Person) {
    this.us = us;
    this.them = them;
    this.pair = emptyPair(us.device.public, them.device.public);
  }

  async start(nowMs = MONDAY_MS, repairOf?: RatchetSessionId): Promise<void> {
    const bundle = await verifyBundle(
      this.us.crypto,
      this.them.certified,
      bundleOf(this.them),
      this.pair.counters,
    );
    const input = { us: this.us.device, bundle, nowMs };
    this.pair = await startSession(this.us.crypto, this.pair, repairOf ? { ...input, repairOf } : input);
    this.failing = null;
  }

  /** The state as bytes, to be compared. */
  get fingerprint(): string {
    return hex(encodePair(this.pair).expose());
  }

  /** Id of the ratchet session that sends. */
  get activeId(): string | null {
    const active = this.pair.active;
    return active === null ? null : hex(active.id);
  }

  /** Closes and opens the app: what is not in the record is gone. */
  restart(): void {
    this.pair = decodePair(encodePair(this.pair).expose());
  }

  /** Seals and dies before the new state was stored; nothing was sent either. */
  async crashWhileSending(key: ContentKey, nowMs = MONDAY_MS): Promise<void> {
    await sealForDevice(this.us.crypto, this.pair, key, nowMs);
    this.restart();
  }

  async send(key: ContentKey, nowMs = MONDAY_MS): Promise<Uint8Array> {
    if (this.failing !== null) {
      await this.start(nowMs, this.failing);
    }
    const { pair, sealed } = await sealForDevice(this.us.crypto, this.pair, key, nowMs);
    this.pair = pair;
    return sealed;
  }

  async receive(sealed: Uint8Array, nowMs = MONDAY_MS): Promise<ContentKey> {
    const message = parseSealedMessage(sealed);
    const refs = prekeysFor(this.pair, message);
    const find = (ref: PrekeyRef | null): OurPrekey | null =>
      ref === null ? null : (this.us.home.get(refKey(ref)) ?? null);
    const opened = await openFromDevice(this.us.crypto, this.pair, {
      us: this.us.device,
      them: this.them.certified,
      message,
      prekeys:
        refs === null
          ? null
          : { signed: find(refs.signed), oneTime: find(refs.oneTime), kem: find(refs.kem) },
      nowMs,
    });
    this.pair = opened.pair;
    const isSound = hex(message.sessionId) === this.activeId;
    this.failing = opened.repairDue ?? (isSound ? null : this.failing);
    for (const used of opened.usedPrekeys) {
      this.us.home.delete(refKey(used));
    }
    return opened.key;
  }
}

/** A content key that is recognisable by its number. */
export function contentKey(number: number): ContentKey {
  const id = new Uint8Array(32);
  new DataView(id.buffer).setUint32(28, number);
  return { secret: Secret.of('ContentSecret', 32, fixed(32, id, 'secret')), messageId: messageId(id) };
}

/** The number of a content key made by {@link contentKey}. */
export function numberOf(key: ContentKey): number {
  return new DataView(key.messageId.buffer, key.messageId.byteOffset).getUint32(28);
}
