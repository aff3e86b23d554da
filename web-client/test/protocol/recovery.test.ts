import { beforeAll, describe, expect, it } from 'vitest';
import { concat, equal, hex, u8 } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  advanceDeviceList,
  createDevice,
  deviceId,
  freshId,
  headOf,
  identitySeed,
  restoreAccountIdentity,
} from '../../src/protocol/index.ts';
import {
  createRecoveryPhrase,
  deriveRecoveryKeys,
  onlyDevice,
  openRecovery,
  recoverIdentity,
  type RecoveryPhrase,
} from '../../src/protocol/recovery/index.ts';
import { watchedCrypto } from './ledger.ts';
import { MONDAY_MS, person, type Person } from './people.ts';
import { chainOf, changed, otherHash, recordOf, resetOf, verified } from './recovery-story.ts';
import { codeOf } from './refusal.ts';

let crypto: CryptoProvider;
let alice: Person;
let phrase: RecoveryPhrase;
beforeAll(async () => {
  crypto = await watchedCrypto();
  alice = await person(crypto);
  phrase = createRecoveryPhrase(crypto);
});

const account = (who: Person) => who.certified.accountId;
const keysOf = (of: RecoveryPhrase, who: Person) => deriveRecoveryKeys(crypto, of, account(who));

async function record(): Promise<Uint8Array> {
  const [{ list }] = await chainOf(crypto, alice);
  return recordOf(crypto, alice, phrase, list);
}

async function opened(bytes: Uint8Array, of = phrase, who = alice) {
  return openRecovery(crypto, (await keysOf(of, who)).wrappingKey, account(who), bytes);
}

describe('The keys of a recovery phrase', () => {
  it('[RP-3] are two, and others for every phrase and account', async () => {
    const bob = await person(crypto);
    const all = [
      await keysOf(phrase, alice),
      await keysOf(phrase, bob),
      await keysOf(createRecoveryPhrase(crypto), alice),
    ].flatMap(({ authenticationKey, wrappingKey }) => [authenticationKey, wrappingKey]);
    expect(new Set(all.map((key) => hex(key.expose()))).size).toBe(6);
    for (const key of all) expect(JSON.stringify({ key })).not.toContain(hex(key.expose()));
  });
});

describe('The record behind a recovery phrase', () => {
  it('[RP-4] gives back the identity and the head of the list, and never looks the same twice', async () => {
    const [{ list }] = await chainOf(crypto, alice);
    const sealed = await record();
    expect(sealed).toHaveLength(105);
    expect(equal(sealed, await record())).toBe(false);
    const { seed, head } = await opened(sealed);
    expect(equal(seed.expose(), identitySeed(alice.identityRecord.expose()).expose())).toBe(true);
    expect(head).toEqual(headOf(list));
  });

  it('[RP-4] opens under no other phrase, for no other account, and not when a byte was changed', async () => {
    const sealed = await record();
    const bob = await person(crypto);
    expect(await codeOf(opened(sealed, createRecoveryPhrase(crypto)))).toBe('verification recovery-tag');
    expect(await codeOf(opened(sealed, phrase, bob))).toBe('verification recovery-tag');
    for (let at = 1; at < sealed.length; at += 1) {
      expect(await codeOf(opened(changed(sealed, at))), `byte ${at}`).toBe('verification recovery-tag');
    }
  });

  it('[RP-4] is refused in another version, too short or too long', async () => {
    const sealed = await record();
    expect(await codeOf(opened(changed(sealed, 0)))).toBe('codec recovery-version');
    for (const length of [0, 1, 16, 17, 32]) {
      expect(await codeOf(opened(sealed.slice(0, length)))).toMatch(/^codec recovery-truncated$/);
    }
    expect(await codeOf(opened(concat(sealed, u8(0))))).toBe('verification recovery-tag');
    expect(await codeOf(opened(new Uint8Array(513)))).toBe('validation recovery-too-long');
  });
});

describe('What is believed of a record', () => {
  it('[RP-7] the identity, where the lists lead over the head that the record names', async () => {
    const chain = await chainOf(crypto, alice);
    const recovered = await recoverIdentity(crypto, await opened(await record()), chain);
    expect(recovered.newest).toEqual(chain[0].list);
    expect(equal(recovered.identity.publicKey, alice.identity.publicKey)).toBe(true);
    const restored = await restoreAccountIdentity(crypto, recovered.record.expose());
    expect(restored.publicKey).toEqual(alice.identity.publicKey);
  });

  it('[RP-7] nothing, where the server shows a chain of its own, or a shorter one', async () => {
    const { seed, head } = await opened(await record());
    const chain = await chainOf(crypto, alice);
    const imposter = await chainOf(crypto, await person(crypto));
    const recover = (of: typeof head, lists: Parameters<typeof recoverIdentity>[2]) =>
      codeOf(recoverIdentity(crypto, { seed, head: of }, lists));
    expect(await recover(head, [])).toBe('verification recovery-list');
    expect(await recover(head, imposter)).toBe('verification recovery-list');
    expect(await recover({ ...head, version: 2 }, chain)).toBe('verification recovery-list');
    expect(await recover({ ...head, hash: otherHash(head.hash) }, chain)).toBe('verification recovery-list');
  });

  it('[RP-7] nothing, where the seed is not of the identity of that list', async () => {
    const { head } = await opened(await record());
    const bob = await person(crypto);
    const seed = identitySeed(bob.identityRecord.expose());
    const attempt = recoverIdentity(crypto, { seed, head }, await chainOf(crypto, alice));
    expect(await codeOf(attempt)).toBe('verification recovery-identity');
  });

  it('[RP-7] [RP-9] nothing, where the identity was replaced since', async () => {
    const chain = await chainOf(crypto, alice);
    const reset = await resetOf(crypto, alice, chain[0].list);
    const attempt = recoverIdentity(crypto, await opened(await record()), [...chain, reset]);
    expect(await codeOf(attempt)).toBe('validation recovery-outdated');
  });
});

describe('The list of a recovered account', () => {
  it('[RP-8] is the next one under the same identity, and names one device', async () => {
    const chain = await chainOf(crypto, alice);
    const { identity, newest } = await recoverIdentity(crypto, await opened(await record()), chain);
    const { device } = await createDevice(crypto, {
      accountId: account(alice),
      deviceId: deviceId(freshId(crypto)),
      accountIdentityKey: identity.publicKey,
    });
    const signed = await onlyDevice(crypto, identity, device, newest, MONDAY_MS + 1);
    const list = await verified(crypto, alice, signed);
    expect(advanceDeviceList(newest, list)).toBe('advanced');
    expect(list.devices.map((each) => hex(each.deviceId))).toEqual([hex(device.public.deviceId)]);
  });
});
