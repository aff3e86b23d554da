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
  page.on('console', (line) => {
    if (line.type() === 'error') problems.push(line.text());
  });
  await page.goto(`${site.url}?story=groups`);
});

afterEach(async () => {
  await page.close();
  expect(problems).toEqual([]);
});

const list = (): Locator => page.getByRole('navigation', { name: 'Conversations' });
const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const members = (): Locator => page.getByRole('region', { name: 'Members' }).getByRole('listitem');
const bubble = (text: string): Locator =>
  page.getByRole('log', { name: 'Messages' }).getByRole('article').filter({ hasText: text });
const item = (name: string): Locator =>
  page.getByRole('region', { name: 'Requests', exact: true }).getByRole('listitem').filter({ hasText: name });
const hasFocus = (element: Locator): Promise<boolean> =>
  element.evaluate((each) => each === document.activeElement);

async function openDetails(name: string): Promise<void> {
  await list().getByRole('button', { name, exact: true }).click();
  await page.getByRole('heading', { name, exact: true }).waitFor();
  await button('Details').click();
  await page.getByRole('region', { name: 'Security' }).waitFor();
}

describe('a new group', { timeout: PATIENCE_MS }, () => {
  test('is made with the keyboard alone: names are typed, chosen, taken off again', async () => {
    await button('New group').press('Enter');
    const dialog = page.getByRole('dialog', { name: 'New group' });
    await dialog.getByLabel('Group name').waitFor();
    await page.keyboard.type('Readers');
    await page.keyboard.press('Tab');
    expect(await hasFocus(dialog.getByRole('combobox', { name: 'Add people' }))).toBe(true);
    await page.keyboard.type('bob');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('zoe,');
    await dialog.getByText('3 chosen').waitFor();
    await page.keyboard.press('Shift+Tab'); // Zoë, the chip before the field
    await page.keyboard.press('Shift+Tab'); // Carol
    await page.keyboard.press('Delete');
    await dialog.getByText('2 chosen').waitFor();
    expect(await hasFocus(button('Take Zoë Papadopoulou off the list'))).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter'); // nothing typed: the form's own
    await page.getByRole('heading', { name: 'Readers' }).waitFor();
    expect(await page.evaluate(() => window.story.called('createGroup'))).toEqual([
      { name: 'Readers', description: '', accountIds: ['account-bob', 'account-zoe'] },
    ]);
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.goBack();
    await page.getByText('Nothing open').waitFor();
  });

  test('what is wrong is read out and stays until it is mended', async () => {
    await button('New group').click();
    await button('Create group').click();
    await page.getByRole('alert').filter({ hasText: 'Give the group a name.' }).waitFor();
    await page.getByLabel('Group name').fill('Full');
    expect(await page.getByRole('alert').count()).toBe(0);
    await button('Create group').click();
    await page.getByRole('alert').filter({ hasText: 'Choose at least one friend.' }).waitFor();
    await page.getByRole('option', { name: 'Carol Lindqvist' }).click();
    await button('Create group').click();
    await page.getByRole('alert').filter({ hasText: 'The group is full.' }).waitFor();
    await page.getByLabel('Group name').fill('Small');
    await button('Create group').click();
    await page.getByRole('heading', { name: 'Small' }).waitFor();
  });

  test('whose form cannot be fetched says so instead of staying silent', async () => {
    await page.route(/\/late-[^/]*\.js$/u, (route) => route.abort());
    await button('New group').click();
    await page.getByRole('alert').filter({ hasText: 'The server cannot be reached.' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    problems = problems.filter((problem) => !problem.includes('ERR_FAILED'));
  });

  test('needs friends, and shows the way to them', async () => {
    await page.goto(`${site.url}?story=first-day`);
    await button('New group').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Add friend' }).click();
    await page.getByRole('dialog', { name: 'Add friend' }).getByLabel('Username').waitFor();
  });
});

describe('invitations', { timeout: PATIENCE_MS }, () => {
  test('say who asks and who is there, and go away once answered', async () => {
    await item('Wind section')
      .filter({ hasText: '@carol' })
      .filter({ hasText: 'with Bob and 3 others' })
      .waitFor();
    await item('Wind section').getByRole('button', { name: 'Accept' }).click();
    await page.getByText('You are in Wind section now.').waitFor();
    await item('Chess').getByRole('button', { name: 'Decline' }).click();
    await page.getByText('Invitation to Chess declined.').waitFor();
    await expect.poll(() => item('').count()).toBe(1);
  });
});

describe('in a group', { timeout: PATIENCE_MS }, () => {
  test('bubbles say whose they are, and own ones how far they got', async () => {
    await list().getByRole('button', { name: 'Quartet' }).click();
    await bubble('I have the parts').filter({ hasText: 'Bob Okafor' }).waitFor();
    expect(await bubble('eleven pages').textContent()).toContain('Bob Okafor: ');
    expect(await bubble('I bring the pencils.').textContent()).toContain('Delivered');
    await page.getByText('Read by 1 of 3', { exact: true }).waitFor();
    expect(await bubble('Seven o’clock then?').getByTitle('Read by 2 of 3').count()).toBe(1);
  });

  test('a message that is read out names its sender', async () => {
    await list().getByRole('button', { name: 'Quartet' }).click();
    await page.getByText('Read by 1 of 3').waitFor();
    await page.evaluate(() => {
      const room = window.story.snapshot.conversations.find(({ roomId }) => roomId === 'group-quartet');
      if (room === undefined || room.lastMessage === null) throw new TypeError('no quartet');
      window.story.deliver({
        ...room.lastMessage,
        id: 'new',
        index: room.messageCount,
        mine: false,
        senderId: 'account-carol',
        state: 'received',
        body: 'Good night.',
      });
    });
    await page.locator('[aria-live=polite]').getByText('Carol Lindqvist: Good night.').waitFor();
  });

  test('who has left reads on and finds out why nothing can be written', async () => {
    await list().getByRole('button', { name: 'Sunday walkers' }).click();
    await page.locator('.composer-closed').getByText('You are not in this group any more.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Message' }).count()).toBe(0);
  });

  test('who has left is not shown who was in it then as if it were so now', async () => {
    await list().getByRole('button', { name: 'Sunday walkers' }).click();
    await button('Details').click();
    await page.getByRole('region', { name: 'Details' }).getByText('You are not in this group').waitFor();
    expect(await page.getByRole('region', { name: 'Members' }).count()).toBe(0);
    expect(await page.locator('.conversation-head').getByText('members').count()).toBe(0);
  });
});

describe('the details of a group', { timeout: PATIENCE_MS }, () => {
  test('its owner removes somebody after being asked', async () => {
    await openDetails('Quartet');
    await button('Remove bob').click();
    await page.getByRole('alertdialog', { name: 'Remove Bob Okafor?' }).waitFor();
    await page.keyboard.press('Enter'); // Cancel has the focus
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    expect(await members().count()).toBe(4);
    await button('Remove bob').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await expect.poll(() => members().count()).toBe(3);
    await expect.poll(() => hasFocus(page.getByRole('heading', { name: 'Details' }))).toBe(true);
  });

  test('its owner adds people, takes an invitation back, renames it', async () => {
    await openDetails('Quartet');
    await button('Add people').click();
    const dialog = page.getByRole('dialog', { name: 'Invite to Quartet' });
    await dialog.getByLabel('Add people').fill('zoe');
    await dialog.getByRole('button', { name: 'Add people' }).click();
    const invited = page.getByRole('region', { name: 'Invited' }).getByRole('listitem');
    await invited.filter({ hasText: '@zoe' }).waitFor();
    await button('Take back invitation of erin.w').click();
    await expect.poll(() => invited.count()).toBe(1);
    await expect.poll(() => hasFocus(page.getByRole('heading', { name: 'Details' }))).toBe(true);
    await button('Edit name').click();
    await page.getByLabel('Group name').fill('Trio');
    await button('Save').click();
    await page.getByRole('heading', { name: 'Trio' }).waitFor();
  });

  test('a member sees no buttons that would be refused', async () => {
    await openDetails('Family');
    expect(await members().count()).toBe(4);
    expect(await button('Add people').count()).toBe(0);
    expect(await page.getByRole('button', { name: /^(Remove|Make owner)/u }).count()).toBe(0);
    await page.getByText('Bob Okafor is the owner and can add people.').waitFor();
  });

  test('leaving says who becomes the owner, and closes the composer', async () => {
    await openDetails('Quartet');
    await button('Leave group').click();
    const question = page.getByRole('alertdialog', { name: 'Leave Quartet?' });
    await question.getByText('Bob Okafor becomes the owner').waitFor();
    await question.getByRole('button', { name: 'Leave group' }).click();
    await page.locator('.composer-closed').waitFor();
    expect(await page.evaluate(() => window.story.called('leaveGroup'))).toEqual([
      { roomId: 'group-quartet' },
    ]);
  });
});
