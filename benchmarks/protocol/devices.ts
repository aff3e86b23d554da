import type { CryptoProvider } from '../../web-client/src/crypto/index.ts';
import {
  accountId,
  buildDeviceList,
  createAccountIdentity,
  createDevice,
  createPrekey,
  deviceId,
  emptyPair,
  encryptContent,
  envelopeId,
  freshId,
  openContent,
  openFromDevice,
  parseSealedMessage,
  prekeysFor,
  roomId,
  sealForDevice,
  signDeviceList,
  signPlace,
  startSession,
  verifyBundle,
  verifyDeviceList,
  type Content,
  type ContentAddress,
  type ContentKey,
  type DevicePublic,
  type OurDevice,
  type OurPrekey,
  type Pair,
  type PrekeyBundle,
  type PrekeyKind,
  type PrekeyRef,
} from '../../web-client/src/protocol/index.ts';

/** A device with one prekey of each kind; one-time keys are kept, so that every handshake may use them again. */
export interface Device {
  readonly us: OurDevice;
  readonly certified: DevicePublic;
  readonly home: ReadonlyMap<string, OurPrekey>;
  readonly bundle: PrekeyBundle;
}

/** An envelope: the body for everybody, the key for one device. */
export interface Envelope {
  readonly body: Uint8Array;
  readonly sealed: Uint8Array;
}

const NOW_MS = 1_790_000_000_000;
const name = (ref: PrekeyRef): string => `${ref.kind}:${ref.keyId}`;

export async function device(crypto: CryptoProvider): Promise<Device> {
  const account = accountId(freshId(crypto));
  const { identity } = await createAccountIdentity(crypto);
  const owner = { accountId: account, accountIdentityKey: identity.publicKey };
  const { device: us } = await createDevice(crypto, { ...owner, deviceId: deviceId(freshId(crypto)) });
  const list = buildDeviceList({
    accountId: account,
    identityKey: identity.publicKey,
    previous: null,
    devices: [{ ...us.public, addedAtMs: NOW_MS }],
    nowMs: NOW_MS,
    identityReset: false,
  });
  const place = await signPlace(crypto, us, NOW_MS);
  const signed = await signDeviceList(crypto, identity, list, [place]);
  const [certified] = (await verifyDeviceList(crypto, account, signed)).certified;
  if (certified === undefined) {
    throw new Error('the list names one device');
  }
  const home = new Map<string, OurPrekey>();
  const publish = async (kind: PrekeyKind): Promise<Uint8Array> => {
    const made = await createPrekey(crypto, us, { kind, keyId: 1, nowMs: NOW_MS });
    home.set(name(made.prekey), made.prekey);
    return made.signed;
  };
  const bundle = {
    x25519Signed: await publish('x25519-signed'),
    x25519OneTime: await publish('x25519-one-time'),
    mlKemLastResort: await publish('ml-kem-last-resort'),
    mlKemOneTime: await publish('ml-kem-one-time'),
  };
  return { us, certified, home, bundle };
}

/** One of two devices that write to each other. */
export class Side {
  pair: Pair;
  nowMs = NOW_MS;
  readonly #crypto: CryptoProvider;
  readonly #mine: Device;
  readonly #theirs: Device;

  constructor(crypto: CryptoProvider, mine: Device, theirs: Device) {
    this.#crypto = crypto;
    this.#mine = mine;
    this.#theirs = theirs;
    this.pair = emptyPair(mine.us.public, theirs.us.public);
  }

  async start(): Promise<void> {
    const { certified, bundle } = this.#theirs;
    const verified = await verifyBundle(this.#crypto, certified, bundle, this.pair.counters);
    this.pair = await startSession(this.#crypto, this.pair, {
      us: this.#mine.us,
      bundle: verified,
      nowMs: this.nowMs,
    });
  }

  async seal(key: ContentKey): Promise<Uint8Array> {
    const { pair, sealed } = await sealForDevice(this.#crypto, this.pair, key, this.nowMs);
    this.pair = pair;
    return sealed;
  }

  async open(sealed: Uint8Array): Promise<ContentKey> {
    const message = parseSealedMessage(sealed);
    const refs = prekeysFor(this.pair, message);
    const find = (ref: PrekeyRef | null): OurPrekey | null =>
      ref === null ? null : (this.#mine.home.get(name(ref)) ?? null);
    const opened = await openFromDevice(this.#crypto, this.pair, {
      us: this.#mine.us,
      them: this.#theirs.certified,
      message,
      prekeys: refs && { signed: find(refs.signed), oneTime: find(refs.oneTime), kem: find(refs.kem) },
      nowMs: this.nowMs,
    });
    this.pair = opened.pair;
    return opened.key;
  }

  /** Encrypts a text once for everybody and its key for the other device. */
  async write(text: string): Promise<Envelope> {
    const { body, key } = await encryptContent(this.#crypto, this.#address(this.#mine), saying(text));
    return { body, sealed: await this.seal(key) };
  }

  async read({ body, sealed }: Envelope): Promise<void> {
    const key = await this.open(sealed);
    await openContent(this.#crypto, this.#address(this.#theirs), key, body);
  }

  #address({ us }: Device): ContentAddress {
    return { roomId: ROOM, sender: us.public, envelopeId: ENVELOPE };
  }
}

const ROOM = roomId(new Uint8Array(16).fill(1));
const ENVELOPE = envelopeId(new Uint8Array(16).fill(2));

function saying(body: string): Content {
  return {
    roomId: ROOM,
    sentAtMs: NOW_MS,
    counter: 1,
    seen: [],
    roomState: { roomVersion: 1, logHead: null, deviceLists: [] },
    body: { type: 'text', body, replyTo: null },
  };
}
