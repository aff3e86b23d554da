import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  devicesOf,
  entersLinkCode,
  isRemoved,
  linksNewBrowser,
  losesDevice,
  numberToCompare,
  opensDevices,
  says,
  showsLinkCode,
  signsOutDevice,
} from '../src/devices.ts';
import { becomeFriends, Person } from '../src/person.ts';
import { sharedStack } from '../src/shared-stack.ts';
import type { Stack } from '../src/stack.ts';

describe('Alice has two browsers', () => {
  let stack: Stack;
  let alice: Person;
  let bob: Person;
  /** Her second browser. */
  let tablet: Person;

  beforeAll(async () => {
    stack = await sharedStack();
    [alice, bob, tablet] = await Promise.all([
      Person.arrives(stack, 'Alice'),
      Person.arrives(stack, 'Bob'),
      Person.arrives(stack, 'Tablet'),
    ]);
    for (const { page } of [alice, bob, tablet]) await page.setViewportSize({ width: 1440, height: 900 });
    await Promise.all([alice.signsUp(), bob.signsUp()]);
    await becomeFriends(alice, bob);
    await alice.writes('from the laptop');
    await bob.sees('from the laptop');
    await bob.writes('to the laptop');
    await alice.sees('to the laptop');
  });

  afterAll(async () => {
    await alice?.leaves();
    await bob?.leaves();
    await tablet?.leaves();
  });

  test('numbers that differ link nothing', async () => {
    const code = await showsLinkCode(alice);
    await entersLinkCode(tablet.actsAs(alice), code);
    await Promise.all([numberToCompare(alice), numberToCompare(tablet)]);
    await says(alice, 'They differ');
    await alice.page.getByText(/nothing was linked/).waitFor();
    await tablet.page.getByText(/Not linked/).waitFor();
    await alice.page.keyboard.press('Escape');
    await devicesOf(alice).waitFor();
    await alice.closesDialog();
    await tablet.opensTacet();
  });

  test('the code and the same number on both let the second one in, and her messages come along', async () => {
    await linksNewBrowser(alice, tablet);
    await tablet.opensConversationWith(bob);
    await tablet.sees('from the laptop');
    await tablet.sees('to the laptop');
    await opensDevices(alice);
    expect(await devicesOf(alice).getByRole('listitem').count()).toBe(2);
    await alice.closesDialog();
  });

  test('what she writes in one stands in the other, and Bob gets it once', async () => {
    await alice.opensConversationWith(bob);
    await tablet.writes('from the tablet');
    await bob.seesOnce('from the tablet');
    await alice.sees('from the tablet', 'Read');
    await alice.writes('and from the laptop again');
    await bob.seesOnce('and from the laptop again');
    await tablet.sees('and from the laptop again', 'Read');
  });

  test('what Bob writes comes to both', async () => {
    await bob.writes('to both of you');
    await alice.seesOnce('to both of you');
    await tablet.seesOnce('to both of you');
  });

  test('a browser that is signed out says so within seconds, and gets nothing any more', async () => {
    await opensDevices(alice);
    const name = await otherBrowser(alice);
    await signsOutDevice(alice, name);
    await devicesOf(alice).getByRole('listitem').nth(1).waitFor({ state: 'detached' });
    await alice.closesDialog();
    await isRemoved(tablet);
    await bob.writes('only to the laptop');
    await alice.seesOnce('only to the laptop');
    await bob.sees('only to the laptop', 'Read');
    expect(await tablet.page.getByText('only to the laptop').count()).toBe(0);
  });

  test('whose browser is stolen gets another identity, and Bob is told', async () => {
    await opensDevices(alice);
    await losesDevice(alice);
    await alice.closesDialog();
    await bob.page
      .getByText(/has new keys/)
      .first()
      .waitFor();
    await alice.opensConversationWith(bob);
    await alice.writes('it is me, with new keys');
    await bob.seesOnce('it is me, with new keys');
    await bob.writes('good to know');
    await alice.seesOnce('good to know');
  });
});

/** The name of the browser that Alice is not looking at. */
async function otherBrowser(person: Person): Promise<string> {
  const label = await person.page
    .getByRole('button', { name: /^Sign out (?!everywhere)/ })
    .first()
    .getAttribute('aria-label');
  return (label ?? '').replace('Sign out ', '');
}
