import type { Page } from 'playwright-core';
import { DEVICE_SCREENS } from './device-screens.ts';
import { GROUP_SCREENS } from './group-screens.ts';
import { TROUBLE_SCREENS } from './trouble-screens.ts';
import { TRUST_SCREENS } from './trust-screens.ts';
import { RECOVERY_SCREENS } from './recovery-screens.ts';

/** One thing the interface can show: how to get there. */
export interface Screen {
  readonly name: string;
  readonly story: string;
  /** Kept under `docs/screenshots` at these widths; checked at all of them. */
  readonly kept: boolean;
  readonly go: (page: Page) => Promise<void>;
}

const button = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

async function openPrograms(page: Page): Promise<void> {
  await openMenuItem(page, 'Settings');
  await button(page, 'Tokens for programs');
  await page.getByText('Build announcer').waitFor();
}

async function openBob(page: Page): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('button', { name: 'Bob Okafor' })
    .click();
  await page.getByText('The good one, from the corner.').last().waitFor();
}

async function openCarol(page: Page): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('button', { name: 'Carol Lindqvist' })
    .click();
  await page.getByText('Unread messages', { exact: true }).waitFor();
}

async function openDetails(page: Page): Promise<void> {
  await openBob(page);
  await button(page, 'Details');
  await page.getByRole('button', { name: 'Verify' }).waitFor();
}

async function openMenuItem(page: Page, item: string): Promise<void> {
  await button(page, 'Account');
  await page.getByRole('menuitem', { name: item }).click();
  await page.getByRole('dialog').or(page.getByRole('alertdialog')).waitFor();
}

export const SCREENS: readonly Screen[] = [
  {
    name: 'welcome',
    story: 'welcome',
    kept: true,
    go: async (page) => {
      await page.getByLabel('Username').fill('alice');
      await page.getByLabel('First name').fill('Alice');
      await page.getByLabel('Password', { exact: true }).fill('alice likes tea');
      await page.getByText('This name is free.').waitFor();
      await page.getByText('Leave your username out of it.').waitFor();
    },
  },
  {
    name: 'welcome-problems',
    story: 'welcome',
    kept: false,
    go: async (page) => {
      await page.getByLabel('Username').fill('bob');
      await page.getByLabel('Password', { exact: true }).fill('viola rests between brass');
      await page.getByText('This name, or one that looks like it, is taken.').waitFor();
      await page.getByText('Strong', { exact: true }).waitFor();
    },
  },
  {
    name: 'sign-in',
    story: 'welcome',
    kept: false,
    go: async (page) => {
      await page.getByRole('tab', { name: 'Sign in' }).click();
      await page.getByLabel('Username').fill('alice');
      await page.getByLabel('Password', { exact: true }).fill('wrong');
      await button(page, 'Sign in');
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'unlock',
    story: 'locked',
    kept: true,
    go: async (page) => {
      await page.getByLabel('Password', { exact: true }).fill('not this one');
      await button(page, 'Unlock');
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'other-tab',
    story: 'other-tab',
    kept: false,
    go: (page) => page.getByRole('button', { name: 'Use it here' }).waitFor(),
  },
  { name: 'broken', story: 'broken', kept: false, go: (page) => page.getByRole('alert').waitFor() },
  {
    name: 'first-day',
    story: 'first-day',
    kept: false,
    go: (page) => page.getByText('It is quiet here').waitFor(),
  },
  {
    name: 'home',
    story: 'home',
    kept: true,
    go: (page) => page.getByRole('region', { name: 'Requests', exact: true }).waitFor(),
  },
  { name: 'conversation', story: 'home', kept: true, go: openBob },
  { name: 'unread', story: 'home', kept: false, go: openCarol },
  {
    name: 'not-sent',
    story: 'home',
    kept: false,
    go: async (page) => {
      await page.getByRole('navigation').getByRole('button', { name: 'Dave Nakamura' }).click();
      await page.getByText('Which platform?').last().waitFor();
    },
  },
  {
    name: 'mending',
    story: 'mending',
    kept: true,
    go: async (page) => {
      await page
        .getByRole('navigation', { name: 'Conversations' })
        .getByRole('button', { name: 'Bob Okafor' })
        .click();
      await page.getByText('So: seven o’clock').last().waitFor();
    },
  },
  {
    name: 'closed',
    story: 'home',
    kept: false,
    go: async (page) => {
      await page.getByRole('navigation').getByRole('button', { name: 'Erin Walsh' }).click();
      await button(page, 'Send request');
      await page.getByText('Request sent to Erin Walsh.').waitFor();
    },
  },
  {
    name: 'offline',
    story: 'home',
    kept: false,
    go: async (page) => {
      await openBob(page);
      await page.evaluate(() =>
        window.story.change({ connection: { state: 'offline', retryAtMs: Date.now() + 40_000 } }),
      );
      await page.getByText('You are offline.').waitFor();
    },
  },
  {
    name: 'catching-up',
    story: 'home',
    kept: false,
    go: async (page) => {
      await page.evaluate(() => window.story.change({ catchingUp: { received: 312 } }));
      await page.getByText('312 messages so far').waitFor();
    },
  },
  {
    name: 'signed-out',
    story: 'home',
    kept: false,
    go: async (page) => {
      await page.evaluate(() => window.story.change({ connection: { state: 'signed-out' } }));
      await button(page, 'Sign in again');
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'details', story: 'home', kept: true, go: openDetails },
  ...GROUP_SCREENS,
  ...TRUST_SCREENS,
  ...TROUBLE_SCREENS,
  ...DEVICE_SCREENS,
  ...RECOVERY_SCREENS,
  {
    name: 'safety-number',
    story: 'home',
    kept: true,
    go: async (page) => {
      await openDetails(page);
      await button(page, 'Verify');
      await page.getByRole('list', { name: 'Safety number' }).waitFor();
    },
  },
  {
    name: 'block',
    story: 'home',
    kept: false,
    go: async (page) => {
      await openDetails(page);
      await button(page, 'Block');
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'add-friend',
    story: 'home',
    kept: true,
    go: async (page) => {
      await button(page, 'Add friend');
      await page.getByLabel('Username').fill('nobody');
      await button(page, 'Send request');
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'account-menu',
    story: 'home',
    kept: false,
    go: async (page) => {
      await button(page, 'Account');
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'unlock-changed',
    story: 'locked',
    kept: false,
    go: async (page) => {
      await page.getByLabel('Password', { exact: true }).fill('the new one');
      await button(page, 'Unlock');
      await page.getByLabel('Old password', { exact: true }).fill('not it');
      await button(page, 'Unlock');
      await page.getByText('The old password is not right.').waitFor();
    },
  },
  {
    name: 'password-changed',
    story: 'home',
    kept: false,
    go: async (page) => {
      await page.evaluate(() =>
        window.story.change({ connection: { state: 'signed-out', reason: 'password-changed' } }),
      );
      await button(page, 'Sign in again');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'delete-account-stuck',
    story: 'groups',
    kept: false,
    go: async (page) => {
      await page.evaluate(() => {
        window.story.answers.deleteAccount = () => ({ ok: false, failure: { code: 'groups-not-left' } });
      });
      await openMenuItem(page, 'Settings');
      await button(page, 'Delete account…');
      await page.getByLabel('Password', { exact: true }).fill('right');
      await button(page, 'Delete account');
      await page.getByRole('button', { name: 'Delete anyway' }).waitFor();
    },
  },
  {
    name: 'account-deleted',
    story: 'home',
    kept: false,
    go: async (page) => {
      await page.evaluate(() =>
        window.story.change({ connection: { state: 'signed-out', reason: 'account-deleted' } }),
      );
      await page.getByText('This account was deleted.').waitFor();
    },
  },
  {
    name: 'lookalikes',
    story: 'lookalikes',
    kept: false,
    go: async (page) => {
      await page.getByRole('button', { name: 'Bob Okafor @bob', exact: true }).click();
      await page.getByRole('heading', { name: 'Bob Okafor @bob', exact: true }).waitFor();
    },
  },
  { name: 'sign-out', story: 'home', kept: false, go: (page) => openMenuItem(page, 'Sign out') },
  { name: 'profile', story: 'home', kept: false, go: (page) => openMenuItem(page, 'Profile') },
  {
    name: 'password',
    story: 'home',
    kept: false,
    go: async (page) => {
      await openMenuItem(page, 'Change password');
      await page.getByLabel('New password').fill('qwertyuiopas');
      await page.getByText(/Very weak|Weak|Not there yet/).waitFor();
    },
  },
  { name: 'settings', story: 'home', kept: true, go: (page) => openMenuItem(page, 'Settings') },
  { name: 'programs', story: 'home', kept: false, go: openPrograms },
  {
    name: 'new-token',
    story: 'home',
    kept: false,
    go: async (page) => {
      await openPrograms(page);
      await button(page, 'New token');
      await page.getByLabel('Name').fill('Build announcer');
    },
  },
  {
    name: 'delete-account',
    story: 'home',
    kept: false,
    go: async (page) => {
      await openMenuItem(page, 'Settings');
      await button(page, 'Delete account…');
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'not-kept',
    story: 'home&kept=no',
    kept: false,
    go: (page) => page.getByText('will not open without a network').waitFor(),
  },
  {
    name: 'toast',
    story: 'home',
    kept: false,
    go: async (page) => {
      await button(page, 'Decline');
      await page.getByText('declined').waitFor();
    },
  },
];
