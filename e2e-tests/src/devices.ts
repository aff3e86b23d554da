import type { Locator, Page } from 'playwright-core';
import type { Person } from './person.ts';

const CODE = /^(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}$/;
/** As a screen reader gets them. */
const DIGITS = /^\d(?: \d){5}$/;

/** Account, Devices: the browsers of the account are on the screen. */
export async function opensDevices(person: Person): Promise<void> {
  await person.choosesInAccountMenu('Devices');
  await devicesOf(person).getByRole('listitem').first().waitFor();
}

/** One item for each browser of the account, as "Devices" shows it. */
export function devicesOf(person: Person): Locator {
  return person.page.getByRole('list', { name: 'Your browsers' });
}

/** Opens "Link a device" and gives the code that it shows. */
export async function showsLinkCode(person: Person): Promise<string> {
  await opensDevices(person);
  await person.page.getByRole('button', { name: 'Link a device' }).click();
  return await linking(person).getByText(CODE).innerText();
}

/** In a browser without the account's keys: signs in and enters the code. */
export async function entersLinkCode(newcomer: Person, code: string): Promise<void> {
  await newcomer.signsIn();
  await newcomer.page.getByRole('button', { name: 'Link with a browser where you are signed in' }).click();
  await newcomer.page.getByLabel('Code', { exact: true }).fill(code);
  await newcomer.page.getByRole('button', { name: 'Link this browser' }).click();
}

/** The six digits on the screen, once both sides are there. */
export async function numberToCompare(person: Person): Promise<string> {
  return (await check(person.page).getByText(DIGITS).innerText()).replaceAll(' ', '');
}

/** What the user says of the two numbers. */
export async function says(person: Person, answer: 'They match' | 'They differ'): Promise<void> {
  await check(person.page).getByRole('button', { name: answer }).click();
}

/** Lets another browser in, which acts as this person from then on; both are home afterwards. */
export async function linksNewBrowser(person: Person, newcomer: Person): Promise<void> {
  const code = await showsLinkCode(person);
  await entersLinkCode(newcomer.actsAs(person), code);
  const [here, there] = await Promise.all([numberToCompare(person), numberToCompare(newcomer)]);
  if (here !== there) throw new Error(`${person.firstName} sees ${here} here and ${there} there`);
  await says(newcomer, 'They match');
  await says(person, 'They match');
  await newcomer.isHome();
  await linking(person).getByText('is linked').waitFor();
  await linking(person).getByRole('button', { name: 'Done' }).click();
  await person.closesDialog();
}

/** From the open "Devices"; says yes to the question. */
export async function signsOutDevice(person: Person, name: string): Promise<void> {
  await person.page.getByRole('button', { name: `Sign out ${name}` }).click();
  await person.confirms('Sign out');
  await person.page
    .getByRole('status')
    .filter({ hasText: `${name} is signed out.` })
    .waitFor();
  // Until it is gone the question takes every Escape.
  await person.page.getByRole('alertdialog').waitFor({ state: 'detached' });
}

/** From the open "Devices": shuts out whoever has one of the other browsers. */
export async function losesDevice(person: Person): Promise<void> {
  await person.page.getByRole('button', { name: 'Lost or stolen?' }).click();
  const question = person.page.getByRole('alertdialog', { name: 'Lost or stolen?' });
  await question.getByLabel('Password', { exact: true }).fill(person.password);
  await question.getByRole('button', { name: 'Make a new identity' }).click();
  await question.getByRole('button', { name: 'Later' }).click();
}

/** Its vault is sealed, and the screen says why. */
export async function isRemoved(person: Person): Promise<void> {
  await person.page.getByRole('heading', { name: 'This browser was signed out' }).waitFor();
}

const linking = (person: Person): Locator => person.page.getByRole('dialog', { name: 'Link a device' });

const check = (page: Page): Locator =>
  page.getByRole('region', { name: 'Do both browsers show the same number?' });
