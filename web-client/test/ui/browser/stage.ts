import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { LinkingView, Snapshot } from '../../../src/messenger/port.ts';
import { launchBrowser } from './launch.ts';
import { sharedPage } from './shared-page.ts';

/** Generous, because the machine may be busy with other tests. */
export const PATIENCE_MS = 60_000;

/** One browser for the tests of a file, and a new page for each of them; the page must not complain of anything. */
export class Stage {
  private site: { readonly url: string } | null = null;
  private browser: Browser | null = null;
  private current: Page | null = null;
  private problems: string[] = [];

  /** Sets up and clears away around the tests of the file that calls this. */
  constructor(launch: () => Promise<Browser> = launchBrowser) {
    beforeAll(async () => {
      [this.site, this.browser] = await Promise.all([sharedPage(), launch()]);
    }, PATIENCE_MS);
    afterAll(async () => {
      await this.browser?.close();
    });
    beforeEach(async () => {
      this.problems = [];
      this.current = (await this.browser?.newPage({ viewport: { width: 1_280, height: 800 } })) ?? null;
      this.page.setDefaultTimeout(PATIENCE_MS / 2);
      this.page.on('pageerror', (error) => this.problems.push(error.message));
      this.page.on('console', (line) => {
        if (line.type() === 'error') this.problems.push(line.text());
      });
    });
    afterEach(async () => {
      await this.page.close();
      expect(this.problems).toEqual([]);
    });
  }

  get page(): Page {
    if (this.current === null) throw new TypeError('no page is open');
    return this.current;
  }

  async plays(story: string): Promise<void> {
    await this.page.goto(`${this.site?.url ?? ''}?story=${story}`);
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { name, exact: true });
  }

  /** What the messenger shows from now on. */
  async changes(change: Partial<Snapshot>): Promise<void> {
    await this.page.evaluate((seen) => window.story.change(seen), change);
  }

  /** The other side of the linking did something. */
  async otherSide(linking: LinkingView): Promise<void> {
    await this.changes({ linking });
  }

  /** The names of the commands that were given so far, and not just asked for news. */
  async commands(): Promise<string[]> {
    const quiet = ['focus', 'messages', 'checkUsername', 'needsInvitation'];
    const names = await this.page.evaluate(() => window.story.calls.map(({ name }) => name));
    return names.filter((name) => !quiet.includes(name));
  }

  async called(name: Parameters<Window['story']['called']>[0]): Promise<unknown[]> {
    return await this.page.evaluate((asked) => window.story.called(asked), name);
  }

  /** Waits until the focus is there. */
  async expectFocus(element: Locator): Promise<void> {
    await element.waitFor();
    await expect.poll(() => element.evaluate((each) => each === document.activeElement)).toBe(true);
  }
}
