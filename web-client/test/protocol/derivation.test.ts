import { createHmac, hkdfSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { hex, Secret } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { messageCipher, stepChain, stepRoot } from '../../src/protocol/ratchet/derivation.ts';
import { stepBinding } from '../../src/protocol/ratchet/keys.ts';
import { watchedCrypto } from './ledger.ts';

const filled = (value: number, length = 32): Uint8Array => new Uint8Array(length).fill(value);
const root = Secret.of('RootKey', 32, filled(1));
const agreed = Secret.of('AgreementOutput', 32, filled(2));
const mixed = { shared: Secret.of('KemOutput', 32, filled(3)), binding: stepBinding(filled(4)) };
let crypto: CryptoProvider;
beforeAll(async () => {
  crypto = await watchedCrypto();
});

/** Written from the specification alone, with another implementation of HKDF. */
function hkdf(salt: Uint8Array, input: readonly Uint8Array[], info: readonly Uint8Array[], length: number) {
  return hex(new Uint8Array(hkdfSync('sha256', Buffer.concat(input), salt, Buffer.concat(info), length)));
}
const suite = Buffer.from('0001', 'hex');
const epoch = Buffer.from('00000007', 'hex');

describe('What the ratchet derives', () => {
  it('[R-2] a root step: the epoch enters', async () => {
    const { rootKey, chainKey } = await stepRoot(crypto, 'SendingChainKey', root, agreed, {
      epoch: 7,
      mixed: null,
    });
    const info = [Buffer.from('tacet/ratchet/root/v1\0'), suite, epoch];
    expect(hex(rootKey.expose()) + hex(chainKey.expose())).toBe(hkdf(filled(1), [filled(2)], info, 64));
  });

  it('[R-2] [Q-5] the root step that completes a post-quantum step: secret and binding enter', async () => {
    const { rootKey, chainKey } = await stepRoot(crypto, 'ReceivingChainKey', root, agreed, {
      epoch: 7,
      mixed,
    });
    const info = [Buffer.from('tacet/ratchet/root/v1\0'), suite, epoch, filled(4)];
    expect(hex(rootKey.expose()) + hex(chainKey.expose())).toBe(
      hkdf(filled(1), [filled(2), filled(3)], info, 64),
    );
  });

  it('[R-3] a step of a chain', async () => {
    const step = await stepChain(crypto, Secret.of('SendingChainKey', 32, filled(5)));
    const mac = (input: number): string =>
      createHmac('sha256', filled(5)).update(filled(input, 1)).digest('hex');
    expect([hex(step.messageKey.expose()), hex(step.chainKey.expose())]).toEqual([mac(1), mac(2)]);
  });

  it('[R-4] key and nonce of a message: the random bytes of the header enter', async () => {
    const raw: string[] = [];
    const watched: CryptoProvider = {
      ...crypto,
      aesKey: (bytes) => {
        raw.push(hex(bytes));
        return crypto.aesKey(bytes);
      },
    };
    const { nonce } = await messageCipher(
      watched,
      Secret.of('MessageKey', 32, filled(6)),
      crypto.random(16).fill(9),
    );
    const info = [Buffer.from('tacet/ratchet/message/v1\0'), suite];
    expect(raw.join('') + hex(nonce)).toBe(hkdf(filled(9, 16), [filled(6)], info, 44));
  });
});
