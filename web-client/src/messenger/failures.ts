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
  return { code: 'internal' };
}
