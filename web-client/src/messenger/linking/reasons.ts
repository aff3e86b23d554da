import { TacetError } from '../../bytes/index.ts';
import { DeviceListsUnavailable } from '../devices/list-chain.ts';
import type { LinkingFailure } from '../port-devices.ts';
import { ApiError } from '../ports/api.ts';
import { LinkingOver } from './attempt.ts';

/** The other side called it off after it had put this device on the list. */
const SHOWN_OUT = new Set(['login-ended', 'unauthenticated']);
const NO_ANSWER = new Set(['network', 'unavailable', 'rate-limited', 'request-timeout']);

/** Why a linking ended, as the interface says it. */
export function reasonOf(cause: unknown): LinkingFailure {
  if (cause instanceof LinkingOver) return cause.reason;
  if (cause instanceof DeviceListsUnavailable) return 'network';
  if (cause instanceof ApiError && SHOWN_OUT.has(cause.code)) return 'cancelled';
  // Of a list that grows: nobody has ten thousand of them.
  if (cause instanceof ApiError && cause.code === 'limit-reached') return 'group-full';
  if (cause instanceof ApiError) return NO_ANSWER.has(cause.code) ? 'network' : 'internal';
  if (!(cause instanceof TacetError) || cause.kind === 'usage' || cause.kind === 'internal')
    return 'internal';
  if (cause.code === 'link-full') return 'too-many-devices';
  return cause.code === 'link-expired' ? 'expired' : 'not-genuine';
}
