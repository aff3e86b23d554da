import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hex, utf8 } from '../../src/bytes/index.ts';
import { readRecoveryPhrase } from '../../src/protocol/recovery/index.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { comesBack, namesOf, recovers, setsAPhrase } from './world/recovering.ts';
import { isStocked } from './world/stocked.ts';
import { World } from './world/world.ts';

const inHex = (_: string, value: unknown): unknown => (value instanceof Uint8Array ? hex(value) : value);

describe('a recovery phrase', () => {
  let world: World;
  let alice: Someone;
  beforeEach(async () => {
    world = await World.begin();
    alice = world.someone('alice');
    await alice.signsUp();
  });
  afterEach(() => world.end());

  const kept = () => world.auth.recoveries.get(alice.accountId);

  it('[RP-1] needs no second typing of the password right after the sign-up, and counts once two words were named', async () => {
    await alice.sees('that she has none', ({ recovery }) => recovery === 'missing');
    const { words, ask } = await alice.does('createRecoveryPhrase', { password: null });
    expect(words).toHaveLength(12);
    expect(ask).toHaveLength(2);
    expect(new Set(ask).size).toBe(2);
    const right = ask.map((index) => [index, words[index] ?? ''] as const);
    const [first = 0] = ask;
    for (const wrong of [
      [],
      right.slice(1),
      [[first, 'zoo'] as const, ...right.slice(1)],
      [[first, ''] as const, ...right.slice(1)],
      right.map(([index]) => [index + 1, words[index] ?? ''] as const),
    ]) {
      expect(await alice.tries('confirmRecoveryPhrase', { words: wrong })).toBe('phrase-invalid');
    }
    expect(kept()).toBeUndefined();
    const typed = right.map(([index, word]) => [index, ` ${word.toUpperCase()} `] as const);
    expect(await alice.tries('confirmRecoveryPhrase', { words: typed })).toBe('ok');
    expect(kept()?.record).toHaveLength(105);
    await alice.sees('that it is set', ({ recovery }) => recovery === 'set');
    expect(await alice.does('recoveryState', {})).toEqual({ exists: true, sinceMs: 3 });
  });

  it('[RP-1] asks for any two of the words', async () => {
    const asked = new Set<number>();
    for (let tries = 0; tries < 200 && asked.size < 12; tries += 1) {
      const { ask } = await alice.does('createRecoveryPhrase', { password: null });
      for (const index of ask) asked.add(index);
    }
    expect([...asked].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index));
  });

  it('[RP-6] wants the password when the sign-up is over, and only then makes one', async () => {
    await alice.crashes();
    alice.opensTheBrowser();
    await alice.unlocks();
    expect(await alice.tries('createRecoveryPhrase', { password: null })).toBe('wrong-password');
    expect(await alice.tries('createRecoveryPhrase', { password: 'wrong horse battery' })).toBe(
      'wrong-password',
    );
    await setsAPhrase(alice, PASSWORD);
    expect(kept()).toBeDefined();
  });

  it('[RP-6] wants the password a quarter of an hour after the sign-up', async () => {
    world.nowMs += 900_000;
    expect(await alice.tries('createRecoveryPhrase', { password: null })).toBe('wrong-password');
  });

  it('[RP-1] leaves what was there when it is put off, or the browser crashes before the words were named', async () => {
    const first = await setsAPhrase(alice);
    const before = kept();
    const { words, ask } = await alice.does('createRecoveryPhrase', { password: PASSWORD });
    const named = ask.map((index) => [index, words[index] ?? ''] as const);
    await alice.does('putOffRecoveryPhrase', {});
    expect(await alice.tries('confirmRecoveryPhrase', { words: named })).toBe('phrase-invalid');
    await alice.does('createRecoveryPhrase', { password: PASSWORD });
    await alice.crashes();
    expect(kept()).toEqual(before);
    const laptop = world.someone('alice');
    expect(await recovers(laptop, first)).toBe('ok');
  });

  it('[RP-6] is told to the service again with the same bytes when an answer was lost', async () => {
    const { words, ask } = await alice.does('createRecoveryPhrase', { password: PASSWORD });
    const named = { words: ask.map((index) => [index, words[index] ?? ''] as const) };
    alice.fault = (call) => (call === 'putRecovery' ? 'after' : null);
    expect(await alice.tries('confirmRecoveryPhrase', named)).toBe('phrase-unanswered');
    await alice.sees('that nobody knows', ({ recovery }) => recovery === 'unknown');
    const told = kept();
    expect(told).toBeDefined();
    alice.fault = () => null;
    expect(await alice.tries('confirmRecoveryPhrase', named)).toBe('ok');
    expect(kept()).toEqual(told);
  });

  it.each(['before', 'after'] as const)(
    '[RP-6] is asked for at the service, when nobody answered %s it was told and the user goes away',
    async (fault) => {
      await alice.sees('that she has none', ({ recovery }) => recovery === 'missing');
      const { words, ask } = await alice.does('createRecoveryPhrase', { password: PASSWORD });
      const named = { words: ask.map((index) => [index, words[index] ?? ''] as const) };
      alice.fault = (call) => (call === 'putRecovery' ? fault : call === 'recovery' ? 'before' : null);
      expect(await alice.tries('confirmRecoveryPhrase', named)).toBe('phrase-unanswered');
      await alice.does('putOffRecoveryPhrase', {});
      await alice.sees('that nobody knows', ({ recovery }) => recovery === 'unknown');
      alice.fault = () => null;
      world.relay.drop();
      const is = fault === 'after' ? 'set' : 'missing';
      await alice.sees('what the service says', ({ recovery }) => recovery === is);
    },
  );

  it('[RP-1] is nowhere on the disk and in nothing the services got', async () => {
    const asked: unknown[] = [];
    const honest = world.auth.client.bind(world.auth);
    world.auth.client = () => {
      const client = honest();
      return {
        ...client,
        putRecovery: async (token, upload) => {
          asked.push(upload);
          return client.putRecovery(token, upload);
        },
      };
    };
    const carol = world.someone('carol');
    await carol.signsUp();
    const phrase = await setsAPhrase(carol);
    const disk = [...carol.disk.shelves.values()].map((shelf) => [...shelf]);
    const everything = JSON.stringify([disk, asked], inHex);
    const [first = '', second = ''] = phrase.split(' ');
    expect(asked).toHaveLength(1);
    expect(everything).not.toContain(hex(readRecoveryPhrase(phrase).expose()));
    for (const text of [phrase, `${first} ${second}`]) {
      expect(everything).not.toContain(text);
      expect(everything).not.toContain(hex(utf8(text)));
    }
  });
});

describe('somebody who lost every browser', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  let phrase: string;
  let laptop: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
    await alice.writes('before');
    await bob.hasRead(['before']);
    phrase = await setsAPhrase(alice);
    await alice.closesTheBrowser();
    laptop = world.someone('alice');
  });
  afterEach(() => world.end());

  it('[RP-8] comes back as who she was: no contact is told, and both write', async () => {
    const before = await bob.does('securityDetails', { accountId: alice.accountId });
    expect(await laptop.tries('signIn', { username: 'alice', password: PASSWORD })).toBe('vault-elsewhere');
    expect(await recovers(laptop, ` ${phrase.toUpperCase().replaceAll(' ', '\n')} `)).toBe('ok');
    await comesBack(laptop);
    expect(await laptop.bodies()).toEqual([]);
    await laptop.writes('it is me');
    await bob.hasRead(['before', 'it is me']);
    await bob.writes('welcome back');
    await laptop.hasRead(['it is me', 'welcome back']);
    expect(await bob.notices()).toEqual(['conversation-started']);
    const after = await bob.does('securityDetails', { accountId: alice.accountId });
    expect(after.safetyNumber).toBe(before.safetyNumber);
    await laptop.sees('that her phrase is set', ({ recovery }) => recovery === 'set');
  });

  it('[RP-8] is the only device of her list, and the other logins have ended', async () => {
    // Or he takes a prekey of hers as soon as there is one.
    await bob.closesTheBrowser();
    const old = namesOf(world, alice.accountId);
    expect(await recovers(laptop, phrase)).toBe('ok');
    const now = namesOf(world, alice.accountId);
    expect(now).toHaveLength(1);
    expect(now).not.toEqual(old);
    const logins = [...world.auth.logins.values()].filter(
      ({ accountId, ended }) => accountId === alice.accountId && !ended,
    );
    expect(logins.map(({ deviceId }) => deviceId)).toEqual(now);
    await isStocked(world, now[0] ?? '');
  });

  it('[RP-6] can use the phrase again and again, and no longer when another one was set', async () => {
    expect(await recovers(laptop, phrase)).toBe('ok');
    const next = await setsAPhrase(laptop, PASSWORD);
    await laptop.closesTheBrowser();
    const third = world.someone('alice');
    expect(await recovers(third, phrase)).toBe('phrase-wrong');
    expect(await recovers(third, next)).toBe('ok');
    await comesBack(third);
  });

  it('[RP-2] [RP-5] is told what was wrong, and no login stays behind', async () => {
    const open = () =>
      [...world.auth.logins.values()].filter(
        ({ accountId, ended }) => accountId === alice.accountId && !ended,
      ).length;
    const before = open();
    const wrong = phrase.split(' ').toReversed().join(' ');
    const words = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
    for (const text of ['', 'twelve small dogs', phrase.replace(/^\S+/, ''), `${phrase} zoo`]) {
      expect(await recovers(laptop, text)).toBe('phrase-invalid');
    }
    expect(['phrase-invalid', 'phrase-wrong']).toContain(await recovers(laptop, wrong));
    expect(await recovers(laptop, words)).toBe('phrase-wrong');
    expect(await recovers(laptop, phrase, 'wrong horse battery')).toBe('wrong-credentials');
    world.auth.recoveries.delete(alice.accountId);
    expect(await recovers(laptop, phrase)).toBe('no-recovery-phrase');
    expect(open()).toBe(before);
    expect(laptop.disk.shelves.get('vaults')?.size ?? 0).toBe(0);
  });

  it('[RP-9] finds no phrase where she started over meanwhile', async () => {
    const phone = world.someone('alice');
    expect(await phone.tries('startOver', { username: 'alice', password: PASSWORD })).toBe('ok');
    await phone.sees('that the phrase is gone', ({ recovery }) => recovery === 'missing');
    expect(await recovers(laptop, phrase)).toBe('no-recovery-phrase');
  });

  it('[RP-9] loses her phrase with the identity it was of, when a device was lost or stolen', async () => {
    expect(await recovers(laptop, phrase)).toBe('ok');
    await laptop.sees('that it is set', ({ recovery }) => recovery === 'set');
    laptop.fault = (call) => (call === 'deleteRecovery' ? 'before' : null);
    expect(await laptop.tries('lostOrStolen', { password: PASSWORD })).toBe('network');
    expect(world.social.lists.get(alice.accountId)).toHaveLength(2);
    laptop.fault = () => null;
    await laptop.does('lostOrStolen', { password: PASSWORD });
    expect(world.auth.recoveries.has(alice.accountId)).toBe(false);
    await laptop.sees('that it is gone', ({ recovery }) => recovery === 'missing');
  });

  it('[RP-9] makes no phrase while her identity is about to be replaced', async () => {
    expect(await recovers(laptop, phrase)).toBe('ok');
    const { ask, words } = await laptop.does('createRecoveryPhrase', { password: PASSWORD });
    laptop.fault = (call) => (call === 'putDeviceList' ? 'before' : null);
    expect(await laptop.tries('lostOrStolen', { password: PASSWORD })).toBe('network');
    expect(await laptop.tries('createRecoveryPhrase', { password: PASSWORD })).toBe('busy');
    const named = ask.map((index) => [index, words[index] ?? ''] as const);
    expect(await laptop.tries('confirmRecoveryPhrase', { words: named })).not.toBe('ok');
    expect(world.auth.recoveries.has(alice.accountId)).toBe(false);
  });

  it('[RP-7] is told that the phrase is outdated, where its record outlived its identity', async () => {
    const record = world.auth.recoveries.get(alice.accountId);
    const phone = world.someone('alice');
    expect(await phone.tries('startOver', { username: 'alice', password: PASSWORD })).toBe('ok');
    if (record) world.auth.recoveries.set(alice.accountId, record);
    const lists = world.social.lists.get(alice.accountId)?.length;
    expect(await recovers(laptop, phrase)).toBe('phrase-outdated');
    expect(world.social.lists.get(alice.accountId)).toHaveLength(lists ?? 0);
  });
});
