import type { Locator } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import type { LinkingFailure } from '../../../src/messenger/port.ts';
import { linkingMessages } from '../../../src/ui/messages/en/linking-late.ts';
import { CODE, checking } from '../double/devices.ts';
import { openDevices, openLinkDevice } from './device-screens.ts';
import { PATIENCE_MS, Stage } from './stage.ts';

const stage = new Stage();
const CHECK = 'Do both browsers show the same number?';
const REASONS: readonly LinkingFailure[] = [
  'expired',
  'different',
  'different-there',
  'cancelled',
  'too-many-devices',
  'group-full',
];

const dialog = (): Locator => stage.page.getByRole('dialog', { name: 'Link a device' });
const browsers = (): Locator => stage.page.getByRole('list', { name: 'Your browsers' });

beforeEach(() => stage.plays('home'));

describe('Alice lets another browser in', { timeout: PATIENCE_MS }, () => {
  test('shows it a code, compares, and is told when it is done', async () => {
    await openLinkDevice(stage.page);
    await stage.expectFocus(stage.heading('Scan or enter this code in the other browser'));
    await stage.page.getByText(CODE, { exact: true }).waitFor();
    await dialog().getByText('nobody from Tacet will ask for it').waitFor();
    expect(await stage.page.getByRole('timer').textContent()).toMatch(/Valid for (?:10:00|9:\d\d)/);
    await stage.otherSide({ role: 'existing', at: 'waiting' });
    await stage.expectFocus(stage.heading('The other browser is there'));
    await stage.otherSide(checking('existing', Date.now()));
    await stage.expectFocus(stage.heading(CHECK));
    await dialog().getByText('2 minutes ago, with Firefox on Windows').waitFor();
    await stage.button('They match').click();
    await stage.expectFocus(stage.heading('Almost there'));
    await stage.otherSide({ role: 'existing', at: 'done', name: 'Firefox on Windows' });
    await dialog().getByText('Firefox on Windows is linked. Your messages are being copied to it.').waitFor();
    const before = (await stage.called('listDevices')).length;
    await stage.button('Done').click();
    await expect.poll(async () => (await stage.called('listDevices')).length).toBe(before + 1);
    expect(await stage.called('confirmLinking')).toEqual([{ same: true }]);
    expect(await stage.called('cancelLinking')).toEqual([]);
    expect(await stage.called('dismissLinking')).toHaveLength(1);
    await stage.expectFocus(stage.button('Link a device'));
  });

  test('copies the code, and is told when that is not possible', async () => {
    await openLinkDevice(stage.page);
    await stage.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await stage.button('Copy code').click();
    await dialog().getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    expect(await stage.page.evaluate(() => navigator.clipboard.readText())).toBe(CODE);
    await stage.page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    });
    await stage.button('Copy code').click();
    await dialog().getByText('It could not be copied.').waitFor();
  });

  test('says that the numbers differ, and nothing is linked', async () => {
    await openLinkDevice(stage.page);
    await stage.otherSide(checking('existing', Date.now()));
    await stage.button('They differ').click();
    await dialog().getByRole('alert').filter({ hasText: 'The numbers were not the same' }).waitFor();
    expect(await stage.called('confirmLinking')).toEqual([{ same: false }]);
  });

  test('is told why it ended, and can make a new code', async () => {
    await openLinkDevice(stage.page);
    for (const reason of REASONS) {
      await stage.otherSide({ role: 'existing', at: 'failed', reason });
      await stage.expectFocus(stage.heading('Not linked'));
      expect(await dialog().getByRole('alert').textContent()).toBe(
        linkingMessages[`linking.failed-${reason}`],
      );
      await stage.button('Make a new code').click();
      await stage.page.getByText(CODE, { exact: true }).waitFor();
    }
    expect(await stage.called('openLinking')).toHaveLength(1 + REASONS.length);
  });

  test('is told when no code can be made, and can try again', async () => {
    await stage.page.evaluate(() => {
      window.story.answers.openLinking = () => ({ ok: false, failure: { code: 'network' } });
    });
    await openDevices(stage.page);
    await stage.button('Link a device').click();
    await dialog().getByRole('alert').filter({ hasText: 'The server cannot be reached.' }).waitFor();
    await dialog().getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => stage.called('openLinking')).toHaveLength(2);
  });

  test.each(['Cancel', 'Escape', 'Back', 'Lock'])('%s ends it', async (how) => {
    await openLinkDevice(stage.page);
    await stage.otherSide(checking('existing', Date.now()));
    await stage.heading(CHECK).waitFor();
    if (how === 'Cancel') await stage.button('Cancel').click();
    if (how === 'Escape') await stage.page.keyboard.press('Escape');
    if (how === 'Back') await stage.page.goBack();
    if (how === 'Lock') {
      await stage.changes({ phase: { at: 'locked', username: 'alice', displayName: 'Alice Moreau' } });
    }
    await dialog().waitFor({ state: 'detached' });
    await expect.poll(() => stage.called('cancelLinking')).toHaveLength(1);
  });
});

describe('of her browsers Alice', { timeout: PATIENCE_MS }, () => {
  test('sees this one first, and when each was added and used', async () => {
    await openDevices(stage.page);
    const [first, second, third] = await browsers().getByRole('listitem').all();
    expect(await first?.textContent()).toMatch(/^Chrome on Linux This browser.*Last used/);
    expect(await first?.getByRole('button').count()).toBe(0);
    expect(await second?.textContent()).toMatch(
      /Safari on iPhone.*Last used 42 minutes ago.*Added 5 days ago/,
    );
    expect(await third?.textContent()).toMatch(/Edge on Windows.*Not signed in/);
  });

  test('signs one out after she was told what that means', async () => {
    await openDevices(stage.page);
    await stage.button('Sign out Safari on iPhone').click();
    const question = stage.page.getByRole('alertdialog', { name: 'Sign out Safari on iPhone?' });
    await question.getByText('you have to link it again').waitFor();
    await question.getByText('Added 5 days ago').waitFor();
    await stage.expectFocus(question.getByRole('button', { name: 'Cancel' }));
    await question.getByRole('button', { name: 'Sign out' }).click();
    await stage.page.getByRole('status').filter({ hasText: 'Safari on iPhone is signed out.' }).waitFor();
    expect(await stage.called('signOutDevice')).toEqual([{ deviceId: 'b' }]);
    expect(await browsers().getByRole('listitem').count()).toBe(2);
    await stage.expectFocus(browsers());
  });

  test('is told when that failed, and the browser is still there', async () => {
    await openDevices(stage.page);
    await stage.page.evaluate(() => {
      window.story.answers.signOutDevice = () => ({ ok: false, failure: { code: 'network' } });
    });
    await stage.button('Sign out Safari on iPhone').click();
    await stage.page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click();
    await stage.page
      .getByRole('dialog')
      .getByRole('alert')
      .filter({ hasText: 'cannot be reached' })
      .waitFor();
    await stage.button('Sign out Safari on iPhone').waitFor();
  });

  test('ends a sign-in that belongs to none of them; without one there is no word of it', async () => {
    await openDevices(stage.page);
    const others = stage.page.getByRole('region', { name: 'Other sign-ins' });
    await others.getByRole('button', { name: 'Sign out Firefox on Windows' }).click();
    await others.waitFor({ state: 'detached' });
    expect(await stage.called('endLoginSession')).toEqual([{ id: 'login-unlisted' }]);
    await stage.expectFocus(browsers());
  });

  test('lost one: she is told the price, gives her password, and is sent on to change it', async () => {
    await openDevices(stage.page);
    await stage.button('Lost or stolen?').click();
    const question = stage.page.getByRole('alertdialog', { name: 'Lost or stolen?' });
    await stage.expectFocus(question.getByLabel('Password', { exact: true }));
    for (const said of ['new identity', 'signed out', 'is told', 'invite you again']) {
      await question.getByRole('listitem').filter({ hasText: said }).first().waitFor();
    }
    const confirm = question.getByRole('button', { name: 'Make a new identity' });
    expect(await confirm.isDisabled()).toBe(true);
    await stage.page.keyboard.type('wrong');
    await stage.page.keyboard.press('Enter');
    await question.getByRole('alert').filter({ hasText: 'not right' }).waitFor();
    await question.getByLabel('Password', { exact: true }).fill('right');
    await confirm.click();
    await stage.expectFocus(stage.heading('Your account has a new identity'));
    await stage.button('Change password').click();
    await stage.page.getByRole('dialog', { name: 'Change password' }).waitFor();
  });

  test('can sign out everywhere', async () => {
    await openDevices(stage.page);
    await stage.button('Sign out everywhere').click();
    await stage.page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await expect.poll(() => stage.called('signOutEverywhere')).toHaveLength(1);
  });

  test('finds all of it on a phone, and right to left', async () => {
    await stage.page.setViewportSize({ width: 390, height: 844 });
    await stage.page.evaluate(() => (document.documentElement.dir = 'rtl'));
    await openLinkDevice(stage.page);
    const overflow = (): Promise<number> =>
      stage.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await stage.otherSide(checking('existing', Date.now()));
    await stage.heading(CHECK).waitFor();
    const [left, right] = await stage.page.locator('.digits [aria-hidden]').all();
    const [from, to] = [await left?.boundingBox(), await right?.boundingBox()];
    expect(from?.x ?? 0).toBeLessThan(to?.x ?? 0);
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
});

describe('while messages are copied', { timeout: PATIENCE_MS }, () => {
  test('a quiet line says how far it is: it is read out once, covers nothing and does not jump', async () => {
    await stage.page.getByRole('navigation', { name: 'Conversations' }).waitFor();
    await stage.changes({ history: { direction: 'receiving', done: 0, of: 0 } });
    const bar = stage.page.locator('.status-bar');
    await bar.getByText('Copying your messages…').first().waitFor();
    const place = await bar.boundingBox();
    const read = (): Promise<string> => bar.locator('.visually-hidden').innerText();
    const [said, list] = [await read(), await stage.page.locator('.sidebar-scroll').boundingBox()];
    expect((list?.y ?? 0) + (list?.height ?? 0)).toBeCloseTo(place?.y ?? 0);
    await stage.changes({ history: { direction: 'receiving', done: 1_200, of: 5_000 } });
    await bar.getByText('Copying your messages: 1,200 of 5,000').waitFor();
    expect(await read()).toBe(said);
    expect(await bar.boundingBox()).toEqual(place);
    await stage.changes({ history: null });
    await bar.getByText('Copying your messages').first().waitFor({ state: 'detached' });
  });
});
