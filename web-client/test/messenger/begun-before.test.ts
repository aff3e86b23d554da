import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { links, PHONE } from './world/linking.ts';
import { recovers, setsAPhrase } from './world/recovering.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const NEXT = 'another horse battery';
const WRONG = 'wrong horse battery';

/** The ways into an account whose keys are not here. */
const WAYS = ['recoverAccount', 'startOver', 'joinAccount'] as const;

describe('a browser with something that was begun here and never finished', () => {
  let world: World;
  let laptop: Someone;
  let phone: Someone;
  let phrase: string;
  beforeEach(async () => {
    world = await World.begin();
    laptop = world.someone('alice');
    phone = world.someone('alice', PHONE);
  });
  afterEach(() => world.end());

  const signsIn = (password: string) => phone.tries('signIn', { username: 'alice', password });
  const living = () => [...world.auth.logins.values()].filter(({ ended }) => !ended).length;

  async function enters(way: (typeof WAYS)[number]): Promise<void> {
    if (way === 'recoverAccount') expect(await recovers(phone, phrase, NEXT)).toBe('ok');
    else if (way === 'startOver') await phone.does('startOver', { username: 'alice', password: NEXT });
    else await links(laptop, phone, NEXT);
    await phone.sees('online', ({ connection }) => connection.state === 'online');
    expect([...(phone.disk.shelves.get('vaults')?.keys() ?? [])]).toEqual([laptop.accountId]);
    const vaults = [...(phone.disk.shelves.get('account')?.keys() ?? [])].map((key) => key.split('/')[0]);
    expect(new Set(vaults).size).toBe(1);
  }

  describe('before the password was changed elsewhere', () => {
    const begun = {
      'a recovery': () => recovers(phone, phrase),
      'a start over': () => phone.tries('startOver', { username: 'alice', password: PASSWORD }),
    };
    for (const [what, begins] of Object.entries(begun)) {
      it.each(WAYS)(`[V-16] ${what} locks nobody out: %s`, async (way) => {
        await laptop.signsUp();
        phrase = await setsAPhrase(laptop);
        phone.fault = (call) => (call === 'putDeviceList' ? 'before' : null);
        expect(await begins()).toBe('network');
        phone.fault = () => null;
        await laptop.does('changePassword', { current: PASSWORD, next: NEXT });
        expect(await signsIn(WRONG)).toBe('wrong-credentials');
        expect(await signsIn(PASSWORD)).toBe('wrong-credentials');
        expect(await signsIn(NEXT)).toBe('vault-elsewhere');
        expect(living()).toBe(1);
        await enters(way);
      });
    }
  });

  it.each(WAYS)(
    '[V-16] a sign-up whose name is another account by now keeps nobody out, and goes: %s',
    async (way) => {
      phone.fault = (call) => (call === 'putAccount' ? 'before' : null);
      expect(await phone.tries('signUp', phone.form())).toBe('network');
      phone.fault = () => null;
      await laptop.signsUp(NEXT);
      phrase = await setsAPhrase(laptop, NEXT);
      expect(await signsIn(NEXT)).toBe('vault-elsewhere');
      await enters(way);
    },
  );

  it.each(['recoverAccount', 'startOver'] as const)(
    'leaves no login where another browser was faster: %s',
    async (way) => {
      await laptop.signsUp();
      phrase = await setsAPhrase(laptop);
      const put = world.social.client.bind(world.social);
      let late = false;
      const tablet = world.someone('alice');
      world.social.client = () => {
        const client = put();
        return {
          ...client,
          putDeviceList: async (token, signed) => {
            if (late) {
              late = false;
              await tablet.does('startOver', { username: 'alice', password: PASSWORD });
            }
            return client.putDeviceList(token, signed);
          },
        };
      };
      phone = world.someone('alice', PHONE);
      late = true;
      const input = { username: 'alice', password: PASSWORD };
      const outcome = way === 'startOver' ? phone.tries(way, input) : recovers(phone, phrase);
      expect(await outcome).toBe('vault-elsewhere');
      expect(phone.disk.shelves.get('vaults')?.size).toBe(0);
      const left = [...world.auth.logins.values()].filter(
        ({ ended, userAgent }) => !ended && userAgent === PHONE,
      );
      expect(left).toEqual([]);
    },
  );
});
