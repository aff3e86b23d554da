import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HeadlessPerson } from '../src/headless.ts';
import { lots } from '../src/lots.ts';
import { Person } from '../src/person.ts';
import { Stack } from '../src/stack.ts';

/** Decides which tab is opened, closed and written in; printed with the name of the story. */
const SEED = Number(process.env['TACET_SEED'] ?? Date.now() % 1_000_000);

/** Of the random story; "./tacet verify" takes more. */
const TURNS = Number(process.env['TACET_STORY_TURNS'] ?? 10);

/** How long a person would call it "at once" on a busy machine; on a quiet one it is a fraction of a second. */
const GOES_ON_WITHIN_MS = 10_000;

async function isLocked(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Unlock' }).waitFor();
}

describe('Alice has several tabs open', () => {
  let stack: Stack;
  let alice: Person;
  let bob: HeadlessPerson;
  let room: string;
  let first: Page;
  let second: Page;

  beforeAll(async () => {
    stack = await Stack.start();
    [alice, bob] = await Promise.all([Person.arrives(stack, 'Alice'), HeadlessPerson.arrives(stack, 'Bob')]);
    first = alice.page;
  });

  afterAll(async () => {
    await alice?.leaves();
    await bob?.leaves();
    await stack?.dispose();
  });

  /** Bob has exactly these of Alice, in this order. */
  async function bobReads(bodies: readonly string[]): Promise<void> {
    const isOneOf = ({ body }: { body: string }): boolean => bodies.includes(body);
    try {
      await bob.untilReads(
        room,
        `has ${bodies.at(-1)}`,
        (messages) => new Set(messages.filter(isOneOf).map(({ body }) => body)).size === bodies.length,
      );
    } finally {
      // Also when some did not come: which ones says more than that it took too long.
      expect((await bob.reads(room)).filter(isOneOf).map(({ body }) => body)).toEqual(bodies);
    }
  }

  test('signs up in one while the other shows the welcome, and is home in both', async () => {
    await bob.signsUp();
    second = await alice.opensTacet();
    await alice.signsUp();
    await alice.turnsTo(first).isHome();
    await alice.asks(bob.username);
    room = await bob.accepts(alice.username);
    for (const page of [first, second]) {
      await alice.turnsTo(page).opensConversationWith({ firstName: bob.username });
    }
  });

  test('writes in the second: it stands in the first too, and comes to Bob once', async () => {
    await alice.turnsTo(second).writes('From the second tab');
    await alice.turnsTo(first).seesOnce('From the second tab');
    await bobReads(['From the second tab']);
    await bob.writes(room, 'To whichever');
    await alice.turnsTo(first).seesOnce('To whichever');
    await alice.turnsTo(second).seesOnce('To whichever');
  });

  test('reads in one what is then read in both', async () => {
    for (const page of [first, second]) {
      await page.goBack();
      await alice.turnsTo(page).isHome();
    }
    await bob.writes(room, 'Did you see this?');
    for (const page of [first, second]) await page.getByText('1 unread').first().waitFor();
    await alice.turnsTo(second).opensConversationWith({ firstName: bob.username });
    await alice.seesOnce('Did you see this?');
    await first.getByText('1 unread').first().waitFor({ state: 'detached' });
    await bob.untilReads(room, 'is read', (all) => all.at(-1)?.state === 'read');
  });

  test('closes the first: the second goes on without a password', async () => {
    await first.close();
    await alice.turnsTo(second).writes('Still here');
    await alice.sees('Still here', 'Delivered');
    await bobReads(['Still here']);
  });

  test('loses the process of the working tab in the middle of a hundred messages: none is lost, none comes twice', async () => {
    const working = second;
    const other = await alice.opensTacet();
    await alice.isHome();
    await alice.opensConversationWith({ firstName: bob.username });
    const bodies = Array.from({ length: 100 }, (_, at) => `Number ${at + 1} of many`);
    let lost = Promise.resolve();
    let goneAtMs = 0;
    for (const [at, body] of bodies.entries()) {
      if (at === 50) {
        lost = alice.loses(working);
        goneAtMs = Date.now();
      }
      await alice.writes(body);
    }
    await lost;
    await bobReads(bodies);
    await alice.writes('After that');
    await alice.sees('After that', 'Delivered');
    expect(Date.now() - goneAtMs).toBeGreaterThan(0);
    first = other;
    second = await alice.opensTacet();
    await alice.isHome();
  });

  test('goes on at once in another tab', async () => {
    await alice.opensConversationWith({ firstName: bob.username });
    const beganMs = Date.now();
    await alice.loses(first);
    await alice.writes('At once');
    await alice.sees('At once', 'Delivered');
    expect(Date.now() - beganMs).toBeLessThan(GOES_ON_WITHIN_MS);
    first = await alice.opensTacet();
    await alice.isHome();
  });

  test('locks one, and both are locked; opens one, and both are open', async () => {
    await alice.turnsTo(first).choosesInAccountMenu('Lock');
    await isLocked(first);
    await isLocked(second);
    await alice.turnsTo(second).unlocks();
    await alice.isHome();
    await alice.turnsTo(first).isHome();
  });

  test('keeps what is being typed, whatever happens to the other tab', async () => {
    await alice.turnsTo(first).opensConversationWith({ firstName: bob.username });
    await first.getByRole('textbox', { name: 'Message' }).fill('Half a thou');
    await alice.loses(second);
    await first.getByRole('textbox', { name: 'Message' }).pressSequentially('ght');
    await first.getByRole('button', { name: 'Send', exact: true }).click();
    await bobReads(['Half a thought']);
  });

  test(`opens and closes four tabs at random, and all is right (TACET_SEED=${SEED})`, async () => {
    const draw = lots(SEED);
    const open = [first];
    const written: string[] = [];
    for (let turn = 0; turn < TURNS; turn++) {
      const closes = open.length === 4 || (open.length > 1 && draw(2) === 0);
      if (closes) {
        const [page] = open.splice(draw(open.length), 1);
        await page?.close();
      } else {
        open.push(await alice.opensTacet());
        await alice.isHome();
        await alice.opensConversationWith({ firstName: bob.username });
      }
      const page = open[draw(open.length)] ?? first;
      const body = `Turn ${turn + 1} with ${open.length} tabs`;
      await alice.turnsTo(page).writes(body);
      // Who closes a tab before that is asked by the browser; a process that is killed before it takes the text along.
      await alice.sees(body, 'Delivered');
      written.push(body);
    }
    await bobReads(written);
    for (const page of open) await alice.turnsTo(page).sees(written.at(-1) ?? '', 'Delivered');
    first = open[0] ?? first;
    second = open[1] ?? (await alice.opensTacet());
    await alice.turnsTo(second).isHome();
  });

  test('signs out in one, and is out in both', async () => {
    await alice.turnsTo(second).choosesInAccountMenu('Sign out');
    await alice.confirms('Sign out');
    for (const page of [first, second]) await page.getByRole('tab', { name: 'Sign in' }).waitFor();
  });

  test('nothing went wrong that nobody noticed', () => {
    const unexpected = alice.problems.filter(
      (problem) => !/ERR_CONNECTION|ERR_EMPTY|WebSocket|401/.test(problem),
    );
    expect(unexpected).toEqual([]);
  });
});
