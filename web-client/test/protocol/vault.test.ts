import { beforeAll, describe, expect, it, vi } from 'vitest';
import { hex, TacetError, utf8 } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  accountId,
  createVaultRoot,
  openRecord,
  openVault,
  recordName,
  sealRecord,
  unwrapVaultRoot,
  wrapVaultRoot,
  type RecordPlace,
  type Vault,
  type WrappingKey,
} from '../../src/protocol/index.ts';
import { watchedCrypto } from './ledger.ts';

// Thousands of real operations: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const account = accountId(new Uint8Array(16).fill(1));
const place: RecordPlace = { store: 'pairs', key: utf8('bob'), version: 1 };
let crypto: CryptoProvider;
let vault: Vault;
beforeAll(async () => {
  crypto = await watchedCrypto();
  vault = await openVault(crypto, createVaultRoot(crypto));
});

async function wrapping(): Promise<WrappingKey> {
  return { role: 'WrappingKey', key: await crypto.aesKey(crypto.random(32)) };
}

describe('The vault root', () => {
  it('[V-1] [V-3] comes back under the right key only, and only for its account', async () => {
    const [right, wrong] = [await wrapping(), await wrapping()];
    const root = createVaultRoot(crypto);
    const wrapped = await wrapVaultRoot(crypto, right, account, root);
    expect(hex((await unwrapVaultRoot(crypto, right, account, wrapped)).expose())).toBe(hex(root.expose()));
    const other = accountId(new Uint8Array(16).fill(2));
    for (const attempt of [
      () => unwrapVaultRoot(crypto, wrong, account, wrapped),
      () => unwrapVaultRoot(crypto, right, other, wrapped),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ kind: 'verification', code: 'vault-wrong-key' });
    }
  });

  it('[V-2] opens to keys that cannot be exported', () => {
    expect([vault.recordKey.extractable, vault.nameKey.extractable]).toEqual([false, false]);
  });
});

describe('A record', () => {
  it('[V-4] opens at its place and nowhere else', async () => {
    const sealed = await sealRecord(crypto, vault, place, utf8('secret'));
    expect(await openRecord(crypto, vault, place, sealed)).toEqual(utf8('secret'));
    for (const elsewhere of [
      { ...place, store: 'pair' },
      { ...place, key: utf8('bobb') },
      { ...place, version: 2 },
      { store: 'pairsb', key: utf8('ob'), version: 1 },
    ]) {
      await expect(openRecord(crypto, vault, elsewhere, sealed)).rejects.toMatchObject({
        code: 'record-damaged',
      });
    }
    const otherVault = await openVault(crypto, createVaultRoot(crypto));
    await expect(openRecord(crypto, otherVault, place, sealed)).rejects.toMatchObject({
      code: 'record-damaged',
    });
  });

  it('[V-4] is sealed under a fresh nonce every time', async () => {
    const [once, again] = [
      await sealRecord(crypto, vault, place, utf8('same')),
      await sealRecord(crypto, vault, place, utf8('same')),
    ];
    expect(once.subarray(1, 13)).not.toEqual(again.subarray(1, 13));
  });

  it('is refused with a typed error whatever byte or length is wrong', async () => {
    const sealed = await sealRecord(crypto, vault, place, utf8('x'));
    for (let index = 0; index < sealed.length; index += 1) {
      const altered = sealed.slice();
      altered[index] = (altered[index] ?? 0) ^ 0x40;
      await expect(openRecord(crypto, vault, place, altered)).rejects.toBeInstanceOf(TacetError);
      await expect(openRecord(crypto, vault, place, sealed.slice(0, index))).rejects.toBeInstanceOf(
        TacetError,
      );
    }
  });
});

describe('The name of a record', () => {
  it('[V-5] depends on vault, store and name, and is always the same', async () => {
    const name = async (of: Vault, store: string, text: string): Promise<string> =>
      hex(await recordName(crypto, of, store, utf8(text)));
    const first = await name(vault, 'rooms', 'bob');
    expect(await name(vault, 'rooms', 'bob')).toBe(first);
    const otherVault = await openVault(crypto, createVaultRoot(crypto));
    const others = [
      await name(vault, 'room', 'sbob'),
      await name(vault, 'rooms', 'bobb'),
      await name(otherVault, 'rooms', 'bob'),
    ];
    expect(others).not.toContain(first);
  });
});
