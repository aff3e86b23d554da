import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Containers } from '../src/containers.ts';
import { freePort } from '../src/free-port.ts';
import { HeadlessPerson } from '../src/headless.ts';

describe('docker compose up with PostgreSQL', () => {
  let tacet: Containers;
  let alice: HeadlessPerson;
  let bob: HeadlessPerson;

  beforeAll(async () => {
    tacet = new Containers(await freePort(), 'postgres');
    await tacet.build();
    await tacet.up();
  });

  afterAll(async () => {
    await alice?.leaves();
    await bob?.leaves();
    await tacet?.dispose();
  });

  test('accounts and friends are in it, and are there after down and up', async () => {
    [alice, bob] = await Promise.all([
      HeadlessPerson.arrives(tacet, 'Alice'),
      HeadlessPerson.arrives(tacet, 'Bob'),
    ]);
    await Promise.all([alice.signsUp(), bob.signsUp()]);
    const room = await alice.befriends(bob);
    await alice.writes(room, 'Kept elsewhere');
    await bob.untilReads(room, 'has the first', (messages) => messages.length === 1, 60_000);

    expect(await tacet.runsIn('auth', 'ls', '/data')).toBe('');
    expect(await tacet.runsIn('social', 'ls', '/data')).toBe('');
    expect(await tacet.inspects('postgres', '{{.Config.User}}')).toBe('999:999');

    await tacet.down();
    // Somebody forgot the profile: SQLite would be empty, and everybody gone.
    await expect(new Containers(tacet.port).up()).rejects.toThrow();
    await tacet.up();
    await alice.writes(room, 'Still kept');
    const all = await bob.untilReads(room, 'has both', (messages) => messages.length === 2, 180_000);
    expect(all.map(({ body }) => body)).toEqual(['Kept elsewhere', 'Still kept']);
  });
});
