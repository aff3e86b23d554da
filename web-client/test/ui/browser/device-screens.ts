import type { Page } from 'playwright-core';
import type { LinkingView } from '../../../src/messenger/port.ts';
import { CODE, checking } from '../double/devices.ts';
import type { Screen } from './screens.ts';

const button = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

/** The other side does something. */
export async function otherSide(page: Page, linking: LinkingView): Promise<void> {
  await page.evaluate((seen) => window.story.change({ linking: seen }), linking);
}

/** A right password where the keys are not. */
export async function signInElsewhere(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Sign in' }).click();
  await page.getByLabel('Username').fill('elsewhere');
  await page.getByLabel('Password', { exact: true }).fill('right');
  await button(page, 'Sign in');
  await page.getByRole('heading', { name: 'Your messages live in another browser' }).waitFor();
}

export async function openJoin(page: Page): Promise<void> {
  await signInElsewhere(page);
  await button(page, 'Link with a browser where you are signed in');
  await page.getByLabel('Code').waitFor();
}

export async function openDevices(page: Page): Promise<void> {
  await button(page, 'Account');
  await page.getByRole('menuitem', { name: 'Devices' }).click();
  await page.getByText('This browser', { exact: true }).waitFor();
}

export async function openLinkDevice(page: Page): Promise<void> {
  await openDevices(page);
  await button(page, 'Link a device');
  await page.getByRole('img', { name: 'Code to link a browser' }).waitFor();
}

async function join(page: Page, seen: LinkingView | null): Promise<void> {
  await openJoin(page);
  await page.getByLabel('Code').fill(CODE);
  await button(page, 'Link this browser');
  await page.getByRole('heading', { name: 'Reaching the other browser…' }).waitFor();
  if (seen !== null) await otherSide(page, seen);
}

async function letIn(page: Page, seen: LinkingView): Promise<void> {
  await openLinkDevice(page);
  await otherSide(page, seen);
}

const screen = (name: string, story: string, go: (page: Page) => Promise<void>, kept = false): Screen => ({
  name,
  story,
  kept,
  go,
});

const heading = (page: Page, name: string): Promise<void> => page.getByRole('heading', { name }).waitFor();

const CHECK = 'Do both browsers show the same number?';

/** Everything about several devices. */
export const DEVICE_SCREENS: readonly Screen[] = [
  screen('elsewhere', 'welcome', signInElsewhere, true),
  screen('start-over', 'welcome', async (page) => {
    await signInElsewhere(page);
    await button(page, 'Start over');
    await page.getByRole('alertdialog').waitFor();
  }),
  screen('join', 'welcome', async (page) => {
    await openJoin(page);
    await page.getByLabel('Code').pressSequentially('7kqm3zx90wtp hj');
  }),
  screen('join-problem', 'welcome', async (page) => {
    await openJoin(page);
    await page.getByLabel('Code').fill('7kqm-u');
    await page.getByText('never a U').waitFor();
  }),
  screen('join-waiting', 'welcome', (page) => join(page, null)),
  screen(
    'join-check',
    'welcome',
    async (page) => {
      await join(page, checking('new', Date.now()));
      await heading(page, CHECK);
    },
    true,
  ),
  screen('join-finishing', 'welcome', async (page) => {
    await join(page, { role: 'new', at: 'finishing' });
    await heading(page, 'Almost there');
  }),
  screen('join-failed', 'welcome', async (page) => {
    await join(page, { role: 'new', at: 'failed', reason: 'different' });
    await page.getByRole('alert').waitFor();
  }),
  screen('devices', 'home', openDevices, true),
  screen('devices-failed', 'home', async (page) => {
    await page.evaluate(() => {
      window.story.answers.listDevices = () => ({ ok: false, failure: { code: 'network' } });
    });
    await button(page, 'Account');
    await page.getByRole('menuitem', { name: 'Devices' }).click();
    await page.getByRole('alert').waitFor();
  }),
  screen('sign-out-device', 'home', async (page) => {
    await openDevices(page);
    await button(page, 'Sign out Safari on iPhone');
    await page.getByRole('alertdialog').waitFor();
  }),
  screen('signed-out-device', 'home', async (page) => {
    await openDevices(page);
    await button(page, 'Sign out Safari on iPhone');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Safari on iPhone is signed out.').waitFor();
  }),
  screen('link-device', 'home', openLinkDevice, true),
  screen('link-device-waiting', 'home', async (page) => {
    await letIn(page, { role: 'existing', at: 'waiting' });
    await heading(page, 'The other browser is there');
  }),
  screen(
    'link-device-check',
    'home',
    async (page) => {
      await letIn(page, checking('existing', Date.now()));
      await heading(page, CHECK);
    },
    true,
  ),
  screen('link-device-done', 'home', async (page) => {
    await letIn(page, { role: 'existing', at: 'done', name: 'Firefox on Windows' });
    await page.getByText('Your messages are being copied to it.').waitFor();
  }),
  screen('link-device-failed', 'home', async (page) => {
    await letIn(page, { role: 'existing', at: 'failed', reason: 'too-many-devices' });
    await page.getByRole('alert').waitFor();
  }),
  screen(
    'lost',
    'home',
    async (page) => {
      await openDevices(page);
      await button(page, 'Lost or stolen?');
      await page.getByRole('alertdialog').getByLabel('Password', { exact: true }).fill('wrong');
      await button(page, 'Make a new identity');
      await page.getByRole('alert').waitFor();
    },
    true,
  ),
  screen('lost-done', 'home', async (page) => {
    await openDevices(page);
    await button(page, 'Lost or stolen?');
    await page.getByRole('alertdialog').getByLabel('Password', { exact: true }).fill('right');
    await button(page, 'Make a new identity');
    await heading(page, 'Your account has a new identity');
  }),
  screen(
    'removed',
    'removed',
    async (page) => page.getByRole('button', { name: 'Erase and start again' }).waitFor(),
    true,
  ),
  screen('removed-erase', 'removed', async (page) => {
    await button(page, 'Erase and start again');
    await page.getByRole('alertdialog').waitFor();
  }),
  screen('history', 'home', async (page) => {
    await page.evaluate(() =>
      window.story.change({ history: { direction: 'sending', done: 1_200, of: 5_000 } }),
    );
    await page.getByText('1,200 of 5,000').waitFor();
  }),
];
