import type { Page } from 'playwright-core';
import type { Screen } from './screens.ts';

const button = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

async function open(page: Page, group: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name: group }).click();
  await page.getByRole('heading', { name: group }).waitFor();
}

async function openDetails(page: Page, group: string): Promise<void> {
  await open(page, group);
  await button(page, 'Details');
  await page.getByRole('region', { name: 'Security' }).waitFor();
}

async function ask(page: Page, pressed: string): Promise<void> {
  await openDetails(page, 'Quartet');
  await button(page, pressed);
  await page.getByRole('dialog').or(page.getByRole('alertdialog')).waitFor();
}

async function fillNewGroup(page: Page, name: string, usernames: readonly string[]): Promise<void> {
  await button(page, 'New group');
  await page.getByLabel('Group name').fill(name);
  for (const username of usernames) {
    await page.getByLabel('Add people').fill(username);
    await page.getByLabel('Add people').press('Enter');
  }
}

/** Everything about groups. */
export const GROUP_SCREENS: readonly Screen[] = [
  {
    name: 'groups',
    story: 'groups',
    kept: true,
    go: (page) => page.getByRole('region', { name: 'Requests', exact: true }).waitFor(),
  },
  {
    name: 'group',
    story: 'groups',
    kept: true,
    go: async (page) => {
      await open(page, 'Quartet');
      await page.getByText('Read by 1 of 3').waitFor();
    },
  },
  {
    name: 'group-notices',
    story: 'groups',
    kept: false,
    go: async (page) => {
      await open(page, 'Family');
      await page.getByText('All of us, with the dog.').last().waitFor();
    },
  },
  {
    name: 'group-beginning',
    story: 'groups',
    kept: false,
    go: async (page) => {
      await open(page, 'Quartet');
      await page.getByText('Read by 1 of 3').waitFor();
      await page.getByRole('log').evaluate((log) => (log.scrollTop = 0));
      await page.getByText('Trent Albrecht declined').waitFor();
    },
  },
  { name: 'group-former', story: 'groups', kept: false, go: (page) => openWalkers(page) },
  {
    name: 'group-alone',
    story: 'groups',
    kept: false,
    go: async (page) => {
      await fillNewGroup(page, 'Readers', ['bob', 'zoe']);
      await button(page, 'Create group');
      await page.getByText('Nobody else is here yet.').waitFor();
    },
  },
  {
    name: 'new-group',
    story: 'groups',
    kept: true,
    go: async (page) => {
      await fillNewGroup(page, 'Readers', ['bob', 'zoe']);
      await page.getByLabel('Add people').press('ArrowDown');
    },
  },
  {
    name: 'new-group-problems',
    story: 'groups',
    kept: false,
    go: async (page) => {
      await button(page, 'New group');
      await page.getByLabel('Add people').fill('mallory');
      await button(page, 'Create group');
      await page.getByRole('alert').first().waitFor();
    },
  },
  {
    name: 'new-group-refused',
    story: 'groups',
    kept: false,
    go: async (page) => {
      await fillNewGroup(page, 'Full', ['bob']);
      await button(page, 'Create group');
      await page.getByText('The group is full.').waitFor();
    },
  },
  {
    name: 'new-group-no-friends',
    story: 'first-day',
    kept: false,
    go: async (page) => {
      await button(page, 'New group');
      await page.getByText('Friends come first').waitFor();
    },
  },
  { name: 'group-details', story: 'groups', kept: true, go: (page) => openDetails(page, 'Quartet') },
  {
    name: 'group-details-invited',
    story: 'groups',
    kept: false,
    go: async (page) => {
      await openDetails(page, 'Quartet');
      await page.getByRole('button', { name: 'Leave group' }).scrollIntoViewIfNeeded();
    },
  },
  { name: 'group-details-member', story: 'groups', kept: false, go: (page) => openDetails(page, 'Family') },
  { name: 'add-people', story: 'groups', kept: false, go: (page) => ask(page, 'Add people') },
  { name: 'edit-group', story: 'groups', kept: false, go: (page) => ask(page, 'Edit name') },
  { name: 'remove-member', story: 'groups', kept: false, go: (page) => ask(page, 'Remove bob') },
  { name: 'make-owner', story: 'groups', kept: false, go: (page) => ask(page, 'Make owner: bob') },
  { name: 'leave-group', story: 'groups', kept: false, go: (page) => ask(page, 'Leave group') },
];

async function openWalkers(page: Page): Promise<void> {
  await open(page, 'Sunday walkers');
  await page.getByText('You are not in this group any more.').first().waitFor();
}
