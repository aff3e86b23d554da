import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryOf } from '../src/memory.ts';
import { becomeFriends, Person } from '../src/person.ts';
import { Stack } from '../src/stack.ts';
import { eventually } from '../src/waiting.ts';

/** Enough that a browser can be killed while it is still reading them; "./tacet verify" takes 500. */
const MANY = Number(process.env['TACET_STORY_MESSAGES'] ?? 200);
/** The heap of 256 MiB, and all that is not heap: docs/self-hosting.md promises that 1 GB is enough for machine and Redis, too. */
const STANDALONE_MIB = 600;
/** Killed before this is on disk, a browser has forgotten that it was signed in. */
const REFRESH_COOKIE = '__Host-tacet-refresh';
/** Writing and reading 500 takes 40 s on two idle cores. */
const MANY_ALLOWED_MS = 240_000;

describe('On a bad day', () => {
  let stack: Stack;
  let alice: Person;
  let bob: Person;

  beforeAll(async () => {
    stack = await Stack.start();
    [alice, bob] = await Promise.all([Person.arrives(stack, 'Alice'), Person.arrives(stack, 'Bob')]);
    await Promise.all([alice.signsUp(), bob.signsUp()]);
    await becomeFriends(alice, bob);
    await alice.writes('Before it all');
    await bob.sees('Before it all');
  });

  afterAll(async () => {
    await alice?.leaves();
    await bob?.leaves();
    await stack?.dispose();
  });

  test('everything is killed right after Sent, and the message arrives once', async () => {
    await bob.network.cut();
    await alice.writes('Stored before the crash');
    await alice.sees('Stored before the crash', 'Sent');
    await stack.kill();
    await stack.boot();
    await bob.network.mend();
    for (const each of [alice, bob]) await each.isConnectedAgain();
    await bob.seesOnce('Stored before the crash');
    await alice.sees('Stored before the crash', 'Read');
  });

  test(
    `the browser is killed in the middle of ${MANY} messages: nothing is lost, nothing comes twice`,
    async () => {
      await bob.network.cut();
      await alice.writesAll(Array.from({ length: MANY }, (_, i) => `Number ${i + 1}.`));
      await alice.sees(`Number ${MANY}.`, 'Sent');
      await bob.browser.hasStored(REFRESH_COOKIE);
      await bob.network.mend();
      await eventually('Bob has begun to read', async () => {
        const text = await bob.messages().last().textContent();
        return /Number \d+\./.test(text ?? '') ? true : undefined;
      });
      await bob.browser.kill();
      await bob.browser.restart();
      await bob.opensTacet();
      await bob.unlocks();
      await bob.isHome();
      // Opened before that it would be at its end or where the unread ones begin, whichever is first.
      await bob.hasGot(`Number ${MANY}.`);
      await bob.opensConversationWith(alice);
      await bob.jumpsToLatest(`Number ${MANY}.`);
      expect(await everyBodySeenIn(bob)).toEqual(Array.from({ length: MANY }, (_, i) => `Number ${i + 1}.`));
    },
    MANY_ALLOWED_MS,
  );

  test('after a long absence with a reply, both directions still work', async () => {
    await bob.writes('Sorry, my laptop died');
    await alice.seesOnce('Sorry, my laptop died');
    await bob.sees('Sorry, my laptop died', 'Read');
  });

  test('after all that it takes no more memory than a small machine has for it', async () => {
    const memory = Object.values(await memoryOf(stack.pid));
    expect(memory).toHaveLength(1);
    for (const mebibytes of memory) expect(mebibytes).toBeLessThan(STANDALONE_MIB);
  });
});

/**
 * Reads the conversation from its end to its beginning as a person would, never skipping a line, and
 * gives every body as often as it stands there.
 */
async function everyBodySeenIn(person: Person): Promise<string[]> {
  const timesByNumber = new Map<number, number>();
  const seen = new Set<string>();
  let wanted = MANY;
  await person.page.getByRole('log', { name: 'Messages' }).hover();
  await eventually(
    'Number 1 comes into sight',
    async () => {
      // In one look: the list recycles its rows while it scrolls.
      const rows = await person
        .messages()
        .evaluateAll((articles) =>
          articles.map((article) => [article.dataset['id'], article.textContent] as const),
        );
      const visible = new Set<number>();
      for (const [id, text] of rows) {
        const number = Number(/Number (\d+)\./.exec(text)?.[1]);
        if (id === undefined || Number.isNaN(number)) continue;
        visible.add(number);
        if (!seen.has(id)) timesByNumber.set(number, (timesByNumber.get(number) ?? 0) + 1);
        seen.add(id);
      }
      while (visible.has(wanted)) wanted -= 1;
      const overshot = visible.size > 0 && Math.max(...visible) < wanted;
      await person.page.mouse.wheel(0, overshot ? 200 : -400);
      return wanted === 0 ? true : undefined;
    },
    60_000,
  );
  return [...timesByNumber.entries()]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([number, times]) => Array.from({ length: times }, () => `Number ${number}.`));
}
