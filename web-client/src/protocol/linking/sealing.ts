import {
  ByteReader,
  CodecError,
  concat,
  fixed,
  Secret,
  TacetError,
  u8,
  ValidationError,
  VerificationError,
  type Fixed,
} from '../../bytes/index.ts';
import type { AesKey, AgreementOutput, CryptoProvider } from '../../crypto/index.ts';
import { MAX_LINK_MESSAGE_BYTES } from '../limits.ts';
import { label } from '../suite.ts';
import type { LinkKey, Meeting } from './meeting.ts';

/** 1 and 3 are the newcomer's, 2 and 4 the opener's. */
export type LinkNumber = 1 | 2 | 3 | 4;
/** K₄: of the code and both ephemeral keys. Seals message 4 alone. */
export type LinkSessionKey = Secret<'LinkSessionKey'>;

const FORMAT = 1;
const RANDOM_BYTES = 16;
const TAG_BYTES = 16;
const MESSAGE_LABEL = label('tacet/link/message/v1');
const SESSION_LABEL = label('tacet/link/session/v1');

/** [D-3] K₄. Whoever learns the code later cannot make it: the ephemeral keys are gone. */
export async function linkSessionKey(
  crypto: CryptoProvider,
  { key }: Meeting,
  agreed: AgreementOutput,
  plaintexts: readonly [Uint8Array, Uint8Array, Uint8Array],
): Promise<LinkSessionKey> {
  const transcript = await crypto.sha256(concat(...plaintexts));
  const bytes = await crypto.hkdf(agreed.expose(), key.expose(), concat(SESSION_LABEL, transcript), 32);
  return Secret.of('LinkSessionKey', 32, bytes);
}

/** [D-3] The bytes of a message at the service. */
export async function sealLinkMessage(
  crypto: CryptoProvider,
  meeting: Meeting,
  key: LinkKey | LinkSessionKey,
  number: LinkNumber,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  // Fresh bytes in the key: a code that is used twice against the rule must not seal two texts under one nonce.
  const random = crypto.random(RANDOM_BYTES);
  const cipher = await cipherOf(crypto, key, number, random);
  const sealed = await crypto.seal(cipher.key, cipher.nonce, plaintext, context(meeting, number));
  return concat(u8(FORMAT), random, sealed);
}

/**
 * [D-3]
 * @throws CodecError `link-version`, `link-truncated`
 * @throws ValidationError `link-too-long`
 * @throws VerificationError `link-tag`: another code, account, number, or changed on the way
 */
export async function openLinkMessage(
  crypto: CryptoProvider,
  meeting: Meeting,
  key: LinkKey | LinkSessionKey,
  number: LinkNumber,
  sealed: Uint8Array,
): Promise<Uint8Array> {
  if (sealed.length > MAX_LINK_MESSAGE_BYTES) {
    throw new ValidationError('link-too-long');
  }
  const reader = new ByteReader(sealed, 'link');
  if (reader.u8() !== FORMAT) {
    throw new CodecError('link-version');
  }
  const random = reader.take(RANDOM_BYTES);
  const ciphertext = reader.rest();
  if (ciphertext.length < TAG_BYTES) {
    throw new CodecError('link-truncated');
  }
  const cipher = await cipherOf(crypto, key, number, random);
  return crypto
    .open(cipher.key, cipher.nonce, ciphertext, context(meeting, number))
    .catch((cause: unknown) => {
      throw cause instanceof TacetError && cause.kind === 'verification'
        ? new VerificationError('link-tag', { cause })
        : cause;
    });
}

const context = ({ accountId, linkId }: Meeting, number: LinkNumber): Uint8Array =>
  concat(MESSAGE_LABEL, accountId, linkId, u8(number));

async function cipherOf(
  crypto: CryptoProvider,
  key: LinkKey | LinkSessionKey,
  number: LinkNumber,
  random: Fixed<16>,
): Promise<{ readonly key: AesKey; readonly nonce: Fixed<12> }> {
  const bytes = await crypto.hkdf(key.expose(), random, concat(MESSAGE_LABEL, u8(number)), 44);
  return {
    key: await crypto.aesKey(fixed(32, bytes.subarray(0, 32), 'link-message-key')),
    nonce: fixed(12, bytes.subarray(32), 'link-message-nonce'),
  };
}
