import { concat, fixed, Secret, u32, u8, type Fixed } from '../../bytes/index.ts';
import type { AesKey, AgreementOutput, CryptoProvider } from '../../crypto/index.ts';
import { label, SUITE_BYTES } from '../suite.ts';
import type { ChainRole, MessageKey, OurTypingKey, RootKey, StepSecret, TheirTypingKey } from './keys.ts';

const ROOT_LABEL = label('tacet/ratchet/root/v1');
const MESSAGE_LABEL = label('tacet/ratchet/message/v1');
const MESSAGE_KEY_INPUT = u8(1);
const CHAIN_KEY_INPUT = u8(2);
const NOTHING = new Uint8Array();

/**
 * KDF_RK. `epoch` is that of the chain that begins; `mixed` is there exactly in the step that completes a
 * post-quantum step.
 */
export async function stepRoot<R extends ChainRole>(
  crypto: CryptoProvider,
  chain: R,
  root: RootKey,
  agreed: AgreementOutput,
  { epoch, mixed }: { readonly epoch: number; readonly mixed: StepSecret | null },
): Promise<{ readonly rootKey: RootKey; readonly chainKey: Secret<R> }> {
  const input = concat(agreed.expose(), mixed?.shared.expose() ?? NOTHING);
  const info = concat(ROOT_LABEL, SUITE_BYTES, u32(epoch), mixed?.binding ?? NOTHING);
  const bytes = await crypto.hkdf(input, root.expose(), info, 64);
  return {
    rootKey: Secret.of('RootKey', 32, bytes.subarray(0, 32)),
    chainKey: Secret.of(chain, 32, bytes.subarray(32)),
  };
}

/** KDF_CK. */
export async function stepChain<R extends ChainRole>(
  crypto: CryptoProvider,
  chain: Secret<R>,
): Promise<{ readonly chainKey: Secret<R>; readonly messageKey: MessageKey }> {
  const key = await crypto.macKey(chain.expose());
  const [messageKey, chainKey] = await Promise.all([
    crypto.mac(key, MESSAGE_KEY_INPUT),
    crypto.mac(key, CHAIN_KEY_INPUT),
  ]);
  return {
    chainKey: Secret.of(chain.role, 32, chainKey),
    messageKey: Secret.of('MessageKey', 32, messageKey),
  };
}

/**
 * [R-4] [T-1] Key and nonce of one message or typing notice. The random bytes of the header enter, so that a chain rolled back by a restored
 * profile gives other keys the second time and never seals two texts under one key and nonce.
 */
export async function messageCipher(
  crypto: CryptoProvider,
  key: MessageKey | OurTypingKey | TheirTypingKey,
  random: Fixed<16>,
): Promise<{ readonly key: AesKey; readonly nonce: Fixed<12> }> {
  const bytes = await crypto.hkdf(key.expose(), random, concat(MESSAGE_LABEL, SUITE_BYTES), 44);
  return {
    key: await crypto.aesKey(fixed(32, bytes.subarray(0, 32), 'message-cipher-key')),
    nonce: fixed(12, bytes.subarray(32), 'message-nonce'),
  };
}
