import { comparing, isAt, typed } from '../messenger/world/linking.ts';
import { recovers, setsAPhrase } from '../messenger/world/recovering.ts';
import { PASSWORD } from '../messenger/world/someone.ts';
import { attack, type NamedAttack } from './attack.ts';
import { counterfeit, ghostList } from './counterfeits.ts';
import type { Stage } from './stage.ts';

const aliceAlone = { setting: 'friends', held: 'alice' } as const;

/** Alice is shown a list of her own account that names a device of the server. */
const introducesHerToHerself = (mode: 'reset' | 'first') => async (stage: Stage) => {
  const { alice } = stage;
  const list = await ghostList(stage, alice, await counterfeit(stage, alice), mode);
  stage.shows(alice, alice, mode === 'first' ? [list] : [...stage.lists(alice), list]);
  await stage.secret(alice);
  await stage.aWhile();
  return (await alice.states(stage)).join();
};

/** Changes one bit of a message of a linking. */
const meddles = (number: number) => async (stage: Stage) => {
  const { alice, world } = stage;
  world.social.links.swaps = (each, sealed) =>
    each === number ? sealed.with(40, (sealed[40] ?? 0) ^ 1) : sealed;
  const tablet = stage.browser('alice');
  const { code } = await alice.does('openLinking', {});
  const joined = tablet.tries('joinAccount', typed(tablet, code));
  if (number === 4) {
    for (const device of [alice, tablet]) {
      await isAt(device, 'check');
      await device.does('confirmLinking', { same: true });
    }
  }
  const [here, there] = [await isAt(alice, 'failed'), await isAt(tablet, 'failed')];
  const devices = world.social.devices(alice.accountId).devices.length;
  const ended = `${here.reason}, ${there.reason}, ${await joined}`;
  const kept = [...tablet.disk.shelves.values()].reduce((sum, shelf) => sum + shelf.size, 0);
  return `${ended}; ${devices} device, ${kept} records`;
};

/** Passwords, the own account, linking and recovery. */
export const DEVICES: readonly NamedAttack[] = [
  attack('[P-3] asks for less work on a password', {
    setting: 'friends',
    does: async (stage) => {
      const { alice, world } = stage;
      await alice.does('signOut', { erase: true });
      const account = world.auth.byName('alice');
      if (account) world.auth.accounts.set(account.accountId, { ...account, rounds: 1_000 });
      let proofs = 0;
      alice.fault = (call) => {
        if (call === 'login') proofs++;
        return null;
      };
      const said = await alice.tries('signIn', { username: 'alice', password: PASSWORD });
      return `${said}, ${proofs} proofs of the password`;
    },
    shows: 'password-rounds, 0 proofs of the password',
  }),
  attack('[I-6] names a device of its own in the place of the account’s lists', {
    ...aliceAlone,
    does: introducesHerToHerself('first'),
    shows: 'sending',
    heals: true,
  }),
  attack('[I-6] names a device of its own under another identity of the account', {
    ...aliceAlone,
    does: introducesHerToHerself('reset'),
    shows: 'sending',
    heals: true,
  }),
  attack('[D-3] [D-4] stands between two browsers that link: the first message', {
    setting: 'friends',
    does: meddles(1),
    shows: 'not-genuine, cancelled, linking-ended; 1 device, 0 records',
  }),
  attack('[D-3] [D-4] stands between two browsers that link: the second message', {
    setting: 'friends',
    does: meddles(2),
    shows: 'cancelled, not-genuine, linking-ended; 1 device, 0 records',
  }),
  attack('[D-3] [D-4] stands between two browsers that link: the third message', {
    setting: 'friends',
    does: meddles(3),
    shows: 'not-genuine, cancelled, linking-ended; 1 device, 0 records',
  }),
  attack('[D-3] [D-4] stands between two browsers that link: the fourth message', {
    setting: 'friends',
    does: meddles(4),
    shows: 'cancelled, not-genuine, linking-ended; 1 device, 0 records',
  }),
  attack('[D-3] replays an earlier linking', {
    setting: 'friends',
    does: async (stage) => {
      const { alice, world } = stage;
      const earlier = new Map<number, Uint8Array>();
      world.social.links.swaps = (number, sealed) => {
        earlier.set(number, sealed);
        return sealed;
      };
      const tablet = stage.browser('alice');
      const { joined } = await comparing(alice, tablet);
      await tablet.does('cancelLinking', {});
      await joined;
      await isAt(alice, 'failed');
      await alice.does('dismissLinking', {});
      world.social.links.swaps = (number, sealed) => earlier.get(number) ?? sealed;
      const { code } = await alice.does('openLinking', {});
      await isAt(alice, 'code');
      const again = tablet.tries('joinAccount', typed(tablet, code));
      return `${(await isAt(alice, 'failed')).reason}, ${await again}`;
    },
    shows: 'not-genuine, linking-ended',
  }),
  attack('[RP-4] gives the recovery record of an earlier phrase for the one of today', {
    setting: 'friends',
    does: async (stage) => {
      const { alice, world } = stage;
      await setsAPhrase(alice, PASSWORD);
      const older = world.auth.recoveries.get(alice.accountId);
      const phrase = await setsAPhrase(alice, PASSWORD);
      const newer = world.auth.recoveries.get(alice.accountId);
      if (!older || !newer) throw new Error('two records');
      world.auth.recoveries.set(alice.accountId, { ...newer, record: older.record });
      const before = stage.lists(alice);
      const tablet = stage.browser('alice');
      const said = await recovers(tablet, phrase);
      return `${said}, ${stage.lists(alice).length - before.length} new lists`;
    },
    shows: 'recovery-not-genuine, 0 new lists',
  }),
];
