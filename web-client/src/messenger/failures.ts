import { TacetError, VerificationError } from '../bytes/index.ts';
import { DeviceListsUnavailable } from './devices/list-chain.ts';
import type { Failure, FailureCode } from './port.ts';
import { ApiError } from './ports/api.ts';
import { StoreError, type StoreErrorCode } from './ports/store.ts';

/** A command did not succeed, for a reason the interface has a sentence for. */
export class MessengerFailure extends Error {
  override readonly name = 'MessengerFailure';
  readonly code: FailureCode;

  constructor(code: FailureCode, cause?: unknown) {
    super(`messenger: ${code}`, { cause });
    this.code = code;
  }
}

const API_CODES: Readonly<Record<string, FailureCode>> = {
  network: 'network',
  'wrong-credentials': 'wrong-credentials',
  'username-taken': 'username-taken',
  'username-invalid': 'username-invalid',
  'invitation-needed': 'invitation-needed',
  'invitation-invalid': 'invitation-invalid',
  'account-suspended': 'account-suspended',
  'validation-failed': 'validation-failed',
  'rate-limited': 'rate-limited',
  unavailable: 'unavailable',
  'request-timeout': 'network',
  'login-ended': 'signed-out',
  unauthenticated: 'signed-out',
  'cannot-befriend-yourself': 'cannot-befriend-yourself',
  'user-not-found': 'user-not-found',
  'already-friends': 'already-friends',
  'request-already-sent': 'request-already-sent',
  'blocked-by-you': 'blocked-by-you',
  'request-closed': 'request-closed',
  'not-found': 'not-found',
  'group-empty': 'group-empty',
  'cannot-invite-yourself': 'cannot-invite-yourself',
  'not-a-friend': 'not-a-friend',
  'already-a-member': 'already-a-member',
  'already-invited': 'already-invited',
  'not-the-owner': 'not-the-owner',
  'not-a-member': 'not-a-member',
  'room-full': 'room-full',
  'limit-reached': 'limit-reached',
  // What the service refused was judged by an older log than its own, again and again [M-9].
  'room-log-conflict': 'unavailable',
  'room-changed': 'not-a-member',
};

const STORE_CODES: Readonly<Record<StoreErrorCode, FailureCode>> = {
  full: 'storage-full',
  damaged: 'storage-damaged',
  unavailable: 'storage-damaged',
  fenced: 'busy',
};

/** The one place where causes become codes of the port. What nobody foresaw is `internal`. */
export function failureOf(cause: unknown): Failure {
  if (cause instanceof MessengerFailure) return { code: cause.code };
  if (cause instanceof StoreError) return { code: STORE_CODES[cause.code] };
  if (cause instanceof ApiError) {
    const code = API_CODES[cause.code] ?? (cause.status >= 500 ? 'unavailable' : 'internal');
    return cause.retryAfterMs === null ? { code } : { code, retryAfterMs: cause.retryAfterMs };
  }
  if (cause instanceof VerificationError && cause.code === 'password-rounds') return { code: cause.code };
  if (cause instanceof DeviceListsUnavailable) return { code: 'unavailable' };
  return { code: isOfLists(cause) ? 'unverified' : 'internal' };
}

/** What the service showed of somebody's devices, or of who is in a group, does not hold. */
function isOfLists(cause: unknown): boolean {
  if (!(cause instanceof TacetError) || cause.kind === 'internal' || cause.kind === 'usage') return false;
  return cause.code.startsWith('device-list-') || cause.code.startsWith('membership-');
}

/** The look-up of a username found nobody. */
export function nobodyCalledSo(cause: unknown): never {
  const isNobody = cause instanceof ApiError && cause.code === 'not-found';
  throw isNobody ? new MessengerFailure('user-not-found', cause) : cause;
}
