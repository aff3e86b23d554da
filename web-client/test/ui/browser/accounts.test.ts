import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser } from './launch.ts';
import { sharedPage } from './shared-page.ts';

/** Generous, because the machine may be busy with other tests. */
const PATIENCE_MS = 60_000;

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
});

afterEach(async () => {
  await page.close();
  expect(problems).toEqual([]);
});

const shows = (story: string): Promise<unknown> => page.goto(`${site.url}?story=${story}`);

const password = (): Locator => page.getByLabel('Password', { exact: true });
const old = (): Locator => page.getByLabel('Old password', { exact: true });
const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const unlock = (): Locator => page.getByRole('button', { name: 'Unlock', exact: true });

describe('a password that was changed on another device', () => {
  test('opens what is locked together with the one before, which is asked for once it is needed', async () => {
    await shows('locked');
    await password().fill('neither of them');
    await unlock().click();
    await page.getByRole('alert').filter({ hasText: 'That password is not right.' }).waitFor();
    expect(await old().count()).toBe(0);

    await password().fill('the new one');
    await unlock().click();
    await page.getByRole('alert').filter({ hasText: 'changed on another device' }).waitFor();
    await expect.poll(() => old().evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await unlock().isDisabled()).toBe(true);

    await old().fill('not it');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'The old password is not right.' }).waitFor();
    expect(await password().inputValue()).toBe('the new one');

    await old().fill('the old one');
    await unlock().click();
    await expect
      .poll(() => page.evaluate(() => window.story.called('unlock').at(-1)))
      .toEqual({ password: 'the new one', previous: 'the old one' });
    await page.getByRole('alert').filter({ hasText: 'not right' }).waitFor({ state: 'detached' });
  });

  test('is said where Tacet is open, and asked for', async () => {
    await shows('home');
    await page.evaluate(() =>
      window.story.change({ connection: { state: 'signed-out', reason: 'password-changed' } }),
    );
    await page.getByText('Signed out: your password was changed.').waitFor();
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await page.getByRole('dialog').getByText('Enter the new one').waitFor();
  });
});

const dialog = (): Locator => page.getByRole('alertdialog', { name: 'Delete account' });

describe('an account that is deleted', () => {
  test('says what becomes of the groups, and what could not be left', async () => {
    await shows('groups');
    await page.evaluate(() => {
      window.story.answers.deleteAccount = ({ anyway }) =>
        anyway === true
          ? { ok: true, value: undefined }
          : { ok: false, failure: { code: 'groups-not-left' } };
    });
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Delete account…' }).click();
    await dialog().getByText('You leave your groups first.').waitFor();
    await dialog().getByLabel('Password', { exact: true }).fill('right');
    await dialog().getByRole('button', { name: 'Delete account' }).click();
    await dialog().getByRole('alert').getByText('Tacet could not leave').waitFor();
    await dialog().getByRole('button', { name: 'Try again' }).waitFor();
    await dialog().getByRole('button', { name: 'Delete anyway' }).click();
    await expect
      .poll(() => page.evaluate(() => window.story.called('deleteAccount')))
      .toEqual([
        { password: 'right', anyway: false },
        { password: 'right', anyway: true },
      ]);
  });

  test('is said on its other devices, with a way to erase what is there and no other way out', async () => {
    await shows('home');
    await page.evaluate(() =>
      window.story.change({ connection: { state: 'signed-out', reason: 'account-deleted' } }),
    );
    await page.getByText('This account was deleted.').waitFor();
    expect(await page.getByRole('button', { name: 'Sign in again' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Erase…' }).click();
    await page.getByRole('alertdialog').getByText('cannot be signed in to again').waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    await page.getByRole('button', { name: 'Erase and sign out' }).click();
    await expect.poll(() => page.evaluate(() => window.story.called('signOut'))).toEqual([{ erase: true }]);
  });
});

describe('two people who could be mistaken for each other', () => {
  test('have their usernames beside their names, in the list and above what they write', async () => {
    await shows('lookalikes');
    const list = page.getByRole('navigation', { name: 'Conversations' });
    await list.getByRole('button', { name: 'Carol Lindqvist', exact: true }).waitFor();
    await list.getByRole('button', { name: 'Bob Okafor @bob', exact: true }).click();
    await page.getByRole('heading', { name: 'Bob Okafor @bob', exact: true }).waitFor();
    await page.getByRole('region', { name: 'Requests' }).getByText('@b0bby').waitFor();
  });

  test('are told apart by whoever decides about one of them', async () => {
    await shows('lookalikes');
    await page.setViewportSize({ width: 1_440, height: 900 });
    await page.getByRole('button', { name: 'Bob Okafor @bob', exact: true }).click();
    await button('Verify').click();
    await page.getByRole('dialog', { name: /Bob Okafor @bob/u }).waitFor();
    await page.keyboard.press('Escape');
    await button('Block').click();
    await page.getByRole('alertdialog', { name: 'Block Bob Okafor @bob?' }).waitFor();
  });

  test('however long the names are, what tells them apart is on screen', async () => {
    await shows('lookalikes');
    await page.evaluate(() => {
      const [bob, ...others] = window.story.snapshot.conversations;
      if (bob?.kind !== 'direct') return;
      const person = { ...bob.person, lastName: 'Featherstonehaugh-Cholmondeley-Okafor of Wolverhampton' };
      window.story.change({ conversations: [{ ...bob, person }, ...others] });
    });
    const name = page.getByRole('button', { name: /Wolverhampton @bob$/u });
    const cutOff = await name.locator('.telling').evaluate((telling) => {
      const [inner, outer] = [telling, telling.parentElement].map((each) => each?.getBoundingClientRect());
      return (inner?.right ?? 0) > (outer?.right ?? 0) + 1 || (inner?.bottom ?? 0) > (outer?.bottom ?? 0) + 1;
    });
    expect(cutOff).toBe(false);
  });
});

describe('a token for a program', () => {
  test('is made with the password, shown once, and taken back', async () => {
    await shows('home');
    await button('Account').click();
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await button('Tokens for programs').click();
    await page.getByText('Build announcer').waitFor();

    await button('New token').click();
    await page.getByLabel('Name').fill('Echo');
    await page.getByLabel('Send sealed messages from this browser').check();
    expect(await button('Make token').isDisabled()).toBe(true);
    await page.getByLabel('Your password').fill('wrong');
    await button('Make token').click();
    await page.getByRole('alert').filter({ hasText: 'That password is not right.' }).waitFor();
    await page.getByLabel('Your password').fill('right');
    // The answer takes its time: who closes the dialog meanwhile would never see the token.
    await page.evaluate(() => {
      const { answers } = window.story;
      const make = answers.makePersonalToken;
      answers.makePersonalToken = async (input) => {
        await new Promise((answer) => window.addEventListener('answer', answer, { once: true }));
        return (await make?.(input)) ?? { ok: false, failure: { code: 'busy' } };
      };
    });
    await button('Make token').click();
    await page.keyboard.press('Escape');
    await page.evaluate(() => window.dispatchEvent(new Event('answer')));
    await page.getByText('It is shown this once.').waitFor();
    await page.getByText(/^tacet_6f1e7a0c/).waitFor();
    await page.mouse.click(5, 5);
    expect(await page.getByText(/^tacet_6f1e7a0c/).isVisible()).toBe(true);
    expect(await page.evaluate(() => window.story.called('makePersonalToken').at(-1))).toEqual({
      password: 'right',
      name: 'Echo',
      scopes: ['mail:send'],
      days: 90,
    });
    await button('Done').click();
    expect(await page.getByText(/^tacet_/).count()).toBe(0);

    await page.getByRole('listitem').filter({ hasText: 'Echo' }).getByText('sends messages').waitFor();
    await button('Revoke Echo').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('Echo', { exact: true }).waitFor({ state: 'detached' });
    await page.getByText('Build announcer').waitFor();
  });
});
