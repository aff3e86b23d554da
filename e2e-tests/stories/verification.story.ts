import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { losesDevice, opensDevices } from '../src/devices.ts';
import { becomeFriends, Person } from '../src/person.ts';
import { sharedStack } from '../src/shared-stack.ts';
import type { Stack } from '../src/stack.ts';

describe('Bob verifies Alice', () => {
  let stack: Stack;
  let alice: Person;
  let bob: Person;

  beforeAll(async () => {
    stack = await sharedStack();
    [alice, bob] = await Promise.all([Person.arrives(stack, 'Alice'), Person.arrives(stack, 'Bob')]);
    for (const { page } of [alice, bob]) await page.setViewportSize({ width: 1440, height: 900 });
    await Promise.all([alice.signsUp(), bob.signsUp()]);
    await becomeFriends(alice, bob);
    await alice.writes('before');
    await bob.sees('before');
  });

  afterAll(async () => {
    await alice?.leaves();
    await bob?.leaves();
  });

  test('both see the same sixty digits, and the mark stands beside her name', async () => {
    expect(await bob.safetyNumber()).toBe(await alice.safetyNumber());
    await bob.page.getByRole('button', { name: 'Verify', exact: true }).click();
    await bob.page.getByRole('button', { name: 'Mark as verified' }).click();
    await bob.closesDialog();
    await bob.page.getByText('You verified Alice').first().waitFor();
    await bob.writes('now I know that it is you');
    await alice.sees('now I know that it is you');
  });

  test('once she has another identity, nothing leaves before he agrees', async () => {
    await opensDevices(alice);
    await losesDevice(alice);
    await alice.closesDialog();
    await bob.page.getByText('Nothing is sent for now').waitFor();
    await alice.opensConversationWith(bob);
    await alice.writes('it is me, with new keys');
    await bob.sees('it is me, with new keys');
    await bob.page.getByRole('button', { name: 'Send anyway' }).click();
    await bob.confirms('Send anyway');
    await bob.writes('all right then');
    await alice.seesOnce('all right then');
    await bob.sees('all right then', 'Read');
  });
});
