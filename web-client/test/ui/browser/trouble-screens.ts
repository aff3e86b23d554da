import type { Page } from 'playwright-core';
import type { Screen } from './screens.ts';

async function open(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name }).click();
}

/** What the server refused, and what it says that should not be believed. */
export const TROUBLE_SCREENS: readonly Screen[] = [
  {
    name: 'not-sent-reasons',
    story: 'troubles',
    kept: false,
    go: async (page) => {
      await open(page, 'Bob');
      await page.getByText('The server refused this message.').waitFor();
    },
  },
  {
    name: 'delete-asked',
    story: 'troubles',
    kept: false,
    go: async (page) => {
      await open(page, 'Erin');
      await page.getByText('You could not write here any more').waitFor();
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'username-shared',
    story: 'troubles',
    kept: true,
    go: async (page) => {
      await open(page, 'Dave');
      await page.getByText('somebody may be posing as your friend').last().waitFor();
    },
  },
  {
    name: 'no-safety-number',
    story: 'troubles',
    kept: false,
    go: async (page) => {
      await open(page, 'Dave');
      await page.getByRole('button', { name: 'Details', exact: true }).click();
      await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
    },
  },
];
