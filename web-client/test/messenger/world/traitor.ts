import { base64url } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import {
  accountId,
  buildDeviceList,
  fromUuid,
  headOf,
  signDeviceList,
  verifyDeviceList,
  type MembershipChange,
  type MembershipEntry,
  type OurDevice,
  type VerifiedLog,
} from '../../../src/protocol/index.ts';
import { signEntry } from '../../../src/protocol/room/make-entry.ts';

type SigningKey = Parameters<CryptoProvider['ed25519']['sign']>[0];

/** Holds every signing key that was made in a world, as who stole the keys of an account would. */
export class Traitor {
  readonly crypto: CryptoProvider;
  readonly #keys = new Map<string, SigningKey>();

  constructor(crypto: CryptoProvider) {
    const { ed25519 } = crypto;
    const generate = async () => {
      const pair = await ed25519.generate();
      this.#keys.set(base64url(pair.publicKey), pair.key);
      return pair;
    };
    this.crypto = { ...crypto, ed25519: { ...ed25519, generate } };
  }

  /** A list that follows `before` and names the same devices; another time makes it another list. */
  async successor(account: string, before: Uint8Array, nowMs: number): Promise<Uint8Array> {
    const { crypto } = this;
    const known = await verifyDeviceList(crypto, accountId(fromUuid(account)), before);
    const { identityKey, devices } = known;
    const list = buildDeviceList({
      accountId: accountId(fromUuid(account)),
      identityKey,
      previous: headOf(known),
      devices,
      nowMs,
      identityReset: false,
    });
    const identity = { publicKey: identityKey, signing: this.#key(identityKey) };
    return signDeviceList(crypto, identity, list, known.deviceSignatures);
  }

  /**
   * An entry of a membership log by the only device of an account, with the key of that device or of another one.
   *
   * @param after the log that it follows
   */
  async entry(
    account: string,
    signedList: Uint8Array,
    after: VerifiedLog,
    change: MembershipChange,
    signedBy?: Uint8Array,
  ): Promise<Uint8Array> {
    const list = await verifyDeviceList(this.crypto, accountId(fromUuid(account)), signedList);
    const [device] = list.certified;
    if (!device) throw new Error('the list names a device');
    const ours = { public: device, signing: this.#key(signedBy ?? device.signingKey) };
    const entry: MembershipEntry = {
      roomId: after.roomId,
      sequence: after.sequence + 1,
      previousHash: after.headHash,
      author: { accountId: device.accountId, deviceId: device.deviceId },
      listVersion: list.version,
      listHash: list.hash,
      createdAtMs: 1,
      change,
    };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- signing asks for nothing else
    return signEntry(this.crypto, ours as OurDevice, entry, signedList);
  }

  #key(publicKey: Uint8Array): SigningKey {
    const key = this.#keys.get(base64url(publicKey));
    if (!key) throw new Error('that key was not made in this world');
    return key;
  }
}
