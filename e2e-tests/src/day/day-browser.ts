import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { ConversationView, MessageView, Snapshot } from '../../../web-client/src/messenger/port.ts';
import { allMessages, looksBehindScreens, snapshotOf } from '../behind-the-screen.ts';
import type { Lots } from '../lots.ts';
import { opensDetails } from '../groups.ts';
import { Person } from '../person.ts';
import type { Stack } from '../stack.ts';
import { eventually } from '../waiting.ts';
import { remembersWords, strangeWords, wordsOf } from './words.ts';

const WINDOW = { width: 1440, height: 900 };
const MAX_TABS = 3;
/** Killed before this is on disk, a browser has forgotten that it was signed in. */
const REFRESH_COOKIE = '__Host-tacet-refresh';
/** A client pauses up to 30 s between its attempts, and a password takes two slow computations. */
const HOME_WITHIN_MS = 90_000;

/** What nobody needs to see: a network that is cut, a server that is away, a token that has run out. */
const EXPECTED = /ERR_CONNECTION|ERR_EMPTY|ERR_INTERNET|WebSocket|status of (?:401|404|409|502|503)/;

/** One of the browsers that somebody lives in: it is opened and closed, and has one or more tabs. */
export class DayBrowser {
  readonly name: string;
  readonly owner: string;
  person: Person;
  isOffline = false;
  /** Signed out by another browser of its owner: its vault is sealed. */
  isOut = false;
  /** Killed since it was last online: the newest of its login may not have reached the disk. */
  #mayHaveForgotten = false;
  tabs: Page[] = [];
  /** Texts that nobody should have to read, and errors in the console. */
  readonly strange = new Set<string>();

  private constructor(name: string, owner: string, person: Person) {
    this.name = name;
    this.owner = owner;
    this.person = person;
  }

  /** @param owner whose it is, once they have signed up or linked it */
  static async begins(stack: Stack, name: string, owner: string): Promise<DayBrowser> {
    const person = await Person.arrives(stack, owner);
    const browser = new DayBrowser(name, owner, person);
    const before = person.page;
    await browser.#prepared();
    await browser.#opensPage();
    await before.close();
    return browser;
  }

  get isOpen(): boolean {
    return this.tabs.length > 0;
  }

  /** Somebody can write here. */
  get isAtHand(): boolean {
    return this.isOpen && !this.isOut;
  }

  get mayOpenMore(): boolean {
    return this.tabs.length < MAX_TABS;
  }

  get page(): Page {
    return this.person.page;
  }

  snapshot(): Promise<Snapshot> {
    return snapshotOf(this.page);
  }

  async room(roomId: string): Promise<ConversationView | undefined> {
    return (await this.snapshot()).conversations.find((each) => each.roomId === roomId);
  }

  messages(roomId: string): Promise<readonly MessageView[]> {
    return allMessages(this.page, roomId);
  }

  /** Opens that conversation. @returns false when this browser has not heard of it, or of its name, yet */
  async turnsTo(roomId: string): Promise<boolean> {
    const conversations = this.page.getByRole('navigation', { name: 'Conversations' });
    return eventually(`${this.name} has the conversation open`, async () => {
      // Somebody may be giving it another name just now. Until that comes it is called after its people, as others may be.
      const view = await this.room(roomId);
      const name =
        view?.kind === 'direct' ? `${view.person.firstName} ${view.person.lastName}` : (view?.name ?? '');
      if (name === '') return false;
      const heading = this.page.getByRole('main').getByRole('heading', { name, exact: true }).first();
      if (await heading.isVisible()) return true;
      const button = conversations.getByRole('button', { name, exact: true }).first();
      if (await button.isVisible()) await button.click();
      return undefined;
    });
  }

  /** Of who the open conversation is with. @returns false when there is nothing to compare yet */
  async verifies(): Promise<boolean> {
    await opensDetails(this.person);
    const security = this.page.getByRole('region', { name: 'Security' });
    const verify = security.getByRole('button', { name: 'Verify', exact: true });
    await verify.or(security.getByText('after the first message')).first().waitFor();
    if (!(await verify.isVisible())) return false;
    await verify.click();
    await this.page.getByRole('button', { name: 'Mark as verified' }).click();
    await this.page.getByRole('button', { name: 'Clear verification' }).waitFor();
    await this.person.closesDialog();
    return true;
  }

  /** Any of its tabs becomes the one in use. */
  turnsToAny(draw: Lots): void {
    const page = this.tabs[draw(this.tabs.length)];
    if (page) this.person.turnsTo(page);
  }

  /** Another tab, or the first one in a browser that was closed. */
  async opens(): Promise<void> {
    await this.#opensPage();
    await this.comesHome();
  }

  /** Types the password wherever it is asked for, until the conversations are there. */
  async comesHome(): Promise<void> {
    const { page } = this;
    const home = page.getByRole('navigation', { name: 'Conversations' });
    const unlock = page.getByRole('button', { name: 'Unlock' });
    const again = page.getByRole('tab', { name: 'Sign in' });
    await home.or(unlock).or(again).first().waitFor({ timeout: HOME_WITHIN_MS });
    if (await unlock.isVisible()) await this.person.unlocks();
    else if (await again.isVisible()) await this.person.signsIn();
    await home.waitFor({ timeout: HOME_WITHIN_MS });
  }

  async hasComeBack(): Promise<void> {
    await eventually(
      `${this.name} is online`,
      async () => {
        const { connection } = await this.snapshot();
        if (connection.state === 'signed-out') await this.#signsInAgain();
        return connection.state === 'online' ? true : undefined;
      },
      HOME_WITHIN_MS,
    );
    this.#mayHaveForgotten = false;
  }

  /**
   * Chromium writes cookies down up to 30 s late, and an older token ends the login, as it should. Nothing else does on
   * such a day.
   */
  async #signsInAgain(): Promise<void> {
    if (!this.#mayHaveForgotten) throw new Error(`${this.name} was signed out`);
    this.#mayHaveForgotten = false;
    await this.page.getByRole('button', { name: 'Sign in again' }).click();
    const dialog = this.page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.getByLabel('Password', { exact: true }).fill(this.person.password);
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await dialog.waitFor({ state: 'detached', timeout: HOME_WITHIN_MS });
    await eventually(`${this.name} is signed in again`, async () =>
      (await this.snapshot()).connection.state === 'signed-out' ? undefined : true,
    );
  }

  async closesTab(page: Page): Promise<void> {
    await this.collectsWords();
    this.tabs = this.tabs.filter((each) => each !== page);
    await page.close();
    if (this.tabs[0]) this.person.turnsTo(this.tabs[0]);
  }

  /** The whole browser ends as when the power fails, once what it has to remember is on disk. */
  async isKilled(): Promise<void> {
    await this.collectsWords();
    await this.person.browser.hasStored(REFRESH_COOKIE);
    this.tabs = [];
    this.#mayHaveForgotten = true;
    await this.person.browser.kill();
  }

  async isStartedAgain(): Promise<void> {
    await this.person.browser.restart();
    await this.#prepared();
    await this.opens();
  }

  /** The process behind a tab dies; the tab is closed. */
  async loses(page: Page): Promise<void> {
    await this.collectsWords();
    this.tabs = this.tabs.filter((each) => each !== page);
    await this.person.loses(page);
    await page.close();
    if (this.tabs[0]) this.person.turnsTo(this.tabs[0]);
  }

  async goesOffline(): Promise<void> {
    await this.person.network.cut();
    this.isOffline = true;
  }

  async goesOnline(): Promise<void> {
    await this.person.network.mend();
    this.isOffline = false;
  }

  /** Notes what on its pages, and in their consoles, nobody should ever see. */
  async collectsWords(): Promise<void> {
    for (const page of this.tabs)
      for (const text of strangeWords(await wordsOf(page))) this.strange.add(text);
    for (const problem of this.person.problems) if (!EXPECTED.test(problem)) this.strange.add(problem);
  }

  async isSeen(file: string): Promise<void> {
    // Chromium draws no tab that is behind another one.
    await this.page.bringToFront();
    await writeFile(file, await this.page.screenshot());
  }

  async #prepared(): Promise<void> {
    await looksBehindScreens(this.person.browser.context);
    await remembersWords(this.person.browser.context);
  }

  async #opensPage(): Promise<void> {
    const page = await this.person.opensTacet();
    await page.setViewportSize(WINDOW);
    this.tabs.push(page);
  }
}
