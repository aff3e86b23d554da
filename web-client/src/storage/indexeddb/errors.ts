import { StoreError, type StoreErrorCode } from '../../messenger/ports/store.ts';

/** By `DOMException.name`, https://www.w3.org/TR/IndexedDB/#exceptions */
const CODES: Readonly<Record<string, StoreErrorCode>> = {
  QuotaExceededError: 'full',
  VersionError: 'damaged',
  NotFoundError: 'damaged',
  DataError: 'damaged',
  NotReadableError: 'damaged',
  InvalidStateError: 'unavailable',
  UnknownError: 'unavailable',
  AbortError: 'unavailable',
  SecurityError: 'unavailable',
  NotAllowedError: 'unavailable',
};

export function asStoreError(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const name = cause instanceof Error ? cause.name : '';
  return new StoreError(CODES[name] ?? 'unavailable', cause);
}
