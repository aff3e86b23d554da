import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PAPER } from '../double/recovery.ts';
import { launchBrowser } from './launch.ts';
import {
  archiveSwitch,
  isAskedForWords,
  opensArchive,
  opensRecover,
  opensRecovery,
  seesTheWords,
  signsUp,
} from './recovery-screens.ts';
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
  page.on('console', (line) => {
    if (line.type() === 'error') problems.push(line.text());
  });
});

afterEach(async () => {
  await page.close();
  expect(problems).toEqual([]);
});

const opens = (story: string) => page.goto(`${site.url}?story=${story}`);
const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
const dialog = (): Locator => page.getByRole('dialog', { name: 'Recovery phrase' });
const called = (name: 'confirmRecoveryPhrase' | 'putOffRecoveryPhrase' | 'recoverAccount') =>
  page.evaluate((command) => window.story.called(command), name);

describe('a recovery phrase', { timeout: PATIENCE_MS }, () => {
  test('is shown after the sign-up, without the password once more, and asked for', async () => {
    await opens('welcome');
    await isAskedForWords(page);
    expect(await dialog().getByText('ozone').count()).toBe(0);
    expect(await button('Confirm').isDisabled()).toBe(true);
    await page.getByLabel('Word 3').fill('grab');
    await page.getByLabel('Word 9').fill('wrong');
    await button('Confirm').click();
    await dialog().getByRole('alert').waitFor();
    await button('Show the words again').click();
    await seesTheWords(page);
    await button('I wrote them down').click();
    await page.getByLabel('Word 3').fill('grab');
    await page.getByLabel('Word 9').fill('cruise');
    await page.keyboard.press('Enter');
    await button('Done').click();
    await dialog().waitFor({ state: 'detached' });
    expect(await called('confirmRecoveryPhrase')).toHaveLength(2);
    expect(await called('putOffRecoveryPhrase')).toEqual([]);
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Settings' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'No recovery phrase yet' }).count()).toBe(0);
  });

  test('can wait: then the account menu says that there is none, and asks for the password', async () => {
    await opens('welcome');
    await signsUp(page);
    await seesTheWords(page);
    await button('Later').click();
    await dialog().waitFor({ state: 'detached' });
    expect(await called('putOffRecoveryPhrase')).toEqual([{}]);
    expect(await page.locator('body').textContent()).not.toContain('ozone');
    await page.evaluate(() => {
      window.story.answers.createRecoveryPhrase = () => ({ ok: false, failure: { code: 'wrong-password' } });
    });
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'No recovery phrase yet' }).click();
    await dialog().getByLabel('Password', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  test('shows its words in their order, to be copied or read out', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await opens('welcome');
    await signsUp(page);
    await seesTheWords(page);
    const words = page.getByRole('list', { name: 'The twelve words' }).getByRole('listitem');
    expect(await words.allTextContents()).toEqual([...PAPER]);
    await button('Copy').click();
    await page.getByText('Other programs can read what is copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(PAPER.join(' '));
  });

  test('prints as words and nothing else', async () => {
    await opens('welcome');
    await signsUp(page);
    await seesTheWords(page);
    await page.emulateMedia({ media: 'print' });
    await page.getByText('ozone').waitFor();
    for (const name of ['Later', 'Copy', 'Account', 'Add friend']) {
      expect(await button(name).isVisible(), name).toBe(false);
    }
  });

  test('is replaced with the password, and says what that cannot do', async () => {
    await opens('home');
    await opensRecovery(page);
    await dialog().getByText('a server that kept a copy').waitFor();
    await dialog().getByLabel('Password', { exact: true }).fill('wrong');
    await button('Show the words').click();
    await dialog().getByRole('alert').waitFor();
    await dialog().getByLabel('Password', { exact: true }).fill('right');
    await button('Show the words').click();
    await seesTheWords(page);
    await page.goBack();
    await dialog().waitFor({ state: 'detached' });
    expect(await called('putOffRecoveryPhrase')).toEqual([{}]);
  });
});

describe('coming back with a phrase', { timeout: PATIENCE_MS }, () => {
  test('takes words however they are typed, and marks what no phrase has', async () => {
    await opens('welcome');
    await opensRecover(page);
    const field = page.getByLabel('Recovery phrase');
    const bring = button('Bring my account back');
    await field.pressSequentially('Ozone, dri');
    // Half a word is no mistake yet.
    await page.getByText('2 of 12').waitFor();
    expect(await page.getByText('No phrase has this').count()).toBe(0);
    await field.pressSequentially('l gr');
    await page.getByText('No phrase has this: dril').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await bring.isDisabled()).toBe(true);
    await field.fill(`${PAPER.join(' ')} again`);
    await page.getByText('more than twelve words').waitFor();
    await field.fill([...PAPER.slice(0, 10), 'picnic', 'eight'].join(' '));
    await page.getByText('do not fit together').waitFor();
    const typed = PAPER.map((word, at) => `${at + 1}. ${word.toUpperCase()}`).join('\n');
    await field.fill(typed);
    await bring.click();
    await page.getByRole('navigation', { name: 'Conversations' }).waitFor();
    expect(await called('recoverAccount')).toEqual([
      { username: 'elsewhere', password: 'right', phrase: typed },
    ]);
  });

  test('says that the words are of another account, and lets one correct them', async () => {
    await opens('welcome');
    await opensRecover(page);
    await page
      .getByLabel('Recovery phrase')
      .fill('legal winner thank year wave sausage worth useful legal winner thank yellow');
    await button('Bring my account back').click();
    await page.getByRole('alert').getByText('do not belong to this account').waitFor();
    await page.getByLabel('Recovery phrase').fill(PAPER.join(' '));
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    await button('Back').click();
    await button('Use your recovery phrase').waitFor();
  });
});

describe('the archive', { timeout: PATIENCE_MS }, () => {
  test('needs a recovery phrase first, and says so', async () => {
    await opens('home');
    await page.evaluate(() => window.story.change({ recovery: 'missing' }));
    await button('Account').click();
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await page.getByText(/Set up a recovery phrase first/).waitFor();
    expect(await archiveSwitch(page).isDisabled()).toBe(true);
  });

  test('[A-6] says it in other words when this server keeps none at all', async () => {
    await opens('home');
    await opensArchive(page, { state: 'full', saved: 0, of: 12, size: 0 });
    await page.getByText(/^This server has no room for an archive/).waitFor();
    await page.evaluate(() =>
      window.story.change({ archive: { state: 'full', saved: 9, of: 12, size: 1_240_000 } }),
    );
    await page.getByText(/^The server takes no more: 1\.2 MB are there/).waitFor();
  });

  test('[A-6] is one switch, and is deleted only after a second thought', async () => {
    await opens('home');
    await opensArchive(page);
    await archiveSwitch(page).click();
    await page.getByText(/^Up to date: 1\.2 MB on the server/).waitFor();
    await page.evaluate(() => window.story.change({ recovery: 'missing' }));
    await page.getByText(/^There is no recovery phrase now/).waitFor();
    await page.evaluate(() => window.story.change({ history: { direction: 'restoring', done: 1, of: 3 } }));
    await archiveSwitch(page).click();
    const question = page.getByRole('alertdialog', { name: 'Delete the archive?' });
    await question.getByText(/^Messages are still being brought back/).waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    expect(await archiveSwitch(page).isChecked()).toBe(true);
    await button('Delete the archive…').click();
    await question.getByRole('button', { name: 'Delete', exact: true }).click();
    await button('Delete the archive…').waitFor({ state: 'detached' });
    expect(await archiveSwitch(page).isChecked()).toBe(false);
  });
});
