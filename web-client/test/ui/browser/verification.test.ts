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
  await page.goto(`${site.url}?story=trust`);
});

afterEach(async () => {
  await page.close();
  expect(problems).toEqual([]);
});

const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const field = (): Locator => page.getByRole('textbox', { name: 'Message' });
const dialog = (): Locator => page.getByRole('dialog');

const open = (name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name, exact: true }).click();

async function verify(name: string): Promise<void> {
  await open(name);
  await button('Details').click();
  await button('Verify').click();
  await page.getByRole('list', { name: 'Safety number' }).waitFor();
}

const asked = (name: 'setVerified' | 'acceptIdentity' | 'securityDetails'): Promise<unknown[]> =>
  page.evaluate((which) => window.story.called(which), name);

/** A camera that sees whatever code is on screen, as in a mirror that does not mirror. */
async function withCamera(): Promise<void> {
  await page.evaluate(() => {
    const camera: MediaDeviceInfo = {
      kind: 'videoinput',
      deviceId: 'camera',
      groupId: '',
      label: '',
      toJSON: () => null,
    };
    navigator.mediaDevices.enumerateDevices = () => Promise.resolve([camera]);
    navigator.mediaDevices.getUserMedia = () => {
      const code = document.querySelector('.qr-code path')?.getAttribute('d') ?? '';
      const size = Number(document.querySelector('.qr-code')?.getAttribute('viewBox')?.split(' ')[2]);
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [480, 480];
      const drawing = canvas.getContext('2d');
      const draw = (): void => {
        if (drawing === null) return;
        drawing.setTransform(1, 0, 0, 1, 0, 0);
        drawing.fillStyle = '#fff';
        drawing.fillRect(0, 0, 480, 480);
        drawing.setTransform(480 / size, 0, 0, 480 / size, 0, 0);
        drawing.fillStyle = '#000';
        drawing.save();
        drawing.clip(new Path2D(code));
        drawing.fillRect(0, 0, size, size);
        drawing.restore();
        requestAnimationFrame(draw);
      };
      draw();
      return Promise.resolve(canvas.captureStream());
    };
  });
}

describe('the details', { timeout: PATIENCE_MS }, () => {
  test('say why there is no safety number, and try again', async () => {
    await page.evaluate(() => {
      const { securityDetails } = window.story.answers;
      let tries = 0;
      window.story.answers.securityDetails = (input) =>
        tries++ === 0 ? { ok: false, failure: { code: 'network' } } : securityDetails?.(input);
    });
    await page.setViewportSize({ width: 1_440, height: 900 });
    await open('Bob Okafor');
    await page.getByRole('alert').filter({ hasText: 'The server cannot be reached.' }).waitFor();
    expect(await page.getByText('after the first message').count()).toBe(0);
    await button('Try again').click();
    await button('Verify').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});

describe('somebody who is not verified', () => {
  test('is marked once the number was compared, and the mark can be taken back', async () => {
    await verify('Zoë Papadopoulou');
    const number = (await page.getByRole('list', { name: 'Safety number' }).innerText()).replace(/\D/g, '');
    expect(number).toHaveLength(60);
    await button('Mark as verified').click();
    await dialog().getByRole('status').getByText('You compared the safety number with Zoë.').waitFor();
    expect(await asked('setVerified')).toEqual([{ accountId: 'account-zoe', safetyNumber: number }]);
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    const section = page.getByRole('region', { name: 'Zoë Papadopoulou' });
    await section.getByText('Verified', { exact: true }).waitFor();
    await button('Verify').click();
    await button('Clear verification').click();
    await button('Mark as verified').waitFor();
    expect((await asked('setVerified')).at(-1)).toEqual({ accountId: 'account-zoe', safetyNumber: null });
    expect(await section.getByText('Verified', { exact: true }).count()).toBe(0);
  });

  test('has a number that is copied, and where the browser refuses that is said', async () => {
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    });
    await verify('Bob Okafor');
    await dialog().getByRole('button', { name: /^Copy/u }).click();
    await page.getByText('The browser did not allow it.').waitFor();
  });

  test('is told apart from somebody whose number changed while it was read', async () => {
    await verify('Dave Nakamura');
    const before = (await asked('securityDetails')).length;
    await button('Mark as verified').click();
    await dialog().getByRole('alert').getByText('The safety number has changed meanwhile.').waitFor();
    // Nothing is on screen that a second click could mark.
    expect(await button('Mark as verified').count()).toBe(0);
    expect((await asked('securityDetails')).length).toBe(before);
    await button('Show the new number').click();
    await button('Mark as verified').waitFor();
    expect(await button('Show the new number').count()).toBe(0);
    await button('Not now').click();
    expect(await dialog().count()).toBe(0);
  });

  test('can be verified with the camera', async () => {
    await withCamera();
    await verify('Zoë Papadopoulou');
    await button('Scan code').click();
    await dialog().getByRole('status').getByText('You compared the safety number with Zoë.').waitFor();
    expect(await dialog().getByRole('alert').count()).toBe(0);
  });

  test('is not verified by the code of another account', async () => {
    await withCamera();
    await verify('Dave Nakamura');
    await button('Scan code').click();
    await dialog().getByRole('alert').getByText('This is not the code that Dave shows for you.').waitFor();
    await button('Mark as verified').waitFor();
  });
});

describe('who is chosen for a group', () => {
  test('is shown as sure as Alice is of them', async () => {
    await button('New group').click();
    await page.getByRole('option', { name: /^Bob .*Verified/ }).waitFor();
    expect(await page.getByRole('option', { name: /^Zoë/ }).textContent()).not.toContain('Verified');
  });
});

describe('somebody verified whose identity changed', () => {
  test('is said to be so, and nothing can be written until it is decided', async () => {
    await open('Carol Lindqvist');
    await page
      .getByRole('alert')
      .getByText('Carol Lindqvist has new keys. Nothing is sent for now.')
      .waitFor();
    expect(await field().count()).toBe(0);
    await button('Send anyway').click();
    const question = page.getByRole('alertdialog', { name: 'Send without comparing?' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(await asked('acceptIdentity')).toEqual([]);
    await button('Send anyway').click();
    await question.getByRole('button', { name: 'Send anyway' }).click();
    await field().waitFor();
    expect(await asked('acceptIdentity')).toEqual([{ accountId: 'account-carol' }]);
  });

  test('is told apart from somebody who looks alike', async () => {
    await page.evaluate(() => {
      const held = window.story.snapshot.conversations.flatMap((each) =>
        each.kind === 'direct' && each.trust === 'changed' ? [each.person.accountId] : [],
      );
      window.story.change({ lookalikes: held });
    });
    await open('Carol Lindqvist @carol');
    await page.getByRole('alert').filter({ hasText: 'Carol Lindqvist @carol has new keys.' }).waitFor();
    await button('Send anyway').click();
    await page.getByRole('alertdialog').filter({ hasText: 'whether that is Carol @carol' }).waitFor();
  });

  test('is written to again once the new number was compared', async () => {
    await open('Carol Lindqvist');
    await button('Compare now').click();
    await dialog().getByText('Carol has another safety number').waitFor();
    await button('Mark as verified').click();
    await field().waitFor();
    expect(await dialog().count()).toBe(0);
  });

  test('raises the alarm when the codes differ, and nothing is sent still', async () => {
    await withCamera();
    await open('Carol Lindqvist');
    await button('Compare now').click();
    await button('Scan code').click();
    await dialog().getByRole('alert').getByText('The codes do not match.').waitFor();
    await button('Not now').click();
    await button('Compare now').waitFor();
    expect(await field().count()).toBe(0);
  });

  test('holds a group, too, and is verified from the list of its members', async () => {
    await open('Choir');
    await page
      .getByRole('alert')
      .getByText('What has not left yet waits here, for everybody, until you decide.')
      .waitFor();
    await button('Details').click();
    const members = page.getByRole('region', { name: 'Members' });
    await members.getByText('New keys since verified').waitFor();
    await members.getByRole('button', { name: 'Verify carol' }).click();
    await button('Mark as verified').click();
    await field().waitFor();
    await members.getByText('Verified', { exact: true }).nth(1).waitFor();
  });

  test('keeps what was typed when it happens in the middle of a word', async () => {
    await open('Bob Okafor');
    await field().fill('The reeds are');
    await page.evaluate(() => window.story.changeConversation('room-bob', { trust: 'changed' }));
    await button('Send anyway').waitFor();
    expect(await field().count()).toBe(0);
    await page.evaluate(() => window.story.changeConversation('room-bob', { trust: 'unverified' }));
    expect(await field().inputValue()).toBe('The reeds are');
  });
});
