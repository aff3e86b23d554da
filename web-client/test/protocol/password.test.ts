import { beforeAll, describe, expect, it, vi } from 'vitest';
import { fixed, hex } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { derivePasswordKeys, isUsername, limits, normaliseUsername } from '../../src/protocol/index.ts';
import { watchedCrypto } from './ledger.ts';

// Thousands of real operations: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const salt = fixed(16, new Uint8Array(16).fill(3), 'salt');
const rounds = limits.MIN_PASSWORD_ROUNDS;
let crypto: CryptoProvider;
beforeAll(async () => {
  crypto = await watchedCrypto();
});

const authentication = async (username: string, password: string, withSalt = salt): Promise<string> =>
  hex(
    (
      await derivePasswordKeys(crypto, { username, password, salt: withSalt, rounds })
    ).authenticationKey.expose(),
  );

describe('Usernames [P-2]', () => {
  it.each([
    ['Alice', 'alice'],
    ['ＡＬＩＣＥ', 'alice'],
    ['ﬁona', 'fiona'],
    ['K', 'k'],
  ])('%s is %s', (typed, normalised) => {
    expect(normaliseUsername(typed)).toBe(normalised);
  });

  it.each(['abc', 'a1_', 'a.b-c_d', 'a'.repeat(32), 'x9.9'])('%s is one', (name) => {
    expect(isUsername(name)).toBe(true);
  });

  it.each([
    'ab',
    'a'.repeat(33),
    '1ab',
    '_ab',
    'a..b',
    'a._b',
    'ab.',
    'ab-',
    'a b',
    'älice',
    'Alice',
    'a\nb',
    '',
  ])('%j is none', (name) => {
    expect(isUsername(name)).toBe(false);
  });
});

describe('The keys of a password', () => {
  it('[P-1] [P-4] depend on every input, and on how it is typed not at all', async () => {
    const plain = await authentication('alice', 'grün ist die Hoffnung');
    expect(await authentication('ＡLICE', 'gru\u0308n ist die Hoffnung')).toBe(plain);
    expect(await authentication('alicf', 'grün ist die Hoffnung')).not.toBe(plain);
    expect(await authentication('alice', 'grün ist die Hoffnung ')).not.toBe(plain);
    expect(
      await authentication('alice', 'grün ist die Hoffnung', fixed(16, new Uint8Array(16), 'salt')),
    ).not.toBe(plain);
  });

  it('[P-5] are two, and the wrapping key cannot be exported', async () => {
    const keys = await derivePasswordKeys(crypto, { username: 'alice', password: 'p', salt, rounds });
    expect(keys.wrappingKey.key.extractable).toBe(false);
    expect(JSON.stringify(keys)).toContain('[AuthenticationKey redacted]');
  });

  it.each([
    ['fewer rounds than the minimum', { rounds: rounds - 1 }, 'verification', 'password-rounds'],
    ['600,000 rounds, as others use', { rounds: 600_000 }, 'verification', 'password-rounds'],
    ['no rounds', { rounds: 0 }, 'verification', 'password-rounds'],
    ['endless rounds', { rounds: 2 ** 31 }, 'verification', 'password-rounds'],
    ['rounds that are no number', { rounds: Number.NaN }, 'verification', 'password-rounds'],
    ['no password', { password: '' }, 'validation', 'password-length'],
    ['a book as password', { password: 'x'.repeat(1_025) }, 'validation', 'password-length'],
    ['a lone surrogate', { password: '\ud800' }, 'validation', 'password-length'],
    ['no username', { username: 'a' }, 'validation', 'username-invalid'],
  ])('[P-3] refuse %s before any work', async (_, wrong, kind, code) => {
    const input = { username: 'alice', password: 'correct horse', salt, rounds, ...wrong };
    await expect(derivePasswordKeys(crypto, input)).rejects.toMatchObject({ kind, code });
  });
});
