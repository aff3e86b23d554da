import type { Failure } from '../../messenger/port.ts';
import { t } from '../messages/translate.ts';
import { formatWait } from './dates.ts';

/** The sentence for a failure, and when to try again if that is known. */
export function describeFailure(failure: Failure): string {
  const sentence = t(`failure.${failure.code}`);
  if (failure.retryAfterMs === undefined) return sentence;
  return `${sentence} ${t('common.retry-in', { time: formatWait(failure.retryAfterMs) })}`;
}
