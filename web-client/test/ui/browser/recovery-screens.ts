import type { Locator, Page } from 'playwright-core';
import type { ArchiveView } from '../../../src/messenger/port.ts';
import { PAPER } from '../double/recovery.ts';
import { signInElsewhere } from './device-screens.ts';
import type { Screen } from './screens.ts';

const button = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

/** Alice makes an account: home is there, and the words are on top of it. */
export async function signsUp(page: Page): Promise<void> {
  await page.getByLabel('Username').fill('alice');
  await page.getByLabel('First name').fill('Alice');
  await page.getByLabel('Password', { exact: true }).fill('viola rests between brass');
  await page.getByText('Strong', { exact: true }).waitFor();
  await button(page, 'Create account');
  await page.getByRole('navigation', { name: 'Conversations' }).waitFor();
}

export async function seesTheWords(page: Page): Promise<void> {
  await page.getByRole('list', { name: 'The twelve words' }).waitFor();
}

export async function opensRecovery(page: Page): Promise<void> {
  await button(page, 'Account');
  await page.getByRole('menuitem', { name: 'Settings' }).click();
  await page.getByRole('button', { name: /recovery phrase$/ }).click();
  await page
    .getByRole('dialog', { name: 'Recovery phrase' })
    .getByLabel('Password', { exact: true })
    .waitFor();
}

/** Settings, where the archive is, in one of its states. */
export async function opensArchive(page: Page, archive?: ArchiveView): Promise<void> {
  await page.evaluate(
    (view) => window.story.change({ recovery: 'set', ...(view && { archive: view }) }),
    archive,
  );
  await button(page, 'Account');
  await page.getByRole('menuitem', { name: 'Settings' }).click();
  await archiveSwitch(page).scrollIntoViewIfNeeded();
}

export const archiveSwitch = (page: Page): Locator =>
  page.getByRole('switch', { name: 'Keep an encrypted archive on this server' });

export async function opensRecover(page: Page): Promise<void> {
  await signInElsewhere(page);
  await button(page, 'Use your recovery phrase');
  await page.getByLabel('Recovery phrase').waitFor();
}

export async function isAskedForWords(page: Page): Promise<void> {
  await signsUp(page);
  await seesTheWords(page);
  await button(page, 'I wrote them down');
  await page.getByLabel('Word 3').waitFor();
}

export const RECOVERY_SCREENS: readonly Screen[] = [
  {
    name: 'recovery-words',
    story: 'welcome',
    kept: true,
    go: async (page) => {
      await signsUp(page);
      await seesTheWords(page);
    },
  },
  {
    name: 'recovery-check',
    story: 'welcome',
    kept: false,
    go: async (page) => {
      await isAskedForWords(page);
      await page.getByLabel('Word 3').fill('grab');
      await page.getByLabel('Word 9').fill('cruises');
      await button(page, 'Confirm');
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'recovery-done',
    story: 'welcome',
    kept: false,
    go: async (page) => {
      await isAskedForWords(page);
      await page.getByLabel('Word 3').fill('grab');
      await page.getByLabel('Word 9').fill('cruise');
      await button(page, 'Confirm');
      await page.getByRole('heading', { name: 'Your recovery phrase is set' }).waitFor();
    },
  },
  {
    name: 'recovery-replace',
    story: 'home',
    kept: false,
    go: async (page) => {
      await opensRecovery(page);
      await page.getByLabel('Password', { exact: true }).fill('not this one');
      await button(page, 'Show the words');
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'recovery-missing',
    story: 'home',
    kept: false,
    go: async (page) => {
      await page.evaluate(() => window.story.change({ recovery: 'missing' }));
      await button(page, 'Account');
      await page.getByRole('menuitem', { name: 'No recovery phrase yet' }).waitFor();
    },
  },
  { name: 'archive-off', story: 'home', kept: false, go: (page) => opensArchive(page) },
  {
    name: 'archive-saving',
    story: 'home',
    kept: true,
    go: async (page) => {
      await opensArchive(page, { state: 'saving', saved: 1_204, of: 5_012, size: 310_000 });
      await page.getByRole('button', { name: 'Delete the archive…' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'archive-changed',
    story: 'home',
    kept: false,
    go: async (page) => {
      await opensArchive(page, { state: 'changed', saved: 1_204, of: 5_012, size: 310_000 });
      await page.getByRole('button', { name: 'Delete the archive…' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'archive-delete',
    story: 'home',
    kept: false,
    go: async (page) => {
      await opensArchive(page, { state: 'saved', saved: 5_012, of: 5_012, size: 1_240_000 });
      await button(page, 'Delete the archive…');
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'recover',
    story: 'welcome',
    kept: true,
    go: async (page) => {
      await opensRecover(page);
      await page.getByLabel('Recovery phrase').fill(PAPER.slice(0, 7).join(' ').replace('grab', 'garb'));
      await page.getByText('No phrase has this: garb').waitFor();
    },
  },
  {
    name: 'recover-wrong',
    story: 'welcome',
    kept: false,
    go: async (page) => {
      await opensRecover(page);
      await page
        .getByLabel('Recovery phrase')
        .fill('legal winner thank year wave sausage worth useful legal winner thank yellow');
      await button(page, 'Bring my account back');
      await page.getByRole('alert').waitFor();
    },
  },
];
