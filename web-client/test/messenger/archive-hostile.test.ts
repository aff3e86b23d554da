import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { archived, isSaved, keepsAnArchive } from './world/archiving.ts';
import { eventually } from './world/eventually.ts';
import { hasWritten, longBody } from './world/filled.ts';
import { recovers } from './world/recovering.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

/** Five chunks. */
const MANY = 15;

describe('A service that lies about an archive', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  let phrase: string;
  let written: readonly string[];
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
    written = await hasWritten(alice, alice.conversation.roomId, MANY, longBody);
    phrase = await keepsAnArchive(alice);
  });
  afterEach(() => world.end());

  const chunks = () => world.social.archives.of(alice.accountId);

  /** Her next browser, with what the service gives it: what came before the lie is there, newest messages first. */
  async function recovered(atLeast = 0): Promise<readonly string[]> {
    await alice.closesTheBrowser();
    const laptop = world.someone('alice');
    expect(await recovers(laptop, phrase)).toBe('ok');
    await laptop.sees('that it does not hold', ({ archive }) => archive.state === 'changed');
    await laptop.sees('that nothing more comes', ({ history }) => history === null);
    await eventually('what there is', async () => (await laptop.bodies()).length >= atLeast || undefined);
    const size = chunks().length;
    await laptop.writes('still here');
    await bob.hasRead(['still here']);
    expect(chunks()).toHaveLength(size);
    const bodies = await laptop.bodies();
    expect(bodies.at(-1)).toBe('still here');
    await laptop.does('deleteArchive', {});
    await laptop.sees('that it is deleted', ({ archive }) => archive.state === 'off');
    expect(chunks()).toHaveLength(0);
    return bodies.slice(0, -1);
  }

  const isAnEndOf = (bodies: readonly string[]) => {
    expect(bodies.length).toBeGreaterThan(2);
    expect(bodies.length).toBeLessThan(MANY);
    expect(bodies).toEqual(written.slice(-bodies.length));
  };

  it('[A-7] is found out where it swaps two chunks', async () => {
    const [a, b, c, ...rest] = chunks();
    if (!a || !b || !c) throw new Error('too few chunks');
    world.social.archives.swaps = (_given, from) => [a, c, b, ...rest].slice(from);
    isAnEndOf(await recovered());
  });

  it('[A-7] is found out where it leaves one out', async () => {
    const [a, b, , ...rest] = chunks();
    if (!a || !b) throw new Error('too few chunks');
    world.social.archives.swaps = (_given, from) => [a, b, ...rest].slice(from);
    isAnEndOf(await recovered());
  });

  it('[A-7] is found out where it gives fewer than it names', async () => {
    const [a, b] = chunks();
    if (!a || !b) throw new Error('too few chunks');
    world.social.archives.swaps = (_given, from) => [a, b].slice(from);
    isAnEndOf(await recovered());
  });

  it('[A-7] is found out where it names another head, or one of an earlier chunk', async () => {
    world.social.archives.says = (standing) => ({ ...standing, head: new Uint8Array(32) });
    expect(await recovered(MANY)).toEqual(written);
  });

  it('[A-2] is found out where it gives what another account, or an archive before, had there', async () => {
    const before = [...chunks()];
    await alice.does('deleteArchive', {});
    await alice.sees('that it is deleted', ({ archive }) => archive.state === 'off');
    await alice.does('switchArchiveOn', {});
    await isSaved(alice);
    const [a] = chunks();
    if (!a) throw new Error('no chunk');
    world.social.archives.swaps = (_given, from) => [a, ...before.slice(1)].slice(from);
    isAnEndOf(await recovered());
  });

  it('[A-4] begins nothing, and ends nothing but what is there', async () => {
    await alice.does('deleteArchive', {});
    await alice.sees('that it is deleted', ({ archive }) => archive.state === 'off');
    const first = world.social.archives.shelves.get(alice.accountId);
    const told = {
      archiveId: '00000000-0000-4000-8000-000000000001',
      chunks: 1,
      size: 9,
      head: new Uint8Array(32),
    };
    world.social.archives.says = () => told;
    world.social.archives.swaps = () => [new Uint8Array(100).fill(1)];
    if (!first) throw new Error('no archive');
    first.chunks = [new Uint8Array(100).fill(1)];
    first.archiveId = told.archiveId;
    await alice.crashes();
    await alice.unlocks();
    await alice.sees('that it is none of hers', ({ archive }) => archive.state === 'changed');
    await alice.writes('not into that one');
    await bob.hasRead(['not into that one']);
    expect(chunks()).toHaveLength(1);
  });

  it('[A-7] is found out by a device that remembers more, which puts nothing upon it', async () => {
    const shelf = world.social.archives.shelves.get(alice.accountId);
    if (!shelf) throw new Error('no archive');
    shelf.chunks = shelf.chunks.slice(0, 2);
    await alice.crashes();
    await alice.unlocks();
    await alice.sees('that it does not hold', ({ archive }) => archive.state === 'changed');
    expect(chunks()).toHaveLength(2);
    await alice.does('deleteArchive', {});
    await alice.does('switchArchiveOn', {});
    await isSaved(alice);
    expect(await archived(alice)).toHaveLength(MANY);
  });

  it('[A-4] does not bring back what was deleted', async () => {
    const shelf = world.social.archives.shelves.get(alice.accountId);
    if (!shelf) throw new Error('no archive');
    const copy = { ...shelf, chunks: [...shelf.chunks] };
    await alice.does('deleteArchive', {});
    await alice.sees('that it is deleted', ({ archive }) => archive.state === 'off');
    world.social.archives.shelves.set(alice.accountId, copy);
    await alice.crashes();
    await alice.unlocks();
    await alice.writes('not into the old one');
    await bob.hasRead(['not into the old one']);
    await eventually('it is deleted once more', async () => copy.chunks.length === 0 || undefined);
    await alice.sees('that it is off', ({ archive }) => archive.state === 'off');
  });

  it('is believed by a browser without memory that there is none, or an older end: as the page says', async () => {
    const shelf = world.social.archives.shelves.get(alice.accountId);
    if (!shelf) throw new Error('no archive');
    await alice.closesTheBrowser();
    world.social.archives.shelves.delete(alice.accountId);
    const laptop = world.someone('alice');
    expect(await recovers(laptop, phrase)).toBe('ok');
    await laptop.sees(
      'no archive',
      ({ archive, connection }) => connection.state === 'online' && archive.state === 'off',
    );
    expect(await laptop.tries('unlock', { password: PASSWORD })).toBe('ok');
  });
});
