import type { Page } from 'playwright-core';
import {
  allMessages,
  commands,
  looksBehindScreens,
  snapshotOf,
} from '../../e2e-tests/src/behind-the-screen.ts';
import type { Lots } from '../../e2e-tests/src/lots.ts';
import type { Person } from '../../e2e-tests/src/person.ts';
import type { MessageView } from '../../web-client/src/messenger/port.ts';

const TABS = 4;
/** Commands that one tab gives before it looks for their answers. */
const MAX_BURST = 8;

/** A browser in which somebody has four tabs open, of which any may be killed at any time. */
export class FourTabs {
  readonly name: string;
  readonly person: Person;
  readonly roomId: string;
  /** Bodies that were stored for certain. */
  readonly said = new Set<string>();
  killed = 0;
  readonly #draw: Lots;
  #open: Page[] = [];
  #written = 0;

  private constructor(name: string, person: Person, roomId: string, draw: Lots) {
    this.name = name;
    this.person = person;
    this.roomId = roomId;
    this.#draw = draw;
  }

  /** @param person at home, in one tab */
  static async of(name: string, person: Person, friend: Person, draw: Lots): Promise<FourTabs> {
    await looksBehindScreens(person.browser.context);
    const before = person.page;
    const first = await person.opensTacet();
    await person.isHome();
    await person.opensConversationWith(friend);
    await before.close();
    const [conversation] = (await snapshotOf(first)).conversations;
    if (!conversation) throw new Error(`${name} has no conversation`);
    const four = new FourTabs(name, person, conversation.roomId, draw);
    four.#open = [first];
    while (four.#open.length < TABS) await four.#opensAnother();
    return four;
  }

  /** A few messages in one of the tabs, right after each other. @returns how many it tried */
  async says(atMost: number): Promise<number> {
    const count = Math.min(atMost, 1 + this.#draw(MAX_BURST));
    const bodies = Array.from({ length: count }, () => `${this.name} ${++this.#written}`);
    const page = this.#anyTab();
    try {
      const { roomId } = this;
      const answers = await commands(
        page,
        'sendText',
        bodies.map((body) => ({ roomId, body })),
      );
      for (const [at, { ok }] of answers.entries()) if (ok) this.said.add(bodies[at] ?? '');
    } catch (cause) {
      // It may have been stored, or not: whoever wrote it sees which.
      if (this.#open.includes(page)) throw cause;
    }
    return count;
  }

  /** One of the tabs is gone, perhaps the one that does the work; another one takes its place. */
  async losesATab(): Promise<void> {
    const page = this.#anyTab();
    this.#open = this.#open.filter((each) => each !== page);
    await this.person.loses(page);
    this.killed++;
    await page.close();
    await this.#opensAnother();
  }

  /** All that stands in the conversation. */
  messages(): Promise<readonly MessageView[]> {
    return allMessages(this.#anyTab(), this.roomId);
  }

  #anyTab(): Page {
    const page = this.#open[this.#draw(this.#open.length)];
    if (!page) throw new Error(`${this.name} has no tab open`);
    return page;
  }

  /** Asked for the password only if the one that had the keys was killed before anybody else had them. */
  async #opensAnother(): Promise<void> {
    const page = await this.person.opensTacet();
    const unlock = page.getByRole('button', { name: 'Unlock' });
    await page
      .getByRole('navigation', { name: 'Conversations' })
      .or(unlock)
      .first()
      .waitFor({ timeout: 120_000 });
    if (await unlock.isVisible()) await this.person.unlocks();
    await this.person.isHome();
    this.#open.push(page);
  }
}
