import type { CryptoProvider } from '../../../src/crypto/index.ts';
import type { PrekeyBundleAnswer, PrekeyUpload } from '../../../src/messenger/ports/api.ts';
import {
  accountId,
  buildDeviceList,
  createAccountIdentity,
  createDevice,
  createPrekey,
  deviceId,
  emptyPair,
  freshId,
  fromUuid,
  headOf,
  needsSession,
  openFromDevice,
  prekeysFor,
  sealForDevice,
  signDeviceList,
  signPlace,
  startSession,
  uuid,
  verifyBundle,
  type ContentKey,
  type DeviceAddress,
  type DevicePublic,
  type OurAccountIdentity,
  type OurDevice,
  type OurPrekey,
  type Pair,
  type PrekeyKind,
  type PrekeyRef,
  type SealedMessage,
  type VerifiedDeviceList,
} from '../../../src/protocol/index.ts';

/** One-time prekeys of each kind: as many as any test uses up. */
const STOCK = 4;

/** Keys, prekeys and ratchet sessions of a client that a test makes itself; all of it in memory. */
export class HandmadeDevice {
  readonly #crypto: CryptoProvider;
  readonly #now: () => number;
  readonly #identity: OurAccountIdentity;
  readonly #device: OurDevice;
  readonly #prekeys = new Map<string, OurPrekey>();
  readonly #pairs = new Map<string, Pair>();
  #sends = 0;

  private constructor(
    crypto: CryptoProvider,
    now: () => number,
    identity: OurAccountIdentity,
    device: OurDevice,
  ) {
    this.#crypto = crypto;
    this.#now = now;
    this.#identity = identity;
    this.#device = device;
  }

  static async make(crypto: CryptoProvider, now: () => number, account: string): Promise<HandmadeDevice> {
    const { identity } = await createAccountIdentity(crypto);
    const { device } = await createDevice(crypto, {
      accountId: accountId(fromUuid(account)),
      deviceId: deviceId(freshId(crypto)),
      accountIdentityKey: identity.publicKey,
    });
    return new HandmadeDevice(crypto, now, identity, device);
  }

  get id(): string {
    return uuid(this.#device.public.deviceId);
  }

  get address(): DeviceAddress {
    const { accountId: account, deviceId: device } = this.#device.public;
    return { accountId: account, deviceId: device };
  }

  nextSend(): number {
    return ++this.#sends;
  }

  /** The signed list that names this device alone. */
  async list(previous: VerifiedDeviceList | null): Promise<Uint8Array> {
    const place = await signPlace(this.#crypto, this.#device, this.#now());
    const list = buildDeviceList({
      accountId: this.#device.public.accountId,
      identityKey: this.#identity.publicKey,
      previous: previous && headOf(previous),
      devices: [place],
      nowMs: this.#now(),
      identityReset: previous !== null,
    });
    return signDeviceList(this.#crypto, this.#identity, list, [place]);
  }

  /** The next list under the same identity, which names another device in its place. */
  async listWithoutIt(previous: VerifiedDeviceList): Promise<Uint8Array> {
    const { device: other } = await createDevice(this.#crypto, {
      accountId: this.#device.public.accountId,
      deviceId: deviceId(freshId(this.#crypto)),
      accountIdentityKey: this.#identity.publicKey,
    });
    const place = await signPlace(this.#crypto, other, this.#now());
    const list = buildDeviceList({
      accountId: this.#device.public.accountId,
      identityKey: this.#identity.publicKey,
      previous: headOf(previous),
      devices: [place],
      nowMs: this.#now(),
      identityReset: false,
    });
    return signDeviceList(this.#crypto, this.#identity, list, [place]);
  }

  async stock(): Promise<PrekeyUpload> {
    const several = async (kind: PrekeyKind) => {
      const made: Uint8Array[] = [];
      for (let left = STOCK; left > 0; left--) made.push(await this.#prekey(kind));
      return made;
    };
    return {
      x25519Signed: await this.#prekey('x25519-signed'),
      mlKemLastResort: await this.#prekey('ml-kem-last-resort'),
      x25519OneTime: await several('x25519-one-time'),
      mlKemOneTime: await several('ml-kem-one-time'),
    };
  }

  /** @param bundle asked for when a ratchet session has to begin */
  async seals(
    them: DevicePublic,
    key: ContentKey,
    bundle: () => Promise<PrekeyBundleAnswer>,
  ): Promise<Uint8Array> {
    let pair = this.#pairWith(them);
    if (needsSession(pair, this.#now())) {
      const answer = await bundle();
      const found = {
        ...answer,
        x25519OneTime: answer.x25519OneTime ?? null,
        mlKemOneTime: answer.mlKemOneTime ?? null,
      };
      const verified = await verifyBundle(this.#crypto, them, found, pair.counters);
      pair = await startSession(this.#crypto, pair, {
        us: this.#device,
        bundle: verified,
        nowMs: this.#now(),
      });
    }
    const sealed = await sealForDevice(this.#crypto, pair, key, this.#now());
    this.#pairs.set(uuid(them.deviceId), sealed.pair);
    return sealed.sealed;
  }

  /** As if nothing had been sealed meanwhile: what is said in vain does not advance the ratchet. */
  async inVain<T>(work: () => Promise<T>): Promise<T> {
    const before = new Map(this.#pairs);
    const result = await work();
    this.#pairs.clear();
    for (const [device, pair] of before) this.#pairs.set(device, pair);
    return result;
  }

  async opens(them: DevicePublic, message: SealedMessage): Promise<ContentKey> {
    const pair = this.#pairWith(them);
    const refs = prekeysFor(pair, message);
    const find = (ref: PrekeyRef | null) => (ref && this.#prekeys.get(`${ref.kind} ${ref.keyId}`)) ?? null;
    const prekeys = refs && { signed: find(refs.signed), oneTime: find(refs.oneTime), kem: find(refs.kem) };
    const input = { us: this.#device, them, message, prekeys, nowMs: this.#now() };
    const opened = await openFromDevice(this.#crypto, pair, input);
    this.#pairs.set(uuid(them.deviceId), opened.pair);
    return opened.key;
  }

  #pairWith(them: DevicePublic): Pair {
    return this.#pairs.get(uuid(them.deviceId)) ?? emptyPair(this.#device.public, them);
  }

  async #prekey(kind: PrekeyKind): Promise<Uint8Array> {
    const keyId = this.#prekeys.size + 1;
    const plan = { kind, keyId, counter: 1, nowMs: this.#now() };
    const { prekey, signed } = await createPrekey(this.#crypto, this.#device, plan);
    this.#prekeys.set(`${kind} ${keyId}`, prekey);
    return signed;
  }
}
