import type { Page } from 'playwright-core';
import type { Screen } from './screens.ts';

async function open(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name }).click();
}

async function verify(page: Page, name: string): Promise<void> {
  await open(page, name);
  await page.getByRole('button', { name: 'Details', exact: true }).click();
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await page.getByRole('list', { name: 'Safety number' }).waitFor();
}

async function held(page: Page, name: string): Promise<void> {
  await open(page, name);
  await page.getByRole('button', { name: 'Send anyway' }).waitFor();
}

/** Who is verified, and what it looks like when that changes. */
export const TRUST_SCREENS: readonly Screen[] = [
  {
    name: 'trust',
    story: 'trust',
    kept: false,
    go: (page) =>
      page
        .getByRole('navigation', { name: 'Conversations' })
        .getByText('Verified', { exact: true })
        .waitFor(),
  },
  { name: 'verified', story: 'trust', kept: false, go: (page) => verify(page, 'Bob') },
  { name: 'identity-changed', story: 'trust', kept: true, go: (page) => held(page, 'Carol') },
  { name: 'identity-changed-group', story: 'trust', kept: false, go: (page) => held(page, 'Choir') },
  {
    name: 'compare-again',
    story: 'trust',
    kept: false,
    go: async (page) => {
      await held(page, 'Carol');
      await page.getByRole('button', { name: 'Compare now' }).click();
      await page.getByRole('list', { name: 'Safety number' }).waitFor();
    },
  },
  {
    name: 'send-anyway',
    story: 'trust',
    kept: false,
    go: async (page) => {
      await held(page, 'Carol');
      await page.getByRole('button', { name: 'Send anyway' }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'verified-members',
    story: 'trust',
    kept: false,
    go: async (page) => {
      await open(page, 'Choir');
      await page.getByRole('button', { name: 'Details', exact: true }).click();
      await page.getByRole('button', { name: 'Verify bob' }).waitFor();
    },
  },
  {
    name: 'verified-people',
    story: 'trust',
    kept: false,
    go: async (page) => {
      await page.getByRole('button', { name: 'New group', exact: true }).click();
      await page.getByLabel('Add people').fill('bob');
      await page.getByRole('option').first().waitFor();
    },
  },
];
