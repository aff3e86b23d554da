import { describeUserAgent } from '../../viewmodel/account/user-agent.ts';
import { t } from '../messages/translate.ts';

/** "Firefox on Linux", as far as its user agent tells. */
export function describeBrowser(userAgent: string): string {
  const { browser, system } = describeUserAgent(userAgent);
  if (browser !== null && system !== null) return t('devices.on-system', { browser, system });
  return browser ?? system ?? t('devices.unknown');
}
