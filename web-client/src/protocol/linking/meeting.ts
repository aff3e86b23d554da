import { concat, named, Secret, ValidationError, type Named } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import type { AccountId } from '../ids.ts';
import { LINK_LIFETIME_MS } from '../limits.ts';
import { label } from '../suite.ts';
import type { LinkCode } from './code.ts';

/** [D-2] Where the two sides of a linking leave their messages. */
export type LinkId = Named<'link-id', 16>;
/** K: what both sides have of the code. Seals messages 1 to 3. */
export type LinkKey = Secret<'LinkKey'>;

/** [D-2] One linking of one account: the same on both sides. */
export interface Meeting {
  readonly accountId: AccountId;
  readonly linkId: LinkId;
  readonly key: LinkKey;
  /** When this side began. */
  readonly beganAtMs: number;
}

const ID_LABEL = label('tacet/link/id/v1');
const KEY_LABEL = label('tacet/link/key/v1');
const NO_SALT = new Uint8Array();

/** [D-2] */
export async function meetingOf(
  crypto: CryptoProvider,
  code: LinkCode,
  accountId: AccountId,
  nowMs: number,
): Promise<Meeting> {
  const id = await crypto.hkdf(code.expose(), NO_SALT, concat(ID_LABEL, accountId), 16);
  const key = await crypto.hkdf(code.expose(), NO_SALT, concat(KEY_LABEL, accountId), 32);
  return {
    accountId,
    linkId: named('link-id', 16, id),
    key: Secret.of('LinkKey', 32, key),
    beganAtMs: nowMs,
  };
}

/**
 * [D-1] Compares how far the beginning lies from now, on either side: a clock that was set back gives no more time.
 * @throws ValidationError `link-expired`
 */
export function refuseExpired(meeting: Meeting, nowMs: number): void {
  if (Math.abs(nowMs - meeting.beganAtMs) > LINK_LIFETIME_MS) {
    throw new ValidationError('link-expired');
  }
}
