import { beforeEach, describe, expect, it } from 'vitest';

import type { FoundBundle } from '../../src/messenger/devices/bundle.ts';
import { Bundles, type BundlesDependencies } from '../../src/messenger/devices/bundles.ts';
import { nameOfDevice } from '../../src/messenger/devices/device-name.ts';
import { Pairs, type PairDependencies } from '../../src/messenger/devices/pairs.ts';
import type { Ledger } from '../../src/messenger/vault/ledger.ts';
import type { DevicePublic } from '../../src/protocol/index.ts';
import { bundleOf, contentKey, MONDAY_MS, settledPerson, type Person } from '../protocol/people.ts';
import { openedVault } from './world/opened-vault.ts';

describe('[PK-6] a bundle that was found and kept', () => {
  let ledger: Ledger;
  let bob: Person;
  let pairs: Pairs;
  let bundles: Bundles;
  let asked: number;
  beforeEach(async () => {
    const vault = await openedVault();
    const { crypto } = vault;
    ({ ledger } = vault);
    const alice = await settledPerson(crypto);
    bob = await settledPerson(crypto);
    asked = 0;
    const clock = { now: () => MONDAY_MS };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more is asked of them here
    pairs = new Pairs({ crypto, ledger, device: alice.device, clock } as unknown as PairDependencies);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more is asked of them here
    bundles = new Bundles({
      crypto,
      clock,
      pairs,
      device: alice.device,
      login: { authorised: <T>(call: (token: string) => Promise<T>) => call('') },
      social: {
        prekeyBundle: async () => {
          asked++;
          return bundleOf(bob);
        },
      },
    } as unknown as BundlesDependencies);
  });

  const found = async (device: DevicePublic): Promise<FoundBundle | undefined> => {
    const beginning = (await bundles.gather([{ device, writtenAtMs: MONDAY_MS }], [device])).get(
      nameOfDevice(device),
    );
    return typeof beginning === 'object' ? beginning : undefined;
  };
  const seal = (device: DevicePublic, beginning: FoundBundle | undefined) =>
    ledger.transact((tx) => pairs.seal(tx, device, contentKey(1), beginning));
  /** [I-9] The account has another identity: what was begun under the one before goes. */
  const isReplaced = () => ledger.transact((tx) => pairs.forget(tx, bob.certified));

  it('is not used twice, also when its device had other keys in between, and has the first again', async () => {
    const first = await found(bob.certified);
    await seal(bob.certified, first);
    await isReplaced();
    await isReplaced();
    const again = await found(bob.certified);
    expect(again).not.toBe(first);
    expect(asked).toBe(2);
    await seal(bob.certified, again);
  });

  it('is kept when what it was for was not committed', async () => {
    const first = await found(bob.certified);
    const fails = ledger.transact(async (tx) => {
      await pairs.seal(tx, bob.certified, contentKey(1), first);
      throw new Error('no room on the disk');
    });
    await expect(fails).rejects.toThrow('no room');
    expect(await found(bob.certified)).toBe(first);
    await isReplaced();
    await isReplaced();
    // It was used by nobody.
    expect(await found(bob.certified)).toBe(first);
    expect(asked).toBe(1);
  });
});
