import { beforeEach, describe, expect, test } from 'vitest';
import type { LinkingFailure } from '../../../src/messenger/port.ts';
import { linkingMessages } from '../../../src/ui/messages/en/linking-late.ts';
import { alice } from '../double/cast.ts';
import { CODE, WRONG_CODE, checking } from '../double/devices.ts';
import { openJoin, signInElsewhere } from './device-screens.ts';
import { PATIENCE_MS, Stage } from './stage.ts';

const stage = new Stage();
const CHECK = 'Do both browsers show the same number?';
const REASONS: readonly LinkingFailure[] = [
  'expired',
  'different',
  'different-there',
  'cancelled',
  'not-genuine',
  'too-many-devices',
  'group-full',
  'network',
  'internal',
];

const field = (): ReturnType<typeof stage.page.getByLabel> => stage.page.getByLabel('Code');

async function entersTheCode(): Promise<void> {
  await openJoin(stage.page);
  await field().fill(CODE);
  await stage.button('Link this browser').click();
  await stage.expectFocus(stage.heading('Reaching the other browser…'));
}

describe('in a browser without her keys Alice', { timeout: PATIENCE_MS }, () => {
  beforeEach(() => stage.plays('welcome'));

  test('is told the ways on, the best one first', async () => {
    await signInElsewhere(stage.page);
    const ways = stage.page.getByRole('list', { name: 'How to go on' }).getByRole('button');
    expect(await ways.allTextContents()).toEqual([
      'Link with a browser where you are signed in',
      'Use your recovery phrase',
      'Start over',
    ]);
    await stage.button('Back').click();
    await stage.button('Sign in').waitFor();
  });

  test('links with the keyboard alone, and every step takes the focus', async () => {
    await openJoin(stage.page);
    await stage.expectFocus(field());
    await stage.page.keyboard.type(CODE.toLowerCase());
    expect(await field().inputValue()).toBe(CODE);
    await stage.page.keyboard.press('Enter');
    await stage.expectFocus(stage.heading('Reaching the other browser…'));
    await stage.otherSide(checking('new', Date.now()));
    await stage.expectFocus(stage.heading(CHECK));
    // Once more Enter says nothing: the number has to be looked at.
    await stage.page.keyboard.press('Enter');
    expect(await stage.called('confirmLinking')).toEqual([]);
    await stage.page.keyboard.press('Tab');
    await stage.expectFocus(stage.button('They match'));
    await stage.page.keyboard.press('Enter');
    await stage.expectFocus(stage.heading('Almost there'));
    expect(await stage.called('confirmLinking')).toEqual([{ same: true }]);
    await stage.changes({ phase: { at: 'ready', me: alice }, linking: null });
    await stage.page.getByRole('navigation', { name: 'Conversations' }).waitFor();
    await stage.page.getByText('This browser is linked.').waitFor();
    expect(await stage.commands()).toEqual(['signIn', 'joinAccount', 'confirmLinking']);
  });

  test('sees the number in two groups, and whose account it is; it is read digit by digit', async () => {
    await entersTheCode();
    await stage.otherSide(checking('new', Date.now()));
    const digits = stage.page.locator('.digits');
    expect(await digits.locator('[aria-hidden]').allTextContents()).toEqual(['047', '293']);
    expect(await digits.locator('.visually-hidden').textContent()).toBe('0 4 7 2 9 3');
    await stage.page.getByText('Alice Moreau').waitFor();
    expect(await stage.page.getByRole('timer').textContent()).toMatch(/Valid for [78]:\d\d/);
  });

  test('may type the code as it comes, and mend it in the middle', async () => {
    await openJoin(stage.page);
    await field().fill(` ${CODE.toLowerCase().replaceAll('-', '  ')}\n`);
    expect(await field().inputValue()).toBe(CODE);
    await field().fill('7KQM-X3ZX-90');
    await field().evaluate((input: HTMLInputElement) => input.setSelectionRange(6, 6));
    await stage.page.keyboard.press('Backspace');
    expect(await field().inputValue()).toBe('7KQM-3ZX9-0');
    await stage.page.keyboard.type('-8');
    expect(await field().inputValue()).toBe('7KQM-83ZX-90');
    expect(await field().evaluate((input: HTMLInputElement) => input.selectionStart)).toBe(6);
    await stage.page.getByText('10 of 28').waitFor();
    expect(await stage.button('Link this browser').isDisabled()).toBe(true);
  });

  test('is told what cannot be in a code while she types it', async () => {
    await openJoin(stage.page);
    await field().fill('7KQM-U');
    await stage.page.getByText('A code has only digits and letters, and never a U.').waitFor();
    await field().fill(`${CODE}-7`);
    await stage.page.getByText('This is longer than a code.').waitFor();
    await field().fill(WRONG_CODE);
    await stage.button('Link this browser').click();
    await stage.page.getByRole('alert').filter({ hasText: 'This is no code that Tacet shows.' }).waitFor();
  });

  test('is told why it ended, and begins again with a new code', async () => {
    await openJoin(stage.page);
    for (const reason of REASONS) {
      await field().fill(CODE);
      await stage.button('Link this browser').click();
      await stage.heading('Reaching the other browser…').waitFor();
      await stage.otherSide({ role: 'new', at: 'failed', reason });
      await stage.expectFocus(stage.heading('Not linked'));
      expect(await stage.page.getByRole('alert').textContent()).toBe(
        linkingMessages[`linking.failed-${reason}`],
      );
      await stage.button('Enter a new code').click();
      await stage.expectFocus(field());
      expect(await field().inputValue()).toBe('');
    }
    expect((await stage.commands()).slice(0, 4)).toEqual([
      'signIn',
      'joinAccount',
      'dismissLinking',
      'joinAccount',
    ]);
  });

  test('says that the numbers differ, and nothing is linked', async () => {
    await entersTheCode();
    await stage.otherSide(checking('new', Date.now()));
    await stage.button('They differ').click();
    await stage.page.getByRole('alert').filter({ hasText: 'The numbers were not the same' }).waitFor();
    expect(await stage.called('confirmLinking')).toEqual([{ same: false }]);
  });

  test('can cancel at every step', async () => {
    await openJoin(stage.page);
    for (const at of ['waiting', 'check', 'finishing'] as const) {
      await field().fill(CODE);
      await stage.button('Link this browser').click();
      await stage.heading('Reaching the other browser…').waitFor();
      if (at === 'check') await stage.otherSide(checking('new', Date.now()));
      if (at === 'check') await stage.heading(CHECK).waitFor();
      if (at === 'finishing') await stage.otherSide({ role: 'new', at });
      if (at === 'finishing') await stage.heading('Almost there').waitFor();
      await stage.button('Cancel').click();
      await stage.expectFocus(field());
    }
    expect(await stage.called('cancelLinking')).toHaveLength(3);
    await stage.button('Cancel').click();
    await stage.button('Start over').waitFor();
  });

  test('who goes elsewhere meanwhile leaves nothing under way', async () => {
    await entersTheCode();
    await stage.page.getByRole('tab', { name: 'Create account' }).click();
    await expect.poll(() => stage.called('cancelLinking')).toHaveLength(1);
  });
});

describe('a browser that was signed out from another one', { timeout: PATIENCE_MS }, () => {
  beforeEach(() => stage.plays('removed'));

  test('says so and what is still here, and erases only when told twice', async () => {
    await stage.expectFocus(stage.heading('This browser was signed out'));
    await stage.page.getByText('It is sealed, and stays so until you erase it.').waitFor();
    await stage.button('Erase and start again').click();
    const question = stage.page.getByRole('alertdialog', { name: 'Erase what is here?' });
    await stage.expectFocus(question.getByRole('button', { name: 'Cancel' }));
    await stage.page.keyboard.press('Enter');
    await question.waitFor({ state: 'detached' });
    expect(await stage.called('eraseRemoved')).toEqual([]);
    await stage.button('Erase and start again').click();
    await stage.button('Erase').click();
    await stage.page.getByRole('tab', { name: 'Sign in' }).waitFor();
  });

  test('says when erasing failed, and stays', async () => {
    await stage.page.evaluate(() => {
      window.story.answers.eraseRemoved = () => ({ ok: false, failure: { code: 'internal' } });
    });
    await stage.button('Erase and start again').click();
    await stage.button('Erase').click();
    await stage.page.getByRole('alert').filter({ hasText: 'Something went wrong' }).waitFor();
    await stage.heading('This browser was signed out').waitFor();
  });
});
