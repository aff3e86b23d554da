import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser } from './launch.ts';
import { sharedPage } from './shared-page.ts';

/** Generous, because the machine may be busy with other tests. */
const PATIENCE_MS = 60_000;

const ZOE = 'Zoë Papadopoulou';

let site: { readonly url: string };
let browser: Browser;
let page: Page;
let problems: string[];

beforeAll(async () => {
  [site, browser] = await Promise.all([sharedPage(), launchBrowser()]);
}, PATIENCE_MS);

afterAll(async () => {
  await browser.close();
});

beforeEach(async () => {
  problems = [];
  page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
  page.setDefaultTimeout(PATIENCE_MS / 2);
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`${site.url}?story=home`);
});

afterEach(async () => {
  await page.close();
  expect(problems).toEqual([]);
});

const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const question = (name: string): Locator => page.getByRole('alertdialog', { name });

async function choose(item: string): Promise<void> {
  await button('Account').click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

/** The answer to a command takes until `answerComes()`. */
function waits(command: 'signOut' | 'deleteAccount' | 'updateProfile' | 'createGroup'): Promise<void> {
  return page.evaluate((name) => {
    const { answers } = window.story;
    const usual: unknown = answers[name];
    Object.assign(answers, {
      [name]: async (input: unknown): Promise<unknown> => {
        await new Promise((answer) => window.addEventListener('answer', answer, { once: true }));
        return typeof usual === 'function' ? usual(input) : undefined;
      },
    });
  }, command);
}

async function answerComes(): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('answer')));
}

/** What the alerts say that a screen reader is given: none of what is behind a dialog is. */
async function heardAlerts(): Promise<readonly string[]> {
  const inspector = await page.context().newCDPSession(page);
  const { nodes } = await inspector.send('Accessibility.getFullAXTree');
  const textOf = (id: string): string => {
    const node = nodes.find(({ nodeId }) => nodeId === id);
    if (node?.role?.value === 'StaticText') return String(node.name?.value);
    return (node?.childIds ?? []).map(textOf).join('');
  };
  return nodes
    .filter(({ ignored, role }) => !ignored && role?.value === 'alert')
    .map(({ nodeId }) => textOf(nodeId));
}

describe('a question that was answered with yes', () => {
  test('cannot be cancelled while it is being done, for that would stop nothing', async () => {
    await waits('signOut');
    await choose('Sign out');
    const asked = question('Sign out?');
    await asked.getByRole('checkbox').check();
    await button('Erase and sign out').click();
    await button('Close').click();
    await page.mouse.click(5, 5);
    await page.keyboard.press('Escape');
    expect(await button('Cancel').isDisabled()).toBe(true);
    expect(await asked.isVisible()).toBe(true);
    await answerComes();
    await asked.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => window.story.called('signOut'))).toEqual([{ erase: true }]);
  });

  test('comes back, with the focus where it was, when Escape twice in a row makes the browser close it', async () => {
    await waits('signOut');
    await choose('Sign out');
    await button('Sign out').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    // It may just be closed: it comes back in the task after the one in which the browser closed it.
    await expect.poll(() => question('Sign out?').isVisible()).toBe(true);
    await expect.poll(() => button('Sign out').evaluate((one) => one === document.activeElement)).toBe(true);
    await answerComes();
    await question('Sign out?').waitFor({ state: 'detached' });
    await choose('Settings');
    await page.getByRole('dialog', { name: 'Settings' }).waitFor();
  });

  test('stays when the browser goes back, and says what became of it', async () => {
    await waits('deleteAccount');
    await page.evaluate(() => {
      const { answers } = window.story;
      const waiting = answers.deleteAccount;
      answers.deleteAccount = async (input) => {
        await waiting?.(input);
        return { ok: false, failure: { code: 'network' } };
      };
    });
    await page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name: ZOE }).click();
    await choose('Settings');
    await button('Delete account…').click();
    const asked = question('Delete account');
    await asked.getByLabel('Password', { exact: true }).fill('right');
    await asked.getByRole('button', { name: 'Delete account' }).click();
    for (let twice = 0; twice < 2; twice++) {
      await page.evaluate(async () => {
        const arrived = new Promise((resolve) =>
          window.addEventListener('popstate', resolve, { once: true }),
        );
        history.back();
        await arrived;
      });
    }
    expect(await asked.isVisible()).toBe(true);
    await answerComes();
    await asked.getByText('The server cannot be reached.').waitFor();
    await button('Cancel').click();
    await asked.waitFor({ state: 'detached' });
    expect(await page.getByRole('heading', { name: ZOE }).isVisible()).toBe(true);
  });

  test('stays also where it costs the account', async () => {
    await waits('deleteAccount');
    await choose('Settings');
    await button('Delete account…').click();
    const asked = question('Delete account');
    await asked.getByLabel('Password', { exact: true }).fill('right');
    await asked.getByRole('button', { name: 'Delete account' }).click();
    await button('Close').click();
    await page.mouse.click(5, 5);
    await page.keyboard.press('Escape');
    expect(await button('Cancel').isDisabled()).toBe(true);
    expect(await asked.isVisible()).toBe(true);
    await answerComes();
    await expect.poll(() => button('Cancel').isDisabled()).toBe(false);
  });
});

describe('a form in a dialog', () => {
  test('closes at a click beside it, and not when a selection is dragged out of one of its fields', async () => {
    await choose('Profile');
    const form = page.getByRole('dialog', { name: 'Profile' });
    const box = await form.getByLabel('First name').boundingBox();
    if (box === null) throw new TypeError('the field is not on screen');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(5, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    expect(await form.isVisible()).toBe(true);
    await page.mouse.click(5, 5);
    await form.waitFor({ state: 'detached' });
  });

  test('leads no step further back when its answer comes after it was closed', async () => {
    await waits('updateProfile');
    await page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name: ZOE }).click();
    await choose('Profile');
    await button('Save').click();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await answerComes();
    await page.getByText('Profile saved.').waitFor();
    // Both go one step, after what the answer did.
    await choose('Settings');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.getByRole('heading', { name: ZOE }).isVisible()).toBe(true);
  });

  test('takes nobody from where they went meanwhile', async () => {
    await page.goto(`${site.url}?story=groups`);
    await waits('createGroup');
    await button('New group').click();
    await page.getByLabel('Group name').fill('Octet');
    await page.getByRole('combobox', { name: 'Add people' }).fill('bob');
    await page.keyboard.press('Enter');
    await button('Create group').click();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await button('Quartet').click();
    await answerComes();
    await button('Octet').waitFor();
    expect(await page.getByRole('heading', { name: 'Quartet' }).isVisible()).toBe(true);
  });
});

describe('a setting that could not be stored', () => {
  test('shows what is so', async () => {
    await page.evaluate(() => {
      window.story.answers.updateSettings = () => ({ ok: false, failure: { code: 'storage-full' } });
    });
    await choose('Settings');
    const receipts = page.getByRole('switch', { name: 'Read receipts' });
    const minutes = page.getByRole('combobox', { name: 'Lock when idle' });
    await receipts.waitFor();
    const before = [await receipts.isChecked(), await minutes.inputValue()];
    await receipts.click();
    await minutes.selectOption('60');
    await expect.poll(() => page.evaluate(() => window.story.called('updateSettings'))).toHaveLength(2);
    await expect.poll(async () => [await receipts.isChecked(), await minutes.inputValue()]).toEqual(before);
  });
});

describe('a notice while a dialog is open', () => {
  test('can be heard and dismissed, wherever the dialog in front is', async () => {
    await page.evaluate(() => {
      window.story.answers.revokePersonalToken = () => ({ ok: false, failure: { code: 'network' } });
    });
    await choose('Settings');
    await button('Tokens for programs').click();
    await button('Revoke Build announcer').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await page.getByText('The server cannot be reached.').waitFor();
    expect(await heardAlerts()).toEqual([expect.stringContaining('The server cannot be reached.')]);
    await button('Dismiss').click();
    await page.getByText('The server cannot be reached.').waitFor({ state: 'detached' });
    await page.getByRole('dialog', { name: 'Tokens for programs' }).waitFor();
  });

  test('stays when the dialog closes', async () => {
    await choose('Profile');
    await button('Save').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('Profile saved.').waitFor();
    await button('Dismiss').click();
    await page.getByText('Profile saved.').waitFor({ state: 'detached' });
  });
});
