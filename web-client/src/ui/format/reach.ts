import type { MessageView } from '../../messenger/port.ts';
import { reachOf } from '../../viewmodel/groups/membership.ts';
import { t } from '../messages/translate.ts';

/** "Read by 2 of 3"; empty where the mark of the message says all there is to say. */
export function reachText({ reach }: MessageView): string {
  const known = reachOf(reach);
  if (known === null || reach === undefined) return '';
  if (known.everybody) return t(`group.reach-${known.far}-all`);
  return t(`group.reach-${known.far}`, { count: known.count, of: String(reach.of) });
}
