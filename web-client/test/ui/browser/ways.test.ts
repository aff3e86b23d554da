import type { Locator } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { CODE } from '../double/devices.ts';
import { openJoin } from './device-screens.ts';
import { PATIENCE_MS, Stage } from './stage.ts';

const PHONE = { width: 390, height: 844 };

const stage = new Stage();

beforeEach(() => stage.plays('home'));

async function open(name: string): Promise<void> {
  await stage.page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('button', { name, exact: true })
    .click();
  await stage.page.getByRole('article').first().waitFor();
}

const field = (): Locator => stage.page.getByRole('textbox', { name: 'Message' });

/** Where the rows of the list, the heads and the composer stand. */
function places(): Promise<number[]> {
  return stage.page
    .locator('.conversation-item, .conversation-head, textarea, .account-button, .requests-toggle')
    .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top));
}

function connection(state: 'offline' | 'connecting' | 'online'): Promise<void> {
  return stage.page.evaluate((next) => {
    const change = next === 'offline' ? { state: next, retryAtMs: null } : { state: next };
    window.story.change({ connection: change });
  }, state);
}

describe('the state of the connection', { timeout: PATIENCE_MS }, () => {
  test('is said where it moves nothing, into what was there before, and without a gap', async () => {
    for (const look of ['list', 'conversation'] as const) {
      if (look === 'conversation') await open('Bob Okafor');
      const bar = stage.page.locator('.status-bar');
      await bar.waitFor({ state: 'attached' });
      expect(await bar.evaluate((each) => getComputedStyle(each).display)).not.toBe('none');
      expect(await bar.getAttribute('role')).toBe('status');
      const before = await places();
      await connection('offline');
      await bar.getByText('You are offline.').waitFor();
      expect(await places()).toEqual(before);
      await bar.evaluate((each) => {
        const said = new MutationObserver(() => each.setAttribute('data-said', 'again'));
        const words = [...each.querySelectorAll('.bar > span:not([aria-hidden])')];
        for (const word of words) said.observe(word, { characterData: true, childList: true, subtree: true });
      });
      for (const state of ['connecting', 'offline', 'connecting'] as const) {
        await connection(state);
        await bar.locator(state === 'offline' ? '.icon' : '.spinner').waitFor();
        expect(await bar.textContent()).toContain('You are offline.');
      }
      expect(await bar.getAttribute('data-said')).toBeNull();
      await connection('online');
      await expect.poll(() => bar.textContent()).toBe('');
      expect(await places()).toEqual(before);
    }
  });
});

describe('somebody signed out on a phone', { timeout: PATIENCE_MS }, () => {
  test('is told so in the details too, and signs in again though the pane goes away meanwhile', async () => {
    await stage.page.setViewportSize(PHONE);
    await open('Bob Okafor');
    await stage.page.getByRole('button', { name: 'Details' }).click();
    await stage.page.getByRole('region', { name: 'Members' }).waitFor();
    await stage.changes({ connection: { state: 'signed-out' } });
    await stage.page.locator('.pane-details').getByRole('button', { name: 'Sign in again' }).click();
    const dialog = stage.page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.getByRole('textbox').fill('correct horse');
    await stage.page.setViewportSize({ width: 1_440, height: 800 });
    await stage.page.locator('.pane-details .status-bar').waitFor({ state: 'detached' });
    expect(await dialog.getByRole('textbox').inputValue()).toBe('correct horse');
  });
});

describe('a field that is tapped', { timeout: PATIENCE_MS }, () => {
  test('has letters of 16 px at the least, so that an iPhone does not zoom into it, and a code fits', async () => {
    const url = stage.page.url();
    const options = { viewport: PHONE, isMobile: true, hasTouch: true };
    const phone = (await stage.page.context().browser()?.newPage(options)) ?? stage.page;
    const fields = phone.locator('input:visible, textarea:visible, select:visible');
    const smallest = (): Promise<number> =>
      fields.evaluateAll((all) =>
        Math.min(...all.map((each) => Number.parseFloat(getComputedStyle(each).fontSize))),
      );
    await phone.goto(url);
    expect(await smallest()).toBeGreaterThanOrEqual(16);
    await phone.getByRole('button', { name: 'Bob Okafor', exact: true }).click();
    await phone.getByRole('textbox', { name: 'Message' }).fill('one line');
    expect(await smallest()).toBeGreaterThanOrEqual(16);
    await phone.goto(url.replace('home', 'welcome'));
    expect(await smallest()).toBeGreaterThanOrEqual(16);
    await openJoin(phone);
    const code = phone.getByLabel('Code');
    await phone.setViewportSize({ width: 360, height: 740 });
    await code.fill(CODE);
    expect(await smallest()).toBeGreaterThanOrEqual(16);
    const [needed, there] = await code.evaluate((each) => [each.scrollWidth, each.clientWidth]);
    expect(needed).toBeLessThanOrEqual(there);
    await phone.close();
  });
});

describe('whoever looks at the other tab of the welcome', { timeout: PATIENCE_MS }, () => {
  test('finds what was typed when they come back, with the focus on the tab', async () => {
    await stage.plays('welcome');
    await stage.page.getByLabel('First name').fill('Ada');
    await stage.page.getByRole('textbox', { name: 'Username' }).fill('ada');
    await stage.page.locator('button[type=submit]').click();
    await stage.expectFocus(stage.page.getByRole('textbox', { name: 'Password' }));
    await stage.page.getByRole('tab', { name: 'Create account' }).press('ArrowRight');
    await stage.page.getByRole('textbox', { name: 'Username' }).fill('lovelace');
    await stage.page.getByRole('tab', { name: 'Sign in' }).press('ArrowLeft');
    expect(await stage.page.getByLabel('First name').inputValue()).toBe('Ada');
    expect(await stage.page.getByRole('textbox', { name: 'Username' }).inputValue()).toBe('ada');
    await stage.expectFocus(stage.page.getByRole('tab', { name: 'Create account' }));
    await stage.page.getByRole('tab', { name: 'Create account' }).press('ArrowRight');
    expect(await stage.page.getByRole('textbox', { name: 'Username' }).inputValue()).toBe('lovelace');
  });
});

describe('finding the way', { timeout: PATIENCE_MS }, () => {
  test.each([1_440, 820, 390])(
    'whoever closes the details is back where they came from, %i wide',
    async (width) => {
      const details = stage.page.getByRole('button', { name: 'Details', exact: true });
      await stage.page.setViewportSize({ width, height: 800 });
      await open('Bob Okafor');
      await details.click();
      await stage.page.getByRole('region', { name: 'Members' }).waitFor();
      await stage.page.getByRole('button', { name: 'Close', exact: true }).click();
      await stage.expectFocus(details);
    },
  );

  test('on a phone the list is where it was, with the focus on the row one came from', async () => {
    await stage.page.setViewportSize({ width: 390, height: 320 });
    await stage.page.evaluate(() => window.story.change({ incoming: [], outgoing: [] }));
    const list = stage.page.locator('.sidebar-scroll');
    await list.evaluate((element) => element.scrollTo(0, 90));
    expect(await list.evaluate((element) => element.scrollTop)).toBe(90);
    await open('Zoë Papadopoulou');
    await stage.page.getByRole('button', { name: 'Back' }).click();
    await stage.expectFocus(stage.page.getByRole('button', { name: 'Zoë Papadopoulou', exact: true }));
    expect(await list.evaluate((element) => element.scrollTop)).toBe(90);
  });

  test('a search that finds nobody leads to those who are not friends yet', async () => {
    await stage.page.getByRole('textbox', { name: 'Search people and groups' }).fill('quentin');
    const list = stage.page.getByRole('navigation', { name: 'Conversations' });
    await list.getByText('No conversation with “quentin”.').waitFor();
    await list.getByRole('button', { name: 'Add friend' }).click();
    await stage.page.getByRole('dialog', { name: 'Add friend' }).waitFor();
  });

  test('when somebody was there last is said anew as time goes by', async () => {
    await stage.page.clock.install({ time: Date.now() });
    await stage.plays('home');
    await stage.page.evaluate(() =>
      window.story.changeConversation('room-bob', {
        presence: { online: false, lastSeenMs: Date.now() - 5 * 60_000 },
      }),
    );
    await open('Bob Okafor');
    await stage.page.getByText('Last seen 5 minutes ago').waitFor();
    await stage.page.clock.runFor(61_000);
    await stage.page.getByText('Last seen 6 minutes ago').waitFor();
  });

  test('after midnight what was today is yesterday, in the list and in the conversation', async () => {
    const noon = new Date(new Date().setHours(12, 0, 0, 0));
    await stage.page.clock.install({ time: noon });
    await stage.plays('home');
    await open('Bob Okafor');
    const day = stage.page.locator('.log-day').last();
    const time = stage.page.locator('.conversation-item[data-selected] time');
    expect(await day.textContent()).toBe('Today');
    expect(await time.textContent()).not.toBe('Yesterday');
    await stage.page.clock.fastForward(12 * 60 * 60_000 + 61_000);
    await expect.poll(() => day.textContent()).toBe('Yesterday');
    await expect.poll(() => time.textContent()).toBe('Yesterday');
  });

  test('on a phone Back goes from details to conversation to list, and the address tells nothing', async () => {
    await stage.page.setViewportSize(PHONE);
    await open('Bob Okafor');
    await stage.page.getByRole('button', { name: 'Details' }).click();
    await stage.page.getByRole('region', { name: 'Members' }).waitFor();
    expect(new URL(stage.page.url()).hash).toBe('');
    await stage.page.goBack();
    await field().waitFor();
    await stage.page.goBack();
    await stage.page.getByRole('navigation', { name: 'Conversations' }).waitFor();
    expect(await field().count()).toBe(0);
  });

  test('a dialog holds the focus, closes with Escape and gives the focus back', async () => {
    const opener = stage.page.getByRole('button', { name: 'Add friend' });
    await opener.click();
    await stage.page.getByRole('dialog', { name: 'Add friend' }).waitFor();
    for (let turn = 0; turn < 8; turn++) {
      await stage.page.keyboard.press('Tab');
      const outside = await stage.page.evaluate(
        () => document.activeElement !== document.body && document.activeElement?.closest('dialog') === null,
      );
      expect(outside).toBe(false);
    }
    await stage.page.keyboard.press('Escape');
    await stage.page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => opener.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('the keyboard alone searches, opens and leaves a conversation', async () => {
    // Shortcuts are heard from the first effect on, a moment after the first paint.
    await expect
      .poll(async () => {
        await stage.page.keyboard.press('Control+k');
        return stage.page.evaluate(() => document.activeElement?.tagName);
      })
      .toBe('INPUT');
    await stage.page.keyboard.type('carol');
    await expect
      .poll(() => stage.page.getByRole('navigation', { name: 'Conversations' }).getByRole('button').count())
      .toBe(1);
    await stage.page.keyboard.press('Tab');
    await stage.page.keyboard.press('Tab');
    await stage.page.keyboard.press('Escape');
    await stage.page.keyboard.press('Alt+ArrowDown');
    await stage.page.getByRole('heading', { name: 'Bob Okafor' }).waitFor();
    await stage.page.keyboard.press('Alt+ArrowDown');
    await stage.page.getByRole('heading', { name: 'Carol Lindqvist' }).waitFor();
    await stage.page.keyboard.press('Escape');
    await stage.page.getByText('Nothing open').waitFor();
  });

  test('the account menu is walked with arrows', async () => {
    await stage.page.getByRole('button', { name: 'Account' }).press('Enter');
    await stage.page.keyboard.press('ArrowDown');
    await stage.page.keyboard.press('Enter');
    await stage.page.getByRole('dialog', { name: 'Devices' }).waitFor();
    await stage.page.keyboard.press('Escape');
    await stage.page.getByRole('dialog').waitFor({ state: 'detached' });
    await stage.expectFocus(stage.page.getByRole('button', { name: 'Account' }));
  });

  test('right to left fits the screen as well', async () => {
    await stage.page.setViewportSize(PHONE);
    await stage.page.evaluate(() => (document.documentElement.dir = 'rtl'));
    await open('Bob Okafor');
    expect(
      await stage.page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
    ).toBeLessThanOrEqual(0);
  });
});
