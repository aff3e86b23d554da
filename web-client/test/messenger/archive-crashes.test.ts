import { afterEach, describe, expect, it } from 'vitest';

import { archived, isSaved, keepsAnArchive } from './world/archiving.ts';
import { eventually } from './world/eventually.ts';
import { armed, cutStore } from './world/failing-store.ts';
import { hasWritten, longBody } from './world/filled.ts';
import { recovers, setsAPhrase } from './world/recovering.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

/** Three chunks. */
const MANY = 9;

const hasAllOnce = async (who: Someone, written: readonly string[]) => {
  await isSaved(who);
  expect((await archived(who)).toSorted()).toEqual(written.toSorted());
};

describe('An archive when something breaks in between', () => {
  let world: World;
  afterEach(() => world.end());

  async function begins(count = MANY): Promise<{ alice: Someone; written: readonly string[] }> {
    world = await World.begin();
    const [alice] = await world.friends('alice', 'bob');
    return { alice, written: await hasWritten(alice, alice.conversation.roomId, count, longBody) };
  }

  it(
    '[A-5] has every message once wherever the power goes while it is written',
    { timeout: 120_000 },
    async () => {
      const { alice, written } = await begins();
      await setsAPhrase(alice, PASSWORD);
      const before = alice.copyOfTheDisk();
      for (let at = 1; ; at++) {
        for (const after of [false, true]) {
          await alice.closesTheBrowser();
          world.social.archives.shelves.clear();
          alice.disk = before;
          alice.disk = alice.copyOfTheDisk();
          let isCut = false;
          let isOn = false;
          alice.wrapStore = (store) =>
            armed(store, { at, after, happened: () => (isCut = true) }, () => isOn);
          await alice.unlocks();
          isOn = true;
          await alice.tries('switchArchiveOn', {});
          await eventually('it is cut, or done', async () => {
            const { state, saved, of } = alice.snapshot?.archive ?? { state: 'off', saved: 0, of: 1 };
            return isCut || (state === 'saved' && saved === of) || undefined;
          });
          await alice.crashes();
          alice.wrapStore = (store) => store;
          await alice.unlocks();
          if (alice.snapshot?.archive.state === 'off') await alice.does('switchArchiveOn', {});
          await hasAllOnce(alice, written);
          if (!isCut) return expect(at).toBeGreaterThan(3);
        }
      }
    },
  );

  for (const side of ['before', 'after'] as const) {
    it.each(['archive', 'putArchiveChunk'])(
      `[A-5] has every message once when the network goes ${side} %s`,
      { timeout: 60_000 },
      async (call) => {
        const { alice, written } = await begins();
        await setsAPhrase(alice, PASSWORD);
        let calls = 0;
        alice.fault = (name) => (name === call && calls++ % 2 === 0 ? side : null);
        await alice.crashes();
        await alice.unlocks();
        await alice.does('switchArchiveOn', {});
        await hasAllOnce(alice, written);
        expect(calls).toBeGreaterThan(0);
      },
    );
  }

  it('[A-7] comes back whole wherever the power goes', { timeout: 120_000 }, async () => {
    const { alice, written } = await begins();
    const phrase = await keepsAnArchive(alice);
    await alice.closesTheBrowser();
    const laptop = world.someone('alice');
    let isOpen = false;
    laptop.fault = (call) => (call === 'archive' && !isOpen ? 'before' : null);
    expect(await recovers(laptop, phrase)).toBe('ok');
    await laptop.sees('that it waits', ({ archive }) => archive.state === 'off');
    await laptop.crashes();
    isOpen = true;
    for (let at = 1, isCut = true; isCut; at += 2) {
      isCut = false;
      laptop.wrapStore = (store) =>
        cutStore(store, { at, after: at % 4 === 1, happened: () => (isCut = true) });
      await laptop.tries('unlock', { password: PASSWORD });
      await eventually('it is cut, or all is here', async () => {
        const row = laptop.snapshot?.conversations[0];
        const isHere = row && row.messageCount > written.length && laptop.snapshot?.history === null;
        return isCut || isHere || undefined;
      });
      await laptop.crashes();
    }
    laptop.wrapStore = (store) => store;
    await laptop.unlocks();
    await laptop.hasRead(written);
    expect(await laptop.bodies()).toEqual(written);
    await hasAllOnce(laptop, written);
  });

  it.each(['archive', 'archiveChunks'])('[A-7] comes back when %s gets no answer at first', async (call) => {
    const { alice, written } = await begins();
    const phrase = await keepsAnArchive(alice);
    await alice.closesTheBrowser();
    const laptop = world.someone('alice');
    world.social.archives.page = 1;
    let calls = 0;
    laptop.fault = (name) => (name === call && calls++ % 2 === 0 ? 'after' : null);
    expect(await recovers(laptop, phrase)).toBe('ok');
    await laptop.hasRead(written);
    expect(await laptop.bodies()).toEqual(written);
    await hasAllOnce(laptop, written);
  });
});
