import type { BrowserContext, Page } from 'playwright-core';

/**
 * What can be seen, each the first time: the list of conversations (empty or not); all conversations in it; the newest message
 * in the first ten of them; in all; that everything is here; that the other browser is linked.
 */
export type Mark = 'home' | 'listed' | 'top' | 'newest' | 'everything' | 'done';

declare global {
  interface Window {
    /** When each was seen first, in ms since 1970. */
    tacetMarks: Partial<Record<Mark, number>>;
  }
}

const ON_TOP = 10;
const ALLOWED_MS = 300_000;

/** Every message of {@link mailThatWaits} says that somebody writes something; nothing else in the list does. */
const WRITTEN = 'writes number';

/** From now on pages that open here note at every frame what is on their screen. */
export async function watchesScreen(
  context: BrowserContext,
  { messages, senders }: { readonly messages: number; readonly senders: number },
): Promise<void> {
  await context.addInitScript(
    ({ all, rooms, onTop, written }) => {
      const marks: Partial<Record<Mark, number>> = {};
      window.tacetMarks = marks;
      const look = (): void => {
        const items = [...document.querySelectorAll('nav.conversations li')].map((item) => item.textContent);
        const texts = items.filter((text) => text.includes(written)).length;
        const { conversations = [], catchingUp = null, history = null } = window.tacetSnapshot ?? {};
        const count = conversations.reduce((sum, { messageCount }) => sum + messageCount, 0);
        const seen: Record<Mark, boolean> = {
          home: document.querySelector('nav.conversations') !== null,
          listed: items.length >= rooms,
          top:
            items.slice(0, onTop).filter((text) => text.includes(written)).length >= Math.min(onTop, rooms),
          newest: texts >= rooms,
          // Each conversation begins with a notice.
          everything: history === null && catchingUp === null && count >= all + rooms,
          done: [...document.querySelectorAll('dialog')].some((each) =>
            each.textContent.includes('is linked'),
          ),
        };
        for (const [mark, isSeen] of Object.entries(seen)) {
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its own keys
          if (isSeen) marks[mark as Mark] ??= Date.now();
        }
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    },
    { all: messages, rooms: senders, onTop: ON_TOP, written: WRITTEN },
  );
}

export async function until(page: Page, mark: Mark): Promise<void> {
  await page.waitForFunction((wanted) => window.tacetMarks[wanted] !== undefined, mark, {
    timeout: ALLOWED_MS,
    polling: 100,
  });
}

export function marksOf(page: Page): Promise<Partial<Record<Mark, number>>> {
  return page.evaluate(() => window.tacetMarks);
}
