import { afterEach, describe, expect, it } from 'vitest';

import { cutStore } from './world/failing-store.ts';
import { comparing, isAt, links, PHONE } from './world/linking.ts';
import { recovers, setsAPhrase } from './world/recovering.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const NEXT = 'another horse battery';
const WAYS = ['recoverAccount', 'startOver', 'joinAccount'] as const;
type Way = (typeof WAYS)[number];

interface Scene {
  readonly laptop: Someone;
  readonly phone: Someone;
  readonly phrase: string;
}

async function enters(way: Way, { laptop, phone, phrase }: Scene, password = PASSWORD): Promise<string> {
  if (way === 'recoverAccount') return recovers(phone, phrase, password);
  if (way === 'startOver') return phone.tries('startOver', { username: 'alice', password });
  const { joined } = await comparing(laptop, phone, password);
  await laptop.does('confirmLinking', { same: true });
  await phone.does('confirmLinking', { same: true });
  return joined;
}

const headers = (phone: Someone) => [...(phone.disk.shelves.get('vaults')?.keys() ?? [])];
const vaults = (phone: Someone) => [
  ...new Set([...(phone.disk.shelves.get('account')?.keys() ?? [])].map((key) => key.split('/')[0])),
];

async function signsIn(phone: Someone, password = PASSWORD): Promise<string> {
  return phone.tries('signIn', { username: 'alice', password });
}

async function hasOld(phone: Someone): Promise<boolean> {
  await phone.sees('the conversation', ({ conversations }) => conversations.length === 1);
  return (await phone.bodies()).includes('from the phone');
}

/** [V-23] */
describe('a vault that another one of the same account is to take the place of', () => {
  let world: World;
  afterEach(() => world.end());

  /** The phone has the account, and a message in it, and is signed out. */
  async function signedOut(): Promise<Scene> {
    world = await World.begin();
    const [laptop] = await world.friends('alice', 'bob');
    const phrase = await setsAPhrase(laptop);
    const phone = world.someone('alice', PHONE);
    await links(laptop, phone);
    await phone.sees('the conversation', ({ conversations }) => conversations.length === 1);
    await phone.writes('from the phone');
    await phone.does('signOut', { erase: false });
    return { laptop, phone, phrase };
  }

  for (const way of WAYS) {
    it(`[V-23] goes when the new one stands: ${way}`, async () => {
      const scene = await signedOut();
      expect(await enters(way, scene)).toBe('ok');
      expect([headers(scene.phone).length, vaults(scene.phone).length]).toEqual([1, 1]);
    });
  }

  // Starting over is like recovering, from the moment there is a vault.
  for (const way of ['recoverAccount', 'joinAccount'] as const) {
    it(
      `[V-23] is there, or the new one is, when the power goes out at any commit: ${way}`,
      { timeout: 300_000 },
      async () => {
        const seen = new Set<string>();
        for (let at = 1; ; at++) {
          // What is on the disk before a commit is what was there after the last one.
          const scene = await signedOut();
          const { phone, laptop } = scene;
          const [before] = vaults(phone);
          await phone.closesTheBrowser();
          let cut = false;
          const happened = () => {
            cut = true;
            phone.fault = () => 'before';
          };
          phone.wrapStore = (store) => cutStore(store, { at, after: false, happened });
          phone.opensTheBrowser();
          await phone.sees('the welcome', ({ phase }) => phase.at === 'welcome');
          await enters(way, scene).catch(() => 'cut');
          await phone.crashes();
          // Nothing more is stored on the way in: the new one stands.
          if (!cut) return expect([...seen].toSorted()).toEqual(['new', 'old']);
          phone.wrapStore = (store) => store;
          phone.fault = () => null;
          expect(headers(phone)).toEqual([laptop.accountId]);
          phone.opensTheBrowser();
          const { phase } = await phone.sees('a door', (s) => s.phase.at !== 'starting');
          if (phase.at === 'locked') await phone.does('unlock', { password: PASSWORD });
          else expect(['ok', 'vault-elsewhere']).toContain(await signsIn(phone));
          // The new one was taken off the list again, or was never on it: the one before is here once more.
          if (phone.snapshot?.phase.at !== 'ready') expect(await signsIn(phone)).toBe('ok');
          await phone.sees('her home', (s) => s.phase.at === 'ready' || s.phase.at === 'removed');
          expect([headers(phone).length, vaults(phone).length]).toEqual([1, 1]);
          const [now] = vaults(phone);
          seen.add(now === before ? 'old' : 'new');
          if (now === before && phone.snapshot?.phase.at === 'ready') expect(await hasOld(phone)).toBe(true);
          // Who signed out of the old one is locked out of the new one only: it stands.
          if (phase.at === 'locked') return expect([...seen].toSorted()).toEqual(['new', 'old']);
          await world.end();
        }
      },
    );
  }

  it('[V-23] is here again where another browser was faster', async () => {
    const scene = await signedOut();
    const { phone, laptop, phrase } = scene;
    phone.fault = (call) => (call === 'putDeviceList' ? 'before' : null);
    expect(await recovers(phone, phrase)).toBe('network');
    phone.fault = () => null;
    await phone.crashes();
    // Another version of the list, which still names the phone as it was.
    await links(laptop, world.someone('alice', 'tablet'));
    phone.opensTheBrowser();
    await phone.sees('the welcome', ({ phase }) => phase.at === 'welcome');
    expect(await signsIn(phone)).toBe('vault-elsewhere');
    expect([headers(phone).length, vaults(phone).length]).toEqual([1, 1]);
    expect(await signsIn(phone)).toBe('ok');
    expect(await hasOld(phone)).toBe(true);
  });

  it('[V-23] is here again when the linking came to nothing', async () => {
    const scene = await signedOut();
    const { phone, laptop } = scene;
    const { joined } = await comparing(laptop, phone);
    phone.fault = (call) => (call === 'putPrekeys' ? 'before' : null);
    await laptop.does('confirmLinking', { same: true });
    await phone.does('confirmLinking', { same: true });
    await isAt(phone, 'finishing');
    await laptop.sees('that it waits', ({ linking }) => linking?.at === 'finishing');
    await phone.does('cancelLinking', {});
    expect(await joined).toBe('linking-ended');
    phone.fault = () => null;
    expect(await signsIn(phone)).toBe('ok');
    expect(await hasOld(phone)).toBe(true);
  });

  it('[V-16] [V-23] is here again where the password of what was begun is none any more', async () => {
    const scene = await signedOut();
    const { phone, laptop, phrase } = scene;
    phone.fault = (call) => (call === 'putDeviceList' ? 'before' : null);
    expect(await recovers(phone, phrase)).toBe('network');
    phone.fault = () => null;
    await laptop.does('changePassword', { current: PASSWORD, next: NEXT });
    expect(await signsIn(phone, 'wrong horse battery')).toBe('wrong-credentials');
    expect(await signsIn(phone, NEXT)).toBe('password-changed-elsewhere');
    await phone.does('signIn', { username: 'alice', password: NEXT, previous: PASSWORD });
    expect(await hasOld(phone)).toBe(true);
    expect([headers(phone).length, vaults(phone).length]).toEqual([1, 1]);
  });
});
