import { beforeAll, describe, expect, it } from 'vitest';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  abandonSessions,
  limits,
  openTyping,
  parseSealedMessage,
  roomId,
  sealTyping,
} from '../../src/protocol/index.ts';
import { watchedCrypto } from './ledger.ts';
import { contentKey, MONDAY_MS, settledPerson, Side } from './people.ts';

const writing = { roomId: roomId(new Uint8Array(16).fill(5)), writing: true, sentAtMs: MONDAY_MS };
let crypto: CryptoProvider;
let alice: Side;
let bob: Side;
beforeAll(async () => {
  crypto = await watchedCrypto();
  const people = [await settledPerson(crypto), await settledPerson(crypto)] as const;
  [alice, bob] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
  await alice.start();
  await bob.receive(await alice.send(contentKey(1)));
});

const notice = async (from: Side): Promise<Uint8Array> =>
  (await sealTyping(crypto, from.pair, writing)) ?? new Uint8Array();

describe('Typing', () => {
  it('[T-1] [W-7] goes both ways and advances nothing', async () => {
    const before = [alice.fingerprint, bob.fingerprint];
    for (const [from, to] of [[alice, bob] as const, [bob, alice] as const]) {
      const sealed = await notice(from);
      expect(sealed.length).toBeLessThanOrEqual(512);
      expect(await openTyping(crypto, to.pair, parseSealedMessage(sealed), MONDAY_MS)).toEqual(writing);
    }
    expect([alice.fingerprint, bob.fingerprint]).toEqual(before);
  });

  it('[T-1] is not reflected: our own notice does not open as theirs', async () => {
    const sealed = parseSealedMessage(await notice(alice));
    await expect(openTyping(crypto, alice.pair, sealed, MONDAY_MS)).rejects.toMatchObject({
      code: 'tag-mismatch',
    });
  });

  it('[T-3] grows stale', async () => {
    const sealed = parseSealedMessage(await notice(alice));
    for (const nowMs of [
      MONDAY_MS + limits.TYPING_MAX_AGE_MS + 1,
      MONDAY_MS - limits.TYPING_MAX_AGE_MS - 1,
    ]) {
      await expect(openTyping(crypto, bob.pair, sealed, nowMs)).rejects.toMatchObject({
        code: 'typing-stale',
      });
    }
  });

  it('[T-2] needs a ratchet session, and begins none', async () => {
    const without = abandonSessions(bob.pair);
    expect(await sealTyping(crypto, without, writing)).toBeNull();
    const sealed = parseSealedMessage(await notice(alice));
    await expect(openTyping(crypto, without, sealed, MONDAY_MS)).rejects.toMatchObject({
      code: 'ratchet-session-unknown',
    });
  });

  it('altered anywhere is refused', async () => {
    const sealed = await notice(alice);
    for (let index = 20; index < sealed.length; index += 1) {
      const altered = sealed.slice();
      altered[index] = (altered[index] ?? 0) ^ 1;
      await expect(
        openTyping(crypto, bob.pair, parseSealedMessage(altered), MONDAY_MS),
      ).rejects.toMatchObject({
        kind: 'verification',
      });
    }
  });
});
