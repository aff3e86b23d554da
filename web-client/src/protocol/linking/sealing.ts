import { concat, Secret, u8, ValidationError, VerificationError } from '../../bytes/index.ts';
import type { AgreementOutput, CryptoProvider } from '../../crypto/index.ts';
import { MAX_LINK_MESSAGE_BYTES } from '../limits.ts';
import { openOnce, sealOnce, type Sealing } from '../sealed-once.ts';
import { label } from '../suite.ts';
import type { LinkKey, Meeting } from './meeting.ts';

/** 1 and 3 are the newcomer's, 2 and 4 the opener's. */
export type LinkNumber = 1 | 2 | 3 | 4;
/** K₄: of the code and both ephemeral keys. Seals message 4 alone. */
export type LinkSessionKey = Secret<'LinkSessionKey'>;

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

/** [D-3] The bytes of a message at the service. A code that is used twice, against the rule, repeats no nonce. */
export function sealLinkMessage(
  crypto: CryptoProvider,
  meeting: Meeting,
  key: LinkKey | LinkSessionKey,
  number: LinkNumber,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  return sealOnce(crypto, sealingOf(meeting, key, number), plaintext);
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
  return openOnce(crypto, sealingOf(meeting, key, number), sealed, doesNotOpen);
}

const sealingOf = (
  { accountId, linkId }: Meeting,
  key: LinkKey | LinkSessionKey,
  number: LinkNumber,
): Sealing => ({
  what: 'link',
  key,
  info: concat(MESSAGE_LABEL, u8(number)),
  context: concat(MESSAGE_LABEL, accountId, linkId, u8(number)),
});

const doesNotOpen = (cause: unknown) => new VerificationError('link-tag', { cause });
