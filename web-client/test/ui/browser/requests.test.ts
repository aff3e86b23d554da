import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { PATIENCE_MS, Stage } from './stage.ts';

const stage = new Stage();

const region = (): Locator => stage.page.getByRole('region', { name: 'Requests', exact: true });
const items = (): Locator => region().getByRole('listitem');
const from = (username: string): Locator => items().filter({ hasText: username });
const conversations = (): Locator =>
  stage.page.getByRole('navigation', { name: 'Conversations' }).getByRole('button');

/** Where the rows of the list stand. */
const places = (): Promise<number[]> =>
  conversations().evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top));

/** Strangers ask, one after the other, and each says something about themselves. */
async function strangersAsk(count: number): Promise<void> {
  await stage.page.evaluate((many) => {
    const { incoming } = window.story.snapshot;
    const strangers = Array.from({ length: many }, (_, at) => ({
      requestId: `stranger-${at}`,
      createdAtMs: Date.now() + at,
      person: {
        accountId: `account-stranger-${at}`,
        username: `stranger${at}x`,
        firstName: 'Stranger',
        lastName: `${at}`,
        about: 'Your bank. Call me.',
      },
    }));
    window.story.change({ incoming: [...incoming, ...strangers] });
  }, count);
}

describe('requests', { timeout: PATIENCE_MS }, () => {
  test('move no conversation when they come, and forty take no more room than one', async () => {
    await stage.plays('home');
    await stage.changes({ incoming: [], invitations: [] });
    await region().waitFor({ state: 'detached' });
    const before = await places();
    await strangersAsk(1);
    await items().first().waitFor();
    expect(await places()).toEqual(before);
    const one = await region().boundingBox();
    await strangersAsk(40);
    await expect.poll(() => items().count()).toBe(41);
    expect(await places()).toEqual(before);
    expect(await region().boundingBox()).toEqual(one);
  });

  test('say what is wanted, whatever a stranger says about themselves, and are heard and counted', async () => {
    await stage.plays('home');
    await items().first().waitFor();
    const count = await items().count();
    await strangersAsk(1);
    await from('@stranger0x').filter({ hasText: 'wants to be your friend' }).waitFor();
    await from('@stranger0x').getByRole('blockquote').filter({ hasText: 'Your bank. Call me.' }).waitFor();
    await stage.page
      .getByRole('status')
      .filter({ hasText: 'Stranger 0 (@stranger0x) wants to be your friend' })
      .waitFor({ state: 'attached' });
    const unread = await stage.page.evaluate(() =>
      window.story.snapshot.conversations.reduce((sum, each) => sum + each.unread, 0),
    );
    await expect.poll(() => stage.page.title()).toBe(`(${unread + count + 1}) Tacet`);
  });

  test('undone from the keyboard have the focus again, and a notice that goes leaves it where one writes', async () => {
    await stage.plays('home');
    await stage.changes({ incoming: [], invitations: [] });
    await strangersAsk(1);
    const decline = async (): Promise<void> => {
      await from('@stranger0x').locator('.request-actions:not([data-fresh])').waitFor();
      await from('@stranger0x').getByRole('button', { name: 'Decline' }).press('Enter');
    };
    await decline();
    await stage.button('Undo').press('Enter');
    await stage.expectFocus(from('@stranger0x'));
    await conversations().first().click();
    await decline();
    await stage.button('Dismiss').press('Enter');
    await stage.expectFocus(stage.page.getByRole('textbox', { name: 'Message' }));
  });

  test('declined are told at once when the page is out of sight: it may never come back', async () => {
    await stage.plays('home');
    await stage.changes({ incoming: [], invitations: [] });
    await strangersAsk(1);
    await from('@stranger0x').locator('.request-actions:not([data-fresh])').waitFor();
    await from('@stranger0x').getByRole('button', { name: 'Decline' }).click();
    await stage.button('Undo').waitFor();
    const told = (): Promise<unknown[]> => stage.page.evaluate(() => window.story.called('declineRequest'));
    expect(await told()).toEqual([]);
    await stage.page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    expect(await told()).toEqual([{ requestId: 'stranger-0' }]);
  });

  test('can be folded away, and stay so when more come', async () => {
    await stage.plays('home');
    await region()
      .getByRole('button', { name: /^Requests/u })
      .click();
    expect(await items().count()).toBe(0);
    await strangersAsk(2);
    await region().getByText('3 requests').waitFor();
    expect(await items().count()).toBe(0);
  });

  test('a click that was under way when one appeared answers nothing', async () => {
    await stage.plays('home');
    await stage.changes({ incoming: [] });
    await region().waitFor({ state: 'detached' });
    await stage.page.evaluate(() => {
      new MutationObserver((_, observer) => {
        const button = document.querySelector('.request-actions button');
        if (button === null) return;
        observer.disconnect();
        const { x, y } = button.getBoundingClientRect();
        document.elementFromPoint(x + 5, y + 5)?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
      }).observe(document.body, { childList: true, subtree: true });
    });
    await strangersAsk(1);
    await from('@stranger0x').getByRole('button', { name: 'Decline' }).click();
    expect(await stage.commands()).toEqual([]);
    await stage.button('Undo').click();
    await from('@stranger0x').waitFor();
    expect(await stage.commands()).toEqual([]);
  });

  test('answered by keyboard, the focus goes to the next one, and then to the conversations', async () => {
    await stage.plays('home');
    await stage.changes({ incoming: [] });
    await strangersAsk(2);
    await from('@stranger0x').getByRole('button', { name: 'Decline' }).press('Enter');
    await stage.expectFocus(from('@stranger1x'));
    await from('@stranger1x').getByRole('button', { name: 'Decline' }).press('Enter');
    await stage.expectFocus(conversations().first());
  });
});
