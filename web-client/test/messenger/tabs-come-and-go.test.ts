import { isDeepStrictEqual } from 'node:util';

import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { eventually } from './world/eventually.ts';
import { Profile } from './world/profile.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { TabOf } from './world/tab-of.ts';
import { World } from './world/world.ts';

type Step =
  | { readonly does: 'open' }
  | { readonly does: 'close' | 'kill' | 'freeze' | 'thaw'; readonly which: number }
  | { readonly does: 'write'; readonly which: number; readonly count: number }
  | { readonly does: 'pause'; readonly ms: number };

const which = fc.nat(3);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ does: fc.constant('open' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constantFrom('close' as const, 'kill' as const), which }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constantFrom('freeze' as const, 'thaw' as const), which }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('write' as const),
      which,
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('pause' as const),
      ms: fc.oneof(fc.nat(30), fc.integer({ min: 100, max: 180 })),
    }),
  },
);

/** A browser whose tabs come and go, and what its user was told about each message. */
class Browser {
  readonly #world: World;
  readonly #owner: Someone;
  readonly #roomId: string;
  readonly #profile = new Profile();
  readonly #told: { readonly body: string; readonly by: TabOf; answer: string | null }[] = [];
  tabs: TabOf[] = [];

  constructor(world: World, owner: Someone, roomId: string) {
    this.#world = world;
    this.#owner = owner;
    this.#roomId = roomId;
  }

  async does(step: Step): Promise<void> {
    if (step.does === 'pause') return void (await new Promise((resolve) => setTimeout(resolve, step.ms)));
    if (step.does === 'open') return this.opens();
    const tab = this.tabs[step.which % Math.max(1, this.tabs.length)];
    if (!tab) return;
    switch (step.does) {
      case 'write':
        for (let each = 0; each < step.count; each++) this.#writes(tab);
        return;
      case 'freeze':
        return tab.tab.freezes();
      case 'thaw':
        return tab.tab.thaws();
      case 'kill':
        this.tabs = this.tabs.filter((other) => other !== tab);
        return tab.dies();
      case 'close':
        this.tabs = this.tabs.filter((other) => other !== tab);
        tab.tab.thaws();
        return tab.closesTheBrowser();
    }
  }

  async opens(): Promise<void> {
    if (this.tabs.length >= 4) return;
    const tab = new TabOf(this.#world, this.#owner, this.#profile);
    this.tabs.push(tab);
    tab.opensTheBrowser();
    // Only the first one after all were gone asks for the password.
    if (this.tabs.length > 1) return;
    await tab.sees('the lock', ({ phase }) => phase.at === 'locked');
    await tab.does('unlock', { password: PASSWORD });
  }

  #writes(tab: TabOf): void {
    const told = { body: `message ${this.#told.length}`, by: tab, answer: null as string | null };
    this.#told.push(told);
    const ask = async () => {
      told.answer = await tab.tries('sendText', { roomId: this.#roomId, body: told.body });
    };
    void ask();
  }

  /** Everybody who is left hears the answer to everything. */
  async settles(): Promise<void> {
    for (const tab of this.tabs) tab.tab.thaws();
    if (this.tabs.length === 0) await this.opens();
    await eventually(
      'every answer has come',
      async () =>
        this.#told.every(({ by, answer }) => answer !== null || !this.tabs.includes(by)) || undefined,
    );
    const [tab] = this.tabs;
    // Who had the keys may be gone before another tab was told them.
    const seen = await tab?.sees('a screen', ({ phase }) => phase.at === 'locked' || phase.at === 'ready');
    if (seen?.phase.at === 'locked') await tab?.does('unlock', { password: PASSWORD });
    await tab?.sees('the conversation', ({ conversations }) => conversations.length === 1);
  }

  /** What a tab that is gone gave away last may be stored after all answers have come. */
  async agreesWith(friend: Someone): Promise<readonly string[]> {
    return eventually('both have the same messages', async () => {
      const stored = (await this.tabs[0]?.bodies()) ?? [];
      return isDeepStrictEqual(stored, await friend.bodies()) ? stored : undefined;
    });
  }

  /** Messages of tabs that are gone may have been stored or not. */
  certain(answer: 'ok' | 'not'): readonly string[] {
    return this.#told
      .filter(({ by }) => answer === 'ok' || this.tabs.includes(by))
      .filter((told) => (told.answer === 'ok') === (answer === 'ok'))
      .map(({ body }) => body);
  }
}

it('keeps every message that it said is kept, once, whichever tabs come and go', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 8, maxLength: 24 }), async (steps) => {
      const world = await World.begin();
      const [alice, bob] = await world.friends('alice', 'bob');
      const { roomId } = alice.conversation;
      await alice.crashes();
      const browser = new Browser(world, alice, roomId);
      await browser.opens();
      for (const each of steps) await browser.does(each);
      await browser.settles();
      const stored = await browser.agreesWith(bob);
      expect(new Set(stored).size).toBe(stored.length);
      for (const body of browser.certain('ok')) expect(stored).toContain(body);
      for (const body of browser.certain('not')) expect(stored).not.toContain(body);
      await world.end();
    }),
    { numRuns: Number(process.env['TACET_RUNS'] ?? 12), endOnFailure: true },
  );
}, 180_000);
