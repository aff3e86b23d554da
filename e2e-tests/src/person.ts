import type { Locator, Page } from 'playwright-core';
import { RealBrowser } from './browser.ts';
import { PersonalNetwork, type Road } from './network.ts';
import type { Stack } from './stack.ts';
import { whatIsOnScreen } from './screen.ts';

/** What a message's bubble says about it. */
export type State = 'Sending' | 'Sent' | 'Delivered' | 'Read' | 'Not sent';

const ALLOWED_MS = 20_000;
/** Signing up and in, unlocking: deliberately slow computations on both sides, which a busy service is asked for again. */
const PASSWORD_ALLOWED_MS = 120_000;
/** After a server that was away for long a client pauses up to 30 s between its attempts. */
const RECONNECTS_MS = 30_000 + ALLOWED_MS;

/** Somebody with a browser, a network of their own and a password. Finds every control by its accessible name. */
export class Person {
  username: string;
  password: string;
  readonly firstName: string;
  readonly browser: RealBrowser;
  readonly network: PersonalNetwork;
  private readonly home: string;
  private current: Page | undefined;
  readonly problems: string[] = [];

  private constructor(
    username: string,
    password: string,
    firstName: string,
    browser: RealBrowser,
    network: PersonalNetwork,
    home: string,
  ) {
    this.username = username;
    this.password = password;
    this.firstName = firstName;
    this.browser = browser;
    this.network = network;
    this.home = home;
  }

  static async arrives(
    stack: Stack,
    firstName: string,
    password = `${firstName} rows 7 tin canoes upstream`,
    road?: Road,
  ): Promise<Person> {
    const address = stack.nextAddress();
    const network = await PersonalNetwork.open(address, stack.port, road);
    const browser = await RealBrowser.start(address);
    const username = `${firstName.toLowerCase()}${stack.nextNumber()}`;
    const person = new Person(username, password, firstName, browser, network, stack.url);
    await person.opensTacet();
    return person;
  }

  /** Somebody who was here before, with the browser profile of then; no page is open yet. */
  static async isBack(
    stack: Stack,
    { username, password, firstName }: Pick<Person, 'username' | 'password' | 'firstName'>,
    profile: string,
  ): Promise<Person> {
    const address = stack.nextAddress();
    const network = await PersonalNetwork.open(address, stack.port);
    const browser = await RealBrowser.on(profile, address);
    return new Person(username, password, firstName, browser, network, stack.url);
  }

  get page(): Page {
    if (this.current === undefined) throw new Error(`${this.firstName} has no page open`);
    return this.current;
  }

  /** Opens a fresh tab and makes it the one in use. */
  async opensTacet(): Promise<Page> {
    const page = await this.browser.context.newPage();
    page.setDefaultTimeout(ALLOWED_MS);
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text());
    });
    // Without a screen no window has the focus, and nobody would ever be seen reading.
    const devtools = await this.browser.context.newCDPSession(page);
    await devtools.send('Emulation.setFocusEmulationEnabled', { enabled: true });
    await page.goto(this.home, { waitUntil: 'domcontentloaded' });
    this.current = page;
    return page;
  }

  /** Turns to another tab that is open. */
  turnsTo(page: Page): this {
    this.current = page;
    return this;
  }

  /** The process behind a tab is gone at once, as when the system runs out of memory. */
  async loses(page: Page): Promise<void> {
    const crashed = page.waitForEvent('crash');
    const devtools = await this.browser.context.newCDPSession(page);
    // Nobody is left to answer.
    void devtools.send('Page.crash').catch(() => undefined);
    await crashed;
  }

  async leaves(): Promise<void> {
    await this.browser.dispose();
    await this.network.cut();
  }

  // Welcome

  /** The recovery phrase that is shown then can wait. */
  async signsUp(): Promise<void> {
    await this.signsUpForAPhrase();
    await this.putsOffThePhrase();
  }

  /** Home, with the words of a recovery phrase on top of it. */
  async signsUpForAPhrase(): Promise<void> {
    await this.fillsInSignUp(this.password);
    await this.page.getByRole('button', { name: 'Create account' }).click();
    await this.isHome();
  }

  async putsOffThePhrase(): Promise<void> {
    const dialog = this.page.getByRole('dialog', { name: 'Recovery phrase' });
    await dialog.getByRole('button', { name: 'Later' }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  async fillsInSignUp(password: string): Promise<void> {
    await this.page.getByRole('tab', { name: 'Create account' }).click();
    await this.page.getByLabel('Username', { exact: true }).fill(this.username);
    await this.page.getByLabel('First name', { exact: true }).fill(this.firstName);
    await this.page.getByLabel('Last name', { exact: true }).fill('Example');
    await this.page.getByLabel('Password', { exact: true }).fill(password);
  }

  async signsIn(password = this.password): Promise<void> {
    await this.page.getByRole('tab', { name: 'Sign in' }).click();
    await this.page.getByLabel('Username', { exact: true }).fill(this.username);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  async unlocks(password = this.password): Promise<void> {
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Unlock' }).click();
  }

  async isHome(): Promise<void> {
    const conversations = this.page.getByRole('navigation', { name: 'Conversations' });
    await this.seesAny(conversations, 'the conversations', PASSWORD_ALLOWED_MS);
  }

  /** After the server was away: the bar that says so is gone. */
  async isConnectedAgain(): Promise<void> {
    await this.page
      .getByText('You are offline.')
      .first()
      .waitFor({ state: 'hidden', timeout: RECONNECTS_MS });
  }

  async isAskedToUnlock(): Promise<void> {
    await this.page.getByRole('button', { name: 'Unlock' }).waitFor();
  }

  /** After an interrupted sign-up: the browser asks for the password again and goes on where it stopped. */
  async resumes(): Promise<void> {
    const unlock = this.page.getByRole('button', { name: 'Unlock' });
    const signIn = this.page.getByRole('tab', { name: 'Sign in' });
    await unlock.or(signIn).first().waitFor();
    await ((await unlock.isVisible()) ? this.unlocks() : this.signsIn());
  }

  /** The same browser, used by somebody else: with their name and password. */
  actsAs(other: Person): this {
    this.username = other.username;
    this.password = other.password;
    return this;
  }

  /** Says yes in the dialog that asks whether it is meant. */
  async confirms(button: string): Promise<void> {
    await this.page
      .getByRole('dialog')
      .or(this.page.getByRole('alertdialog'))
      .last()
      .getByRole('button', { name: button })
      .first()
      .click();
  }

  async closesDialog(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  /** Waits for an alert that says something like `text`. */
  async isTold(text: RegExp): Promise<void> {
    await this.page.getByRole('alert').filter({ hasText: text }).first().waitFor();
  }

  // People

  async asks(username: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Add friend' }).first().click();
    const dialog = this.page.getByRole('dialog', { name: 'Add friend' });
    await dialog.getByLabel('Username').fill(username);
    await dialog.getByRole('button', { name: 'Send request' }).click();
  }

  requestFrom(username: string): Locator {
    return this.page
      .getByRole('region', { name: 'Requests', exact: true })
      .getByRole('listitem')
      .filter({ hasText: username });
  }

  requestTo(username: string): Locator {
    return this.page
      .getByRole('region', { name: 'Sent requests' })
      .getByRole('listitem')
      .filter({ hasText: username });
  }

  async accepts(username: string): Promise<void> {
    await this.requestFrom(username).getByRole('button', { name: 'Accept' }).click();
  }

  async declines(username: string): Promise<void> {
    await this.requestFrom(username).getByRole('button', { name: 'Decline' }).click();
  }

  // Conversations

  conversationWith(other: Pick<Person, 'firstName'>): Locator {
    return this.page
      .getByRole('navigation', { name: 'Conversations' })
      .getByRole('button', { name: new RegExp(other.firstName) })
      .or(
        this.page
          .getByRole('navigation', { name: 'Conversations' })
          .getByRole('link', { name: new RegExp(other.firstName) }),
      )
      .first();
  }

  async opensConversationWith(other: Pick<Person, 'firstName'>): Promise<void> {
    await this.conversationWith(other).click();
    await this.page
      .getByRole('heading', { name: new RegExp(other.firstName) })
      .first()
      .waitFor();
  }

  async writes(body: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Message' }).fill(body);
    await this.page.getByRole('button', { name: 'Send', exact: true }).click();
  }

  /** The same with fewer looks at the page, for hundreds of messages. */
  async writesAll(bodies: readonly string[]): Promise<void> {
    const field = this.page.getByRole('textbox', { name: 'Message' });
    for (const body of bodies) {
      await field.fill(body);
      await field.press('Enter');
    }
  }

  /** Waits until the list says that this was the last word in the conversation, open or not. */
  async hasGot(body: string): Promise<void> {
    const conversations = this.page.getByRole('navigation', { name: 'Conversations' });
    await this.seesAny(conversations.getByRole('listitem').filter({ hasText: body }), body);
  }

  /** Where messages are unread a conversation opens at the first of them: goes on to the newest. */
  async jumpsToLatest(body: string): Promise<void> {
    const jump = this.page.getByRole('button', { name: 'Jump to latest' });
    await this.seesAny(this.messages().filter({ hasText: body }).or(jump), body);
    if (await jump.isVisible()) await jump.click();
    await this.sees(body);
  }

  messages(): Locator {
    return this.page.getByRole('log', { name: 'Messages' }).getByRole('article');
  }

  async sees(body: string, state?: State): Promise<void> {
    const bubble = this.messages().filter({ hasText: body });
    await this.seesAny(state === undefined ? bubble : bubble.filter({ hasText: state }), body);
  }

  /** Which of them does not matter; a story that waits in vain says what was there instead. */
  private async seesAny(wanted: Locator, what: string, timeout = ALLOWED_MS): Promise<void> {
    try {
      await wanted.first().waitFor({ timeout });
    } catch (cause) {
      const instead = await whatIsOnScreen(this.page);
      throw new Error(`${this.firstName} does not see "${what}", but ${instead}`, { cause });
    }
  }

  async seesOnce(body: string): Promise<void> {
    await this.sees(body);
    const count = await this.messages().filter({ hasText: body }).count();
    if (count !== 1) throw new Error(`${this.firstName} sees "${body}" ${count} times`);
  }

  // Account

  /** The sixty digits shown for the conversation that is open. */
  async safetyNumber(): Promise<string> {
    await this.page.getByRole('button', { name: 'Details' }).click();
    await this.page.getByRole('button', { name: 'Verify', exact: true }).click();
    const number = this.page.getByRole('list', { name: 'Safety number' });
    await number.waitFor();
    const groups = await number.getByRole('listitem').allTextContents();
    await this.closesDialog();
    return groups.join('');
  }

  async choosesInAccountMenu(item: 'Profile' | 'Devices' | 'Settings' | 'Lock' | 'Sign out'): Promise<void> {
    await this.page.getByRole('button', { name: 'Account' }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }
}

/** Two people who are friends and each look at the conversation with the other. */
export async function becomeFriends(asking: Person, accepting: Person): Promise<void> {
  await asking.asks(accepting.username);
  await accepting.requestFrom(asking.username).waitFor();
  await accepting.accepts(asking.username);
  await asking.opensConversationWith(accepting);
  await accepting.opensConversationWith(asking);
}
