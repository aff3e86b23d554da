import type { Locator } from 'playwright-core';
import type { Person } from './person.ts';
import { eventually } from './waiting.ts';

type Named = Pick<Person, 'firstName' | 'username'>;

/** "New group", filled in and sent; whether it was made is left to look at. */
export async function asksForGroup(owner: Person, name: string, usernames: readonly string[]): Promise<void> {
  await owner.page.getByRole('button', { name: 'New group' }).first().click();
  const dialog = owner.page.getByRole('dialog', { name: 'New group' });
  await dialog.getByLabel('Group name').fill(name);
  await dialog.getByLabel('Add people').fill(usernames.join(', '));
  await dialog.getByRole('button', { name: 'Create group' }).click();
}

export async function makesGroup(owner: Person, name: string, others: readonly Named[]): Promise<void> {
  await asksForGroup(
    owner,
    name,
    others.map(({ username }) => username),
  );
  await owner.page.getByRole('dialog').waitFor({ state: 'detached' });
  await hasOpen(owner, name);
}

export function invitationTo(person: Person, name: string): Locator {
  return person.page
    .getByRole('region', { name: 'Requests', exact: true })
    .getByRole('listitem')
    .filter({ hasText: name });
}

/** Accepts the invitation and opens the group. */
export async function joins(person: Person, name: string): Promise<void> {
  await invitationTo(person, name).getByRole('button', { name: 'Accept' }).click();
  await opensGroup(person, name);
}

export async function opensGroup(person: Person, name: string): Promise<void> {
  await person.opensConversationWith({ firstName: name });
}

export async function hasOpen(person: Person, name: string): Promise<void> {
  await person.page.getByRole('main').getByRole('heading', { name, exact: true }).first().waitFor();
}

/** The region of the details that lists these people; opens the details when they are closed. */
export async function people(person: Person, which: 'Members' | 'Invited' = 'Members'): Promise<Locator> {
  await opensDetails(person);
  return person.page.getByRole('region', { name: which, exact: true });
}

export async function opensDetails(person: Person): Promise<void> {
  const heading = person.page.getByRole('heading', { name: 'Details', exact: true });
  if (!(await heading.isVisible())) await person.page.getByRole('button', { name: 'Details' }).click();
  await heading.waitFor();
}

/** Waits until exactly these people are listed. */
export async function hasPeople(
  person: Person,
  expected: readonly Named[],
  which: 'Members' | 'Invited' = 'Members',
): Promise<void> {
  const region = await people(person, which);
  const wanted = expected.map(({ username }) => username).toSorted();
  await eventually(`${person.firstName} sees as ${which} ${wanted.join(', ')}`, async () => {
    const items = await region.getByRole('listitem').allTextContents();
    const listed = items.map((text) => /@([a-z]+\d+)/.exec(text)?.[1] ?? text).toSorted();
    return listed.join() === wanted.join() ? true : undefined;
  });
}

/** In the details of the group that is open; whether they were invited is left to look at. */
export async function asksToAdd(owner: Person, usernames: string): Promise<Locator> {
  await opensDetails(owner);
  await owner.page
    .getByRole('region', { name: 'Members', exact: true })
    .getByRole('button', { name: 'Add people' })
    .click();
  const dialog = owner.page.getByRole('dialog');
  await dialog.getByLabel('Add people').fill(usernames);
  await dialog.getByRole('button', { name: 'Add people' }).click();
  return dialog;
}

export async function adds(owner: Person, other: Named): Promise<void> {
  const dialog = await asksToAdd(owner, other.username);
  await dialog.waitFor({ state: 'detached' });
}

export async function removes(owner: Person, other: Named): Promise<void> {
  const members = await people(owner);
  await members.getByRole('button', { name: `Remove ${other.username}`, exact: true }).click();
  await owner.confirms('Remove');
  await owner.page.getByRole('alertdialog').waitFor({ state: 'detached' });
}

export async function handsOverTo(owner: Person, other: Named): Promise<void> {
  const members = await people(owner);
  await members.getByRole('button', { name: `Make owner: ${other.username}`, exact: true }).click();
  await owner.confirms('Make owner');
  await owner.page.getByRole('alertdialog').waitFor({ state: 'detached' });
}

export async function renames(owner: Person, name: string, description: string): Promise<void> {
  await opensDetails(owner);
  await owner.page.getByRole('button', { name: 'Edit name' }).click();
  const dialog = owner.page.getByRole('dialog');
  await dialog.getByLabel('Group name').fill(name);
  await dialog.getByLabel('Description').fill(description);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
}

export async function leavesGroup(person: Person): Promise<void> {
  await opensDetails(person);
  await person.page.getByRole('button', { name: 'Leave group' }).click();
  await person.confirms('Leave group');
  await person.page.getByRole('alertdialog').waitFor({ state: 'detached' });
}

/** The messages on screen that `pattern` finds, in the order in which they stand. */
export async function order(person: Person, pattern: RegExp): Promise<string[]> {
  const texts = await person.messages().allTextContents();
  return texts.flatMap((text) => pattern.exec(text)?.[0] ?? []);
}
