import { TacetError } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { createDevice, deviceId, freshId, signPlace, type Opening } from '../../src/protocol/index.ts';
import { newcomerKey, type Introduction } from '../../src/protocol/linking/messages.ts';
import { openLinkMessage, sealLinkMessage, type LinkNumber } from '../../src/protocol/linking/sealing.ts';
import { NAME } from './linking-story.ts';
import { MONDAY_MS, type Person } from './people.ts';

/** `link-tag`, or whatever else a linking ends with. */
export const ending = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'linked',
    (cause: unknown) => (cause instanceof TacetError ? `${cause.kind} ${cause.code}` : String(cause)),
  );
export const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = bytes.slice();
  const at = (bit >> 3) % copy.length;
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit & 7));
  return copy;
};

/** Somebody who has read the code over Alice's shoulder, and controls what arrives. */
export class Mallory {
  readonly #crypto: CryptoProvider;
  readonly #opening: Opening;

  constructor(crypto: CryptoProvider, opening: Opening) {
    this.#crypto = crypto;
    this.#opening = opening;
  }

  seal(number: LinkNumber, plaintext: Uint8Array): Promise<Uint8Array> {
    const { meeting } = this.#opening;
    return sealLinkMessage(this.#crypto, meeting, meeting.key, number, plaintext);
  }

  open(number: LinkNumber, sealed: Uint8Array): Promise<Uint8Array> {
    const { meeting } = this.#opening;
    return openLinkMessage(this.#crypto, meeting, meeting.key, number, sealed);
  }
}

/** A device and an ephemeral key of Mallory's own. */
export async function intruder(crypto: CryptoProvider, alice: Person, id = deviceId(freshId(crypto))) {
  const { device } = await createDevice(crypto, { ...alice.certified, deviceId: id });
  const ephemeral = await crypto.x25519.generate();
  const place = await signPlace(crypto, device, MONDAY_MS);
  const introduction: Introduction = {
    ephemeralKey: newcomerKey(ephemeral.publicKey),
    blind: crypto.random(32),
    device: place,
    name: NAME,
  };
  return { place, ephemeral, introduction };
}
