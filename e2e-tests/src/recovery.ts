import type { Locator } from 'playwright-core';
import type { Person } from './person.ts';

/** From the words on the screen to a phrase that is set. @returns what stands on the paper */
export async function writesDownThePhrase(person: Person): Promise<string> {
  const words = dialog(person).getByRole('list', { name: 'The twelve words' });
  await words.waitFor();
  const paper = await words.getByRole('listitem').allTextContents();
  await dialog(person).getByRole('button', { name: 'I wrote them down' }).click();
  for (const field of await dialog(person)
    .getByRole('textbox', { name: /^Word \d+$/ })
    .all()) {
    const number = /\d+/.exec(await label(field))?.[0] ?? '0';
    await field.fill(paper[Number(number) - 1] ?? '');
  }
  await dialog(person).getByRole('button', { name: 'Confirm' }).click();
  await dialog(person).getByRole('heading', { name: 'Your recovery phrase is set' }).waitFor();
  await dialog(person).getByRole('button', { name: 'Done' }).click();
  await dialog(person).waitFor({ state: 'detached' });
  return paper.join(' ');
}

/** From home: another phrase takes the place of the one there was. @returns what stands on the paper */
export async function replacesThePhrase(person: Person): Promise<string> {
  await person.choosesInAccountMenu('Settings');
  await person.page.getByRole('button', { name: 'Replace recovery phrase' }).click();
  await dialog(person).getByRole('textbox', { name: 'Password' }).fill(person.password);
  await dialog(person).getByRole('button', { name: 'Show the words' }).click();
  return writesDownThePhrase(person);
}

/** In a browser without keys, after the right password: types what stands on the paper. */
export async function usesThePhrase(person: Person, paper: string): Promise<void> {
  const field = person.page.getByRole('textbox', { name: 'Recovery phrase' });
  const way = person.page.getByRole('button', { name: 'Use your recovery phrase' });
  await field.or(way).first().waitFor();
  if (await way.isVisible()) await way.click();
  await field.fill(paper);
  await person.page.getByRole('button', { name: 'Bring my account back' }).click();
}

/** From home: switches the archive on, and waits until everything that is here is in it. */
export async function switchesTheArchiveOn(person: Person): Promise<void> {
  await person.choosesInAccountMenu('Settings');
  const settings = person.page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('switch', { name: 'Keep an encrypted archive on this server' }).click();
  await settings.getByText(/^Up to date: /).waitFor();
  await person.closesDialog();
}

/** From home: deletes the archive at the server. */
export async function deletesTheArchive(person: Person): Promise<void> {
  await person.choosesInAccountMenu('Settings');
  const settings = person.page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('button', { name: 'Delete the archive…' }).click();
  const question = person.page.getByRole('alertdialog', { name: 'Delete the archive?' });
  await question.getByRole('button', { name: 'Delete', exact: true }).click();
  await settings.getByRole('button', { name: 'Delete the archive…' }).waitFor({ state: 'detached' });
  await person.closesDialog();
}

const dialog = (person: Person): Locator => person.page.getByRole('dialog', { name: 'Recovery phrase' });

const label = (field: Locator): Promise<string> =>
  field.evaluate((input) =>
    input instanceof HTMLInputElement ? (input.labels?.[0]?.textContent ?? '') : '',
  );
