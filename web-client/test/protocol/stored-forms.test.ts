import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromHex, u8 } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  accountId,
  decodePair,
  encodePair,
  openFromDevice,
  parseSealedMessage,
  postQuantum,
  restoreDevice,
  sealForDevice,
  sessionsOf,
  verifyDeviceList,
  type ContentKey,
  type DevicePublic,
  type OurDevice,
  type Pair,
} from '../../src/protocol/index.ts';
import { watchedCrypto } from './ledger.ts';
import { contentKey, MONDAY_MS, numberOf } from './people.ts';

/** `fixtures/pairs-form-1.json`. It cannot be made again: no code writes this form any more. */
interface Fixtures {
  readonly alice: StoredDevice;
  readonly bob: StoredDevice;
  readonly moments: readonly {
    readonly name: string;
    readonly alice: StoredPair;
    readonly bob: StoredPair;
  }[];
}
interface StoredDevice {
  readonly device: string;
  readonly signedDeviceList: string;
}
interface StoredPair {
  readonly pair: string;
  /** Messages to this side that it has not read. */
  readonly underWay: readonly { readonly number: number; readonly sealed: string }[];
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own file
const fixtures = JSON.parse(
  readFileSync(new URL('fixtures/pairs-form-1.json', import.meta.url), 'utf8'),
) as Fixtures;

/** A device that wakes up with what an older version of this code left on its disk. */
class Woken {
  pair: Pair;
  readonly #crypto: CryptoProvider;
  readonly #us: OurDevice;
  readonly #them: DevicePublic;

  private constructor(crypto: CryptoProvider, us: OurDevice, them: DevicePublic, pair: Pair) {
    this.#crypto = crypto;
    this.#us = us;
    this.#them = them;
    this.pair = pair;
  }

  static async from(crypto: CryptoProvider, ours: StoredDevice, theirs: StoredDevice, stored: StoredPair) {
    const us = await restoreDevice(crypto, fromHex(ours.device));
    const pair = decodePair(fromHex(stored.pair));
    const list = await verifyDeviceList(
      crypto,
      accountId(pair.theirs.accountId),
      fromHex(theirs.signedDeviceList),
    );
    const [them] = list.certified;
    if (them === undefined) {
      throw new Error('the list names one device');
    }
    return new Woken(crypto, us, them, pair);
  }

  async receive(sealed: Uint8Array): Promise<number> {
    const { pair, key } = await openFromDevice(this.#crypto, this.pair, {
      us: this.#us,
      them: this.#them,
      message: parseSealedMessage(sealed),
      prekeys: null,
      nowMs: MONDAY_MS,
    });
    this.pair = decodePair(encodePair(pair).expose());
    return numberOf(key);
  }

  async send(key: ContentKey): Promise<Uint8Array> {
    const { pair, sealed } = await sealForDevice(this.#crypto, this.pair, key, MONDAY_MS);
    this.pair = decodePair(encodePair(pair).expose());
    return sealed;
  }
}

let crypto: CryptoProvider;
beforeAll(async () => {
  crypto = await watchedCrypto();
});

describe('A pair stored before there was a post-quantum ratchet [R-10]', () => {
  it('has fixtures', () => {
    expect(fixtures.moments.length).toBeGreaterThanOrEqual(3);
  });

  describe.each(fixtures.moments)('$name', (moment) => {
    it('is read as epoch 0, no messages, the time the session began, idle', () => {
      for (const stored of [moment.alice, moment.bob]) {
        const sessions = sessionsOf(decodePair(fromHex(stored.pair)));
        expect(sessions.length).toBeGreaterThan(0);
        for (const session of sessions) {
          expect(session.postQuantum).toEqual({
            epoch: 0,
            messages: 0,
            sinceMs: session.createdAtMs,
            step: { state: 'idle' },
          });
        }
      }
    });

    it('is written in the new form, and nothing else about it changes', () => {
      for (const stored of [moment.alice, moment.bob]) {
        const pair = decodePair(fromHex(stored.pair));
        const [before, after] = [fromHex(stored.pair), encodePair(pair).expose()];
        // Per session: epoch, messages, time and state.
        expect(after.length - before.length).toBe(sessionsOf(pair).length * (4 + 1 + 8 + 1));
        expect(decodePair(after)).toEqual(pair);
      }
    });

    it('opens what was under way, and goes on to its first post-quantum step', async () => {
      const alice = await Woken.from(crypto, fixtures.alice, fixtures.bob, moment.alice);
      const bob = await Woken.from(crypto, fixtures.bob, fixtures.alice, moment.bob);
      for (const [side, stored] of [
        [alice, moment.alice],
        [bob, moment.bob],
      ] as const) {
        for (const { number, sealed } of stored.underWay) {
          expect(await side.receive(fromHex(sealed))).toBe(number);
        }
      }
      for (let number = 100; number < 108; number += 1) {
        const [from, to] = number % 2 === 0 ? [bob, alice] : [alice, bob];
        expect(await to.receive(await from.send(contentKey(number)))).toBe(number);
      }
      expect(postQuantum(alice.pair)).toEqual({ epoch: 1, completedAtMs: MONDAY_MS });
      expect(postQuantum(bob.pair)).toEqual({ epoch: 1, completedAtMs: MONDAY_MS });
    });
  });

  it('does not hide a form that is not known', () => {
    const pair = fromHex(fixtures.moments[0]?.alice.pair ?? '');
    // The first session's form stands right behind its length.
    const { length } = encodePair({ ...decodePair(pair), active: null, superseded: [] }).expose();
    pair.set(u8(3), length + 4);
    expect(() => decodePair(pair)).toThrow(expect.objectContaining({ code: 'ratchet-record-version' }));
  });
});
