import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MessageView } from '../../../src/messenger/port.ts';
import { launchBrowser } from './launch.ts';
import { sharedPage } from './shared-page.ts';

/** Generous, because the machine may be busy with other tests. */
const PATIENCE_MS = 60_000;
const PHONE = { width: 390, height: 844 };

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
  await page.goto(`${site.url}?story=home`);
});

afterEach(async () => {
  await page.close();
  expect(problems).toEqual([]);
});

async function open(name: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('button', { name, exact: true })
    .click();
  await page.getByRole('article').first().waitFor();
}

const log = (): Locator => page.getByRole('log', { name: 'Messages' });
const field = (): Locator => page.getByRole('textbox', { name: 'Message' });
const jump = (): Locator => page.getByRole('button', { name: 'Jump to latest' });
const spoken = (): Locator => page.locator('.conversation > [aria-live=polite]');
const bubble = (text: string | RegExp): Locator => log().getByRole('article').filter({ hasText: text });

/** Pixels between what is shown and the end of the conversation. */
function distanceFromEnd(): Promise<number> {
  return log().evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);
}

/** A new message from Zoë arrives, by her clock. */
function zoeWrites(body: string, sentAtMs = Date.now()): Promise<void> {
  return zoeSends({ id: body, body, sentAtMs });
}

function zoeSends(message: Partial<MessageView>): Promise<void> {
  return page.evaluate((sent) => {
    const zoe = window.story.snapshot.conversations.find(({ roomId }) => roomId === 'room-zoe');
    if (zoe?.kind !== 'direct' || zoe.lastMessage === null) return;
    const { notice: _, ...last } = zoe.lastMessage;
    window.story.deliver({
      ...last,
      kind: 'text',
      index: zoe.messageCount,
      mine: false,
      senderId: zoe.person.accountId,
      state: 'received',
      ...sent,
    });
  }, message);
}

/** Fifty messages of the conversation with Zoë at once, as they come after an absence. */
function mailComesIn(): Promise<void> {
  return page.evaluate(() => {
    const roomId = 'room-zoe';
    const known = window.story.snapshot.conversations.find((each) => each.roomId === roomId);
    const write = window.story.histories.get(roomId);
    if (known === undefined || typeof write !== 'function') return;
    const messages = Array.from({ length: 50 }, (_, at) => write(known.messageCount + at));
    window.story.emit({ type: 'messages', roomId, messages });
    window.story.changeConversation(roomId, { messageCount: known.messageCount + messages.length });
  });
}

/** Waits until nothing in the log moves any more, and says where the topmost visible message stands. */
async function topMessage(): Promise<{ id: string; y: number }> {
  return await log().evaluate(async (element) => {
    const top = element.getBoundingClientRect().top;
    const look = (): { id: string; y: number } => {
      const rows = [...element.querySelectorAll<HTMLElement>('article')];
      const row = rows.find((each) => each.getBoundingClientRect().top >= top);
      return { id: row?.dataset['id'] ?? '', y: Math.round(row?.getBoundingClientRect().top ?? Number.NaN) };
    };
    let seen = look();
    for (let still = 0; still < 15;) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = look();
      const loading = element.querySelector('.placeholder') !== null;
      still = !loading && now.id === seen.id && now.y === seen.y ? still + 1 : 0;
      seen = now;
    }
    return seen;
  });
}

/** What is read out: elements that were not there before. */
async function hears(lines: readonly RegExp[], when: () => Promise<void>): Promise<void> {
  await spoken().evaluate((element) => {
    for (const line of element.children) line.classList.add('old');
  });
  await when();
  const last = spoken()
    .locator('p:not(.old)')
    .nth(lines.length - 1);
  await last.waitFor({ state: 'attached' });
  const texts = await spoken().locator('p').allTextContents();
  expect(texts).toEqual(lines.map((line) => expect.stringMatching(line)));
}

/** What comes into this room counts as read, or into none: then the conversation with Zoë is there, and not seen. */
async function isLookingAt(roomId: string | null): Promise<void> {
  await expect
    .poll(async () => (await calls('focus')).at(-1), { timeout: PATIENCE_MS / 6 })
    .toEqual(roomId === null ? { roomId: 'room-zoe', active: true, seen: false } : { roomId, active: true });
}

function calls(name: 'focus' | 'sendText'): Promise<unknown[]> {
  return page.evaluate((which) => window.story.called(which), name);
}

describe('a conversation of 100,000 messages', { timeout: PATIENCE_MS }, () => {
  test('opens at its end and stays there when a message arrives', async () => {
    await open('Zoë Papadopoulou');
    await bubble('(99999)').waitFor();
    await zoeWrites('Are you still awake?');
    await bubble('Are you still awake?').waitFor();
    await expect.poll(distanceFromEnd).toBeLessThan(2);
    expect(await jump().count()).toBe(0);
  });

  test('shows what was written by a clock that no calendar follows, and what comes after it', async () => {
    await open('Zoë Papadopoulou');
    await zoeWrites('Out of time', Number.MAX_SAFE_INTEGER);
    await bubble('Out of time').waitFor();
    await zoeWrites('Back again');
    await bubble('Back again').waitFor();
  });

  test('stays at its end while mail that waited comes in', async () => {
    await open('Zoë Papadopoulou');
    await bubble('(99999)').waitFor();
    for (let batch = 1; batch <= 10; batch++) await mailComesIn();
    await bubble('(100499)').waitFor();
    await expect.poll(distanceFromEnd).toBeLessThan(2);
    expect(await jump().count()).toBe(0);
  });

  test('stays at its end when there is less room: a keyboard, many lines, no network', async () => {
    await open('Zoë Papadopoulou');
    await bubble('(99999)').waitFor();
    await expect.poll(distanceFromEnd).toBeLessThan(2);

    await page.setViewportSize({ width: 1_280, height: 420 });
    await expect.poll(distanceFromEnd).toBeLessThan(2);
    await field().fill('one\ntwo\nthree\nfour');
    await expect.poll(distanceFromEnd).toBeLessThan(2);
    await page.evaluate(() =>
      window.story.change({ connection: { state: 'offline', retryAtMs: Date.now() + 40_000 } }),
    );
    await page.getByText('You are offline.').waitFor();
    await expect.poll(distanceFromEnd).toBeLessThan(2);

    expect(await jump().count()).toBe(0);
  });

  test.each(['Zoë Papadopoulou', 'Bob Okafor'])(
    'stays at its end when the window gets narrower and wider, and every bubble higher or lower: %s',
    async (name) => {
      await open(name);
      await topMessage();
      for (const size of [PHONE, { width: 1_280, height: 800 }, { width: 500, height: 400 }, PHONE]) {
        await page.setViewportSize(size);
        await topMessage();
        expect(await distanceFromEnd()).toBeLessThan(2);
        const last = await bubble(/./u).last().locator('.bubble').boundingBox();
        const box = await log().boundingBox();
        expect((last?.y ?? Number.NaN) + (last?.height ?? 0)).toBeLessThanOrEqual(
          (box?.y ?? 0) + (box?.height ?? 0) - 8,
        );
      }
    },
  );

  test('further up, less room moves nothing', async () => {
    await open('Zoë Papadopoulou');
    await bubble('(99999)').waitFor();
    await log().evaluate((element) => element.scrollBy(0, -600));
    const before = await topMessage();

    await page.setViewportSize({ width: 1_280, height: 600 });

    expect(await topMessage()).toEqual(before);
  });

  test('opens where a few unread ones begin that are higher than they seemed, and has not read them', async () => {
    await page.setViewportSize({ width: 390, height: 560 });
    await page.evaluate(() => window.story.changeConversation('room-zoe', { unread: 9 }));

    await open('Zoë Papadopoulou');
    await page.getByText('Unread messages', { exact: true }).waitFor();

    expect((await topMessage()).id).toBe('zoe-99991');
    expect(await distanceFromEnd()).toBeGreaterThan(100);
    expect(await page.evaluate(() => window.story.called('focus'))).not.toContainEqual({
      roomId: 'room-zoe',
      active: true,
    });
  });

  test('opens where the unread ones begin and stays there while more come in', async () => {
    await page.evaluate(() => window.story.changeConversation('room-zoe', { unread: 50 }));
    await open('Zoë Papadopoulou');
    await page.getByText('Unread messages', { exact: true }).waitFor();
    const opened = await topMessage();
    expect(opened.id).toBe('zoe-99950');
    await zoeWrites('One');
    await zoeWrites('Two');
    await page.getByText('2 new messages').waitFor();
    expect(await topMessage()).toEqual(opened);
    await jump().click();
    await bubble('Two').waitFor();
  });

  test('further up, a new message moves nothing and is counted on the way back', async () => {
    await open('Zoë Papadopoulou');
    await topMessage();
    await log().hover();
    await page.mouse.wheel(0, -4_000);
    await jump().waitFor();
    const before = await topMessage();
    await zoeWrites('One');
    await zoeWrites('Two');
    await page.getByText('2 new messages').waitFor();
    expect(await topMessage()).toEqual(before);
    await jump().click();
    await bubble('Two').waitFor();
    await expect.poll(distanceFromEnd).toBeLessThan(2);
  });

  test('further up, what came and shows nothing is not counted', async () => {
    await open('Zoë Papadopoulou');
    await topMessage();
    await log().hover();
    await page.mouse.wheel(0, -4_000);
    await jump().waitFor();
    await zoeWrites('One');
    await zoeSends({ id: 'gone', kind: 'notice', notice: 'discarded', body: '', sentAtMs: 0 });
    await zoeWrites('Two');
    await page.getByText('2 new messages').waitFor();
    await jump().click();
    await bubble('Two').waitFor();
    expect(await log().getByText('1970').count()).toBe(0);
  });

  test('older messages load above without moving those on screen', async () => {
    await open('Zoë Papadopoulou');
    await topMessage();
    await log().hover();
    for (let turn = 0; turn < 5; turn++) {
      await page.mouse.wheel(0, -9_000);
      const settled = await topMessage();
      await page.evaluate(() => window.story.change({ catchingUp: { received: 1 } }));
      await page.evaluate(() => window.story.change({ catchingUp: null }));
      expect(await topMessage()).toEqual(settled);
    }
  });

  test('[D-10] what comes in front from another device moves nothing, and can be reached', async () => {
    await open('Zoë Papadopoulou');
    await topMessage();
    await log().hover();
    await page.mouse.wheel(0, -4_000);
    await jump().waitFor();
    const before = await topMessage();
    for (const count of [1, 300, 57]) {
      await page.evaluate((more) => window.story.insert('room-zoe', more), count);
      expect(await topMessage()).toEqual(before);
    }
    expect(await page.getByText('new messages').count()).toBe(0);
    await zoeWrites('One');
    await page.getByText('1 new message').waitFor();
    await jump().click();
    await bubble('One').waitFor();
    await page.evaluate(() => window.story.insert('room-zoe', 300));
    await expect.poll(distanceFromEnd).toBeLessThan(2);
    await log().evaluate(async (element) => {
      while (element.querySelector('[data-id="older-0"]') === null) {
        element.scrollTop = 0;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    });
  });

  test('the way to the newest message is named by what it shows, and leads into the log', async () => {
    await open('Zoë Papadopoulou');
    await topMessage();
    await log().hover();
    await page.mouse.wheel(0, -4_000);
    await jump().waitFor();
    await zoeWrites('One');
    await page.getByRole('button', { name: /^1 new message/u }).click();
    await bubble('One').waitFor();
    await expect.poll(() => log().evaluate((each) => each === document.activeElement)).toBe(true);
  });

  test('the very first message can be reached, and few rows exist at any time', async () => {
    await open('Zoë Papadopoulou');
    await log().evaluate(async (element) => {
      while (element.querySelector('[data-id="zoe-0"]') === null) {
        element.scrollTop = 0;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    });
    expect(await page.locator('.log-row').count()).toBeLessThan(120);
  });
});

describe('writing', { timeout: PATIENCE_MS }, () => {
  test('Enter sends, Shift+Enter breaks the line', async () => {
    await open('Bob Okafor');
    await field().pressSequentially('first line');
    await field().press('Shift+Enter');
    await field().pressSequentially('second line');
    await field().press('Enter');
    await bubble(/first line\s+second line/)
      .filter({ hasText: 'Delivered' })
      .waitFor();
    expect(await field().inputValue()).toBe('');
    expect(await page.evaluate(() => window.story.called('sendText'))).toEqual([
      { roomId: 'room-bob', body: 'first line\nsecond line' },
    ]);
  });

  test('Enter that ends a composition sends nothing, also where the browser says so by its code alone', async () => {
    await open('Bob Okafor');
    await field().fill('ni hao');
    for (const composing of [{ isComposing: true }, { keyCode: 229 }]) {
      await field().evaluate((element, how) => {
        const enter = { key: 'Enter', bubbles: true, cancelable: true, ...how };
        element.dispatchEvent(new KeyboardEvent('keydown', enter));
      }, composing);
    }
    expect(await field().inputValue()).toBe('ni hao');
    expect(await page.evaluate(() => window.story.called('sendText'))).toEqual([]);
  });

  test('on glass Enter breaks the line; the button sends, and Ctrl+Enter', async () => {
    const phone = await browser.newContext({ viewport: PHONE, isMobile: true, hasTouch: true });
    const other = await phone.newPage();
    await other.goto(`${site.url}?story=home`);
    await other.getByRole('button', { name: 'Bob Okafor', exact: true }).click();
    const message = other.getByRole('textbox', { name: 'Message' });
    await message.fill('one');
    await message.press('Enter');
    await message.pressSequentially('two');
    expect(await message.inputValue()).toBe('one\ntwo');
    expect(await message.getAttribute('enterkeyhint')).toBe('enter');
    await other.getByRole('button', { name: 'Send', exact: true }).click();
    await expect
      .poll(() => other.evaluate(() => window.story.called('sendText')))
      .toEqual([{ roomId: 'room-bob', body: 'one\ntwo' }]);
    // From a keyboard that is not on the glass.
    await message.fill('three');
    await message.press('Control+Enter');
    await expect.poll(() => message.inputValue()).toBe('');
    expect(await other.evaluate(() => window.story.called('sendText'))).toHaveLength(2);
    await phone.close();
  });

  test('what a stranger writes is text, never HTML, and links open apart', async () => {
    await open('Zoë Papadopoulou');
    await zoeWrites('<img src=x onerror=alert(1)><b>bold</b> https://example.org/?a=<script>');
    const received = bubble('<b>bold</b>');
    await received.waitFor();
    expect(await received.locator('img, b, script').count()).toBe(0);
    const link = received.getByRole('link');
    expect(await link.getAttribute('href')).toBe('https://example.org/?a=');
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
  });

  test('the browser asks before a tab goes whose message is not stored yet', async () => {
    await open('Zoë Papadopoulou');
    await page.evaluate(() => {
      window.story.latencyMs = 1_000_000;
    });
    await field().fill('Not stored yet');
    await field().press('Enter');
    await bubble('Not stored yet').waitFor();
    const asked = page.waitForEvent('dialog');
    await page.evaluate(() => {
      setTimeout(() => location.reload(), 0);
    });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await bubble('Not stored yet').waitFor();
  });

  test('a draft is still there after looking elsewhere', async () => {
    await open('Bob Okafor');
    await field().fill('half a sent');
    await open('Carol Lindqvist');
    expect(await field().inputValue()).toBe('');
    await open('Bob Okafor');
    expect(await field().inputValue()).toBe('half a sent');
  });
});

describe('what counts as read', { timeout: PATIENCE_MS }, () => {
  test('is only what stands at the end of the log while that is in view', async () => {
    await page.evaluate(() => window.story.changeConversation('room-zoe', { unread: 50 }));
    await open('Zoë Papadopoulou');
    await page.getByText('Unread messages', { exact: true }).waitFor();
    await topMessage();
    expect(await page.evaluate(() => window.story.called('focus'))).not.toContainEqual({
      roomId: 'room-zoe',
      active: true,
    });
    await jump().click();
    await isLookingAt('room-zoe');
    await log().hover();
    await page.mouse.wheel(0, -4_000);
    await isLookingAt(null);
  });

  test('stays so while message after message comes in', async () => {
    await open('Zoë Papadopoulou');
    await isLookingAt('room-zoe');
    const before = await calls('focus');
    for (let at = 0; at < 20; at++) await zoeWrites(`Message ${at}`);
    await bubble('Message 19').waitFor();
    await mailComesIn();
    await expect.poll(distanceFromEnd).toBeLessThan(2);
    await isLookingAt('room-zoe');
    expect(await calls('focus')).toEqual(before);
  });

  test('is nothing behind a dialog', async () => {
    await open('Zoë Papadopoulou');
    await isLookingAt('room-zoe');
    await page.getByRole('button', { name: 'Add friend' }).click();
    await isLookingAt(null);
    await page.keyboard.press('Escape');
    await isLookingAt('room-zoe');
  });

  test('is nothing that is scrolled a little out of view, nor what has no room', async () => {
    await open('Zoë Papadopoulou');
    await isLookingAt('room-zoe');
    await log().hover();
    await page.mouse.wheel(0, -50);
    await isLookingAt(null);
    await page.mouse.wheel(0, 50);
    await isLookingAt('room-zoe');
    await field().fill('many\nlines\nare\nwritten\nhere');
    await page.setViewportSize({ width: 1_280, height: 200 });
    await isLookingAt(null);
  });

  test.each([
    ['on a phone', PHONE],
    ['on a tablet', { width: 820, height: 900 }],
  ])('is nothing under the details %s', async (_where, size) => {
    await page.setViewportSize(size);
    await open('Zoë Papadopoulou');
    await isLookingAt('room-zoe');
    await page.getByRole('button', { name: 'Details' }).click();
    await isLookingAt(null);
    await page.goBack();
    await isLookingAt('room-zoe');
  });
});

describe('who hears the conversation', { timeout: PATIENCE_MS }, () => {
  test('is told what is broken and what is doubtful, and the same text as often as it comes', async () => {
    await open('Zoë Papadopoulou');
    await bubble('(99999)').waitFor();
    for (const id of ['first', 'second']) {
      await hears([/^Zoë Papadopoulou: ok$/u], () => zoeSends({ id, body: 'ok' }));
    }
    const broken = { id: 'broken', body: '', state: 'repairing' } as const;
    await hears([/^Zoë Papadopoulou: This message is being repaired…$/u], () => zoeSends(broken));
    const alarm = { id: 'alarm', body: '', kind: 'notice', notice: 'security-alarm' } as const;
    await hears([/Nothing was sent\./u], () => zoeSends(alarm));
  });

  test('is told that an own message was not sent', async () => {
    await open('Zoë Papadopoulou');
    const own = { id: 'own', mine: true, senderId: 'account-alice', body: 'Hello?' };
    await hears([/^Not sent: Hello\?$/u], () => zoeSends({ ...own, state: 'failed' }));
  });

  test('is told a few of many, and how many more', async () => {
    await open('Zoë Papadopoulou');
    const one = /^Zoë Papadopoulou: /u;
    await hears([one, one, one, /^And \d+ more messages$/u], mailComesIn);
  });
});
