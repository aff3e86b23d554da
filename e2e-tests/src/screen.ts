import type { Page } from 'playwright-core';

/** As much of a text as tells which one it is. */
const SHORT = 80;

/** Where somebody is who waits in vain, for the log of a failed story. Stories make up all that is written in them. */
export async function whatIsOnScreen(page: Page): Promise<string> {
  const seen = await page.evaluate((length) => {
    const short = (element: Element | null | undefined): string | null =>
      element?.textContent?.slice(0, length) ?? null;
    const all = (selector: string): (string | null)[] => [...document.querySelectorAll(selector)].map(short);
    const log = document.querySelector('[role=log]');
    const messages = [...(log?.querySelectorAll('article') ?? [])];
    return {
      status: all('[role=status]').filter((text) => text !== ''),
      alerts: all('[role=alert]'),
      conversations: all('nav li'),
      messages: messages.length,
      first: short(messages.at(0)),
      last: short(messages.at(-1)),
      notReadYet: log?.querySelectorAll('.placeholder').length,
      pixelsToEnd: log && Math.round(log.scrollHeight - log.clientHeight - log.scrollTop),
      jump: short(document.querySelector('.jump')),
    };
  }, SHORT);
  return JSON.stringify(seen);
}
