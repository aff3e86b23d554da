import { base64url } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import {
  accountId,
  buildDeviceList,
  fromUuid,
  headOf,
  signDeviceList,
  verifyDeviceList,
} from '../../../src/protocol/index.ts';

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

  #key(publicKey: Uint8Array): SigningKey {
    const key = this.#keys.get(base64url(publicKey));
    if (!key) throw new Error('that key was not made in this world');
    return key;
  }
}
