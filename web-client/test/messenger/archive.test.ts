import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { archived, isSaved, keepsAnArchive } from './world/archiving.ts';
import { eventually } from './world/eventually.ts';
import { hasWritten, longBody } from './world/filled.ts';
import { trio } from './world/gathering.ts';
import { links } from './world/linking.ts';
import { recovers, setsAPhrase } from './world/recovering.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const stateOf = (who: Someone, state: string) =>
  who.sees(`the archive ${state}`, ({ archive }) => archive.state === state);

const hash = (chunk: Uint8Array) => new Uint8Array(createHash('sha256').update(chunk).digest());

describe('The archive of history', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  it('is off, and nothing of it is at the service, until somebody with a phrase switches it on', async () => {
    const [alice] = await world.friends('alice', 'bob');
    await alice.writes('hello');
    expect(alice.snapshot?.archive.state).toBe('off');
    expect(await alice.tries('switchArchiveOn', {})).toBe('no-recovery-phrase');
    expect(world.social.archives.of(alice.accountId)).toEqual([]);
  });

  it(
    '[A-7] brings back what somebody wrote and read whose browsers are all gone',
    { timeout: 60_000 },
    async () => {
      const [alice, bob] = await world.friends('alice', 'bob');
      const written = await hasWritten(alice, alice.conversation.roomId, 40, (at) =>
        at % 5 === 0 ? longBody(at) : `message number ${at}`,
      );
      const phrase = await keepsAnArchive(alice);
      await alice.closesTheBrowser();
      const laptop = world.someone('alice');
      expect(await recovers(laptop, phrase)).toBe('ok');
      await laptop.hasRead(written);
      expect(await laptop.bodies()).toEqual(written);
      await laptop.sees('that all has come back', ({ history }) => history === null);
      await bob.writes('hello');
      await laptop.hasRead([...written, 'hello']);
      expect(await laptop.bodies()).toEqual([...written, 'hello']);
      await isSaved(laptop);
      expect((await archived(laptop)).toSorted()).toEqual([...written, 'hello'].toSorted());
    },
  );

  it('[A-3] [A-7] brings groups back with their names', { timeout: 60_000 }, async () => {
    const { alice, bob, roomId } = await trio(world);
    await alice.writes('to all', { roomId });
    await bob.hasRead(['to all'], { roomId });
    await bob.writes('heard', { roomId });
    await alice.hasRead(['to all', 'heard'], { roomId });
    const phrase = await keepsAnArchive(alice);
    await alice.closesTheBrowser();
    const laptop = world.someone('alice');
    expect(await recovers(laptop, phrase)).toBe('ok');
    await laptop.hasRead(['to all', 'heard'], { roomId });
    expect(await laptop.bodies({ roomId })).toEqual(['to all', 'heard']);
    await laptop.sees('its name', () => laptop.group.name === 'Trio');
  });

  it(
    '[A-4] holds also where another device puts a chunk between two questions',
    { timeout: 60_000 },
    async () => {
      const [laptop, bob] = await world.friends('alice', 'bob');
      await hasWritten(laptop, laptop.conversation.roomId, 9, longBody);
      await keepsAnArchive(laptop);
      const [a, b] = world.social.archives.of(laptop.accountId);
      if (!a || !b) throw new Error('too few chunks');
      let asked = 0;
      world.social.archives.says = (standing) =>
        asked++ === 0 ? { ...standing, chunks: 2, head: hash(b) } : standing;
      const phone = world.someone('alice', 'Phone');
      await links(laptop, phone);
      await isSaved(phone);
      await bob.writes('hello');
      await eventually('hello is in it', async () => (await archived(phone)).includes('hello') || undefined);
      await isSaved(phone);
      expect(asked).toBeGreaterThan(1);
      expect(await archived(phone)).toHaveLength(10);
    },
  );

  it('[A-7] brings back as many messages as are read at a time', { timeout: 60_000 }, async () => {
    const [alice] = await world.friends('alice', 'bob');
    const written = await hasWritten(alice, alice.conversation.roomId, 256, (at) => `m ${at}`);
    const phrase = await keepsAnArchive(alice);
    await alice.closesTheBrowser();
    const laptop = world.someone('alice');
    expect(await recovers(laptop, phrase)).toBe('ok');
    await laptop.hasRead(written.slice(-10));
    await laptop.sees('that all has come back', ({ history }) => history === null);
    await laptop.sees('all of it', ({ conversations }) => (conversations[0]?.messageCount ?? 0) > 256);
  });

  it('[A-5] takes what is written and read later, and what could not be sent at first', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    await keepsAnArchive(alice);
    world.relay.down = true;
    world.relay.drop();
    await alice.writes('written on the train');
    await alice.sees('that she is offline', ({ archive }) => archive.state === 'waiting');
    world.relay.down = false;
    await bob.hasRead(['written on the train']);
    await bob.writes('answered');
    await alice.hasRead(['written on the train', 'answered']);
    await eventually('both are in it', async () => {
      const all = await archived(alice);
      return all.length === 2 ? all : undefined;
    });
    await isSaved(alice);
    expect((await archived(alice)).toSorted()).toEqual(['answered', 'written on the train']);
  });

  it('[A-4] [A-5] is one for all devices, and has each message once', async () => {
    const [laptop, bob] = await world.friends('alice', 'bob');
    await laptop.writes('before');
    await keepsAnArchive(laptop);
    const phone = world.someone('alice', 'Phone');
    await links(laptop, phone);
    await phone.hasRead(['before']);
    await isSaved(phone);
    for (const [at, device] of [laptop, phone, laptop, phone].entries()) {
      await device.writes(`number ${at}`);
      await bob.writes(`answer ${at}`);
    }
    const all = ['before', ...[0, 1, 2, 3].flatMap((at) => [`number ${at}`, `answer ${at}`])];
    for (const device of [laptop, phone]) await device.hasRead(all);
    for (const device of [laptop, phone]) await isSaved(device);
    await eventually('all is in it', async () =>
      (await archived(laptop)).length >= all.length ? true : undefined,
    );
    expect((await archived(phone)).toSorted()).toEqual(all.toSorted());
  });

  it('[A-6] is deleted when it is switched off, also by another device and when nobody answers at first', async () => {
    const [laptop, bob] = await world.friends('alice', 'bob');
    await laptop.writes('before');
    await keepsAnArchive(laptop);
    const phone = world.someone('alice', 'Phone');
    await links(laptop, phone);
    await phone.hasRead(['before']);
    await isSaved(phone);
    let asked = 0;
    phone.fault = (call) => (call === 'deleteArchive' && asked++ === 0 ? 'before' : null);
    await phone.does('deleteArchive', {});
    await stateOf(phone, 'deleting');
    await stateOf(phone, 'off');
    expect(world.social.archives.of(laptop.accountId)).toEqual([]);
    await bob.writes('afterwards');
    await laptop.hasRead(['before', 'afterwards']);
    await stateOf(laptop, 'gone');
    expect(world.social.archives.of(laptop.accountId)).toEqual([]);
    await laptop.does('switchArchiveOn', {});
    await isSaved(laptop);
    expect((await archived(laptop)).toSorted()).toEqual(['afterwards', 'before']);
  });

  it('[A-6] stays off where it was switched off before the service was ever reached', async () => {
    const [alice] = await world.friends('alice', 'bob');
    await setsAPhrase(alice, PASSWORD);
    alice.fault = (call) => (call === 'putArchiveChunk' ? 'after' : null);
    await alice.does('switchArchiveOn', {});
    await stateOf(alice, 'waiting');
    expect(world.social.archives.of(alice.accountId)).toHaveLength(1);
    await alice.does('deleteArchive', {});
    alice.fault = () => null;
    await stateOf(alice, 'off');
    expect(world.social.archives.of(alice.accountId)).toEqual([]);
  });

  it('[A-8] begins anew under another identity, and not a chunk of the old one stays', async () => {
    const [alice] = await world.friends('alice', 'bob');
    await alice.writes('before');
    await keepsAnArchive(alice);
    const [old] = world.social.archives.of(alice.accountId);
    await alice.does('lostOrStolen', { password: PASSWORD });
    await eventually('another archive', async () => {
      const [first] = world.social.archives.of(alice.accountId);
      return first && first !== old ? first : undefined;
    });
    await isSaved(alice);
    expect(await archived(alice)).toEqual(['before']);
  });

  it.each(['lostOrStolen', 'deleteArchive'] as const)(
    '[A-6] [A-7] %s while messages come back: those that came have their place',
    { timeout: 60_000 },
    async (command) => {
      const [alice] = await world.friends('alice', 'bob');
      const written = await hasWritten(alice, alice.conversation.roomId, 15, longBody);
      const phrase = await keepsAnArchive(alice);
      await alice.closesTheBrowser();
      const laptop = world.someone('alice');
      world.social.archives.page = 1;
      let calls = 0;
      laptop.fault = (call) => (call === 'archiveChunks' && ++calls > 4 ? 'before' : null);
      expect(await recovers(laptop, phrase)).toBe('ok');
      await laptop.sees(
        'that they come back',
        ({ archive, history }) => archive.state === 'waiting' && history?.direction === 'restoring',
      );
      if (command === 'lostOrStolen') await laptop.does(command, { password: PASSWORD });
      else await laptop.does(command, {});
      laptop.fault = () => null;
      await laptop.hasRead(written.slice(-5));
      await laptop.sees('that nothing more comes', ({ history }) => history === null);
      const bodies = await laptop.bodies();
      expect(bodies).toEqual(written.slice(-bodies.length));
      expect(bodies.length).toBeLessThan(written.length);
    },
  );

  it('[A-8] is deleted also where this device had not heard of it', async () => {
    const [laptop] = await world.friends('alice', 'bob');
    await laptop.writes('before');
    await setsAPhrase(laptop, PASSWORD);
    const phone = world.someone('alice', 'Phone');
    await links(laptop, phone);
    await phone.hasRead(['before']);
    await phone.does('switchArchiveOn', {});
    await isSaved(phone);
    await laptop.does('lostOrStolen', { password: PASSWORD });
    await eventually(
      'it is deleted',
      async () => world.social.archives.of(laptop.accountId).length === 0 || undefined,
    );
    await laptop.sees(
      'that there is none',
      ({ archive, connection }) => connection.state === 'online' && archive.state === 'off',
    );
  });

  it('[A-6] is off where it is switched off, also if another device began it anew meanwhile', async () => {
    const [laptop] = await world.friends('alice', 'bob');
    await laptop.writes('before');
    await keepsAnArchive(laptop);
    const phone = world.someone('alice', 'Phone');
    await links(laptop, phone);
    await phone.hasRead(['before']);
    await isSaved(phone);
    await phone.does('deleteArchive', {});
    await stateOf(phone, 'off');
    await phone.does('switchArchiveOn', {});
    await isSaved(phone);
    await laptop.does('deleteArchive', {});
    await stateOf(laptop, 'off');
    expect(world.social.archives.of(laptop.accountId)).toEqual([]);
  });

  it('[A-4] [A-6] is over also for a first chunk that comes after its end', async () => {
    const [alice] = await world.friends('alice', 'bob');
    await setsAPhrase(alice, PASSWORD);
    alice.fault = (call) => (call === 'putArchiveChunk' ? 'before' : null);
    await alice.does('switchArchiveOn', {});
    await stateOf(alice, 'waiting');
    await alice.does('deleteArchive', {});
    await stateOf(alice, 'off');
    expect(world.social.archives.shelves.get(alice.accountId)?.head.subarray(0, 16)).not.toEqual(
      new Uint8Array(16),
    );
  });

  it('[A-8] is deleted by starting over', async () => {
    const [alice] = await world.friends('alice', 'bob');
    await alice.writes('before');
    await keepsAnArchive(alice);
    await alice.closesTheBrowser();
    const laptop = world.someone('alice');
    let asked = 0;
    laptop.fault = (call) => (call === 'deleteArchive' && asked++ === 0 ? 'before' : null);
    expect(await laptop.tries('startOver', { username: 'alice', password: PASSWORD })).toBe('network');
    await laptop.does('signIn', { username: 'alice', password: PASSWORD });
    expect(world.social.archives.of(laptop.accountId)).toEqual([]);
    await laptop.sees('no archive', ({ archive }) => archive.state === 'off');
  });

  it('says that it is full, keeps what it has, and begins anew when it is told to', async () => {
    const [alice] = await world.friends('alice', 'bob');
    await hasWritten(alice, alice.conversation.roomId, 9, longBody);
    await setsAPhrase(alice, PASSWORD);
    world.social.archives.room = 60_000;
    await alice.does('switchArchiveOn', {});
    const { archive } = await stateOf(alice, 'full');
    expect(archive.saved).toBeGreaterThan(2);
    expect(archive.saved).toBeLessThan(archive.of);
    expect(archive.size).toBeGreaterThan(10_000);
    world.social.archives.room = Number.POSITIVE_INFINITY;
    await alice.does('deleteArchive', {});
    await alice.does('switchArchiveOn', {});
    await isSaved(alice);
    expect(await archived(alice)).toHaveLength(9);
  });
});
