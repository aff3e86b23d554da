import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  accountId,
  buildDeviceList,
  createAccountIdentity,
  createDevice,
  deviceId,
  fromUuid,
  headOf,
  signDeviceList,
  signPlace,
  type VerifiedDeviceList,
} from '../../src/protocol/index.ts';
import { ApiError } from '../../src/messenger/ports/api.ts';
import { freshUuid } from '../../src/messenger/kernel/ids.ts';
import { eventually } from './world/eventually.ts';
import type { Someone } from './world/someone.ts';
import { comesBack, listsOf, recovers, setsAPhrase } from './world/recovering.ts';
import { World } from './world/world.ts';

describe('a server that lies to somebody who recovers', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  let phrase: string;
  let laptop: Someone;
  let account: string;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
    await alice.writes('hello');
    await bob.hasRead(['hello']);
    await bob.writes('hello alice');
    await alice.hasRead(['hello', 'hello alice']);
    phrase = await setsAPhrase(alice);
    account = alice.accountId;
    await alice.closesTheBrowser();
    laptop = world.someone('alice');
  });
  afterEach(() => world.end());

  /** Nothing was stored here, nothing was told to a service. */
  async function isRefused(code: string): Promise<void> {
    const before = world.social.lists.get(account);
    expect(await recovers(laptop, phrase)).toBe(code);
    expect(world.social.lists.get(account)).toEqual(before);
    expect(laptop.disk.shelves.get('vaults')?.size ?? 0).toBe(0);
    expect(laptop.disk.shelves.get('account')?.size ?? 0).toBe(0);
  }

  /** A list of the server's own, for its own device. */
  async function forged(previous: VerifiedDeviceList | null): Promise<Uint8Array> {
    const { crypto, nowMs } = world;
    const { identity } = await createAccountIdentity(crypto);
    const { device } = await createDevice(crypto, {
      accountId: accountId(fromUuid(account)),
      deviceId: deviceId(fromUuid(freshUuid(crypto))),
      accountIdentityKey: identity.publicKey,
    });
    const place = await signPlace(crypto, device, nowMs);
    const list = buildDeviceList({
      accountId: accountId(fromUuid(account)),
      identityKey: identity.publicKey,
      previous: previous && headOf(previous),
      devices: [place],
      nowMs,
      identityReset: previous !== null,
    });
    return signDeviceList(crypto, identity, list, [place]);
  }

  it('[RP-4] [RP-7] gives another record: nothing is believed of it', async () => {
    const kept = world.auth.recoveries.get(account);
    if (!kept) throw new Error('alice has set a phrase');
    await setsAPhrase(bob);
    const records = [
      world.auth.recoveries.get(bob.accountId)?.record ?? new Uint8Array(),
      new Uint8Array(),
      new Uint8Array(105),
      new Uint8Array(5_000),
      kept.record.with(0, 2),
      kept.record.with(50, (kept.record[50] ?? 0) ^ 1),
    ];
    for (const record of records) {
      world.auth.recoveries.set(account, { ...kept, record });
      await isRefused('recovery-not-genuine');
    }
    world.auth.recoveries.set(account, kept);
    expect(await recovers(laptop, phrase)).toBe('ok');
  });

  it('[RP-5] gives the record to a wrong phrase: it does not open', async () => {
    const kept = world.auth.recoveries.get(account);
    const open = world.auth.client.bind(world.auth);
    world.auth.client = () => ({ ...open(), openRecovery: async () => kept?.record ?? new Uint8Array() });
    const phone = world.someone('alice');
    const words = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
    expect(await recovers(phone, words)).toBe('recovery-not-genuine');
    expect(await recovers(phone, phrase)).toBe('ok');
  });

  it('[RP-7] shows no lists, or fewer than it says there are: nothing is believed', async () => {
    const kept = world.social.client.bind(world.social);
    let version: number | null = 0;
    const deviceLists = async () => {
      if (version === null) throw new ApiError('not-found', 404);
      return { lists: [], version };
    };
    world.social.client = () => ({ ...kept(), deviceLists });
    laptop = world.someone('alice');
    await isRefused('recovery-not-genuine');
    version = 3;
    await isRefused('recovery-not-genuine');
    version = null;
    await isRefused('recovery-not-genuine');
  });

  it('[RP-7] shows a chain of its own: nothing is believed, though every signature in it holds', async () => {
    const genuine = world.social.lists.get(account) ?? [];
    world.social.lists.set(account, [await forged(null)]);
    await isRefused('recovery-not-genuine');
    world.social.lists.set(account, genuine);
    expect(await recovers(laptop, phrase)).toBe('ok');
  });

  it('[RP-7] replaces the identity by one of its own: the phrase is outdated, and contacts are told', async () => {
    const [first = null] = await listsOf(world, account);
    const genuine = world.social.lists.get(account) ?? [];
    world.social.lists.set(account, [...genuine, await forged(first)]);
    await isRefused('phrase-outdated');
    await bob.writes('are you there?');
    await eventually('bob is told', async () =>
      (await bob.notices()).includes('identity-changed') ? true : undefined,
    );
  });

  it('[RP-7] shows lists from before the phrase was made: nothing is believed', async () => {
    const old = world.social.lists.get(account) ?? [];
    expect(await recovers(laptop, phrase)).toBe('ok');
    phrase = await setsAPhrase(laptop, 'correct horse battery');
    await laptop.closesTheBrowser();
    laptop = world.someone('alice');
    world.social.lists.set(account, old);
    await isRefused('recovery-not-genuine');
  });

  it('[RP-7] hides lists made after the phrase: whoever knew them refuses the fork, with an alarm', async () => {
    const old = world.social.lists.get(account) ?? [];
    for (const name of ['laptop', 'tablet']) {
      const browser = world.someone('alice');
      expect(await recovers(browser, phrase)).toBe('ok');
      await comesBack(browser);
      await browser.writes(`from the ${name}`);
      await eventually('bob has it', async () =>
        (await bob.bodies()).includes(`from the ${name}`) ? true : undefined,
      );
      await browser.closesTheBrowser();
    }
    world.social.lists.set(account, old);
    const phone = world.someone('alice');
    expect(await recovers(phone, phrase)).toBe('ok');
    await comesBack(phone);
    await bob.writes('who is this?');
    await eventually('bob is warned', async () =>
      (await bob.notices()).includes('security-alarm') ? true : undefined,
    );
    expect((await bob.states()).at(-1)).toBe('sending');
  });

  it('[RP-6] kept an older record: the words of then bring back the same identity, and no other', async () => {
    const kept = world.auth.recoveries.get(account);
    expect(await recovers(laptop, phrase)).toBe('ok');
    await setsAPhrase(laptop, 'correct horse battery');
    await laptop.closesTheBrowser();
    if (kept) world.auth.recoveries.set(account, kept);
    const phone = world.someone('alice');
    expect(await recovers(phone, phrase)).toBe('ok');
    await comesBack(phone);
    await phone.writes('still me');
    await bob.hasRead(['hello', 'hello alice', 'still me']);
    expect(await bob.notices()).toEqual(['conversation-started']);
  });
});
