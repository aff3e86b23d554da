import type { Collection } from '../vault/collection.ts';
import type { Ledger } from '../vault/ledger.ts';

/** How devices of this account called themselves, by id: a device list has no names. */
export type DeviceNames = Readonly<Record<string, string>>;

const NAMES: Collection<DeviceNames> = { store: 'account', hideNames: false, version: 1 };
const NAMES_NAME = 'device-names';

/** Adds what was learned. @returns all that is known */
export function rememberNames(ledger: Ledger, learned: DeviceNames): Promise<DeviceNames> {
  return ledger.transact(async (tx) => {
    const names = (await tx.read(NAMES, NAMES_NAME)) ?? {};
    const all = { ...names, ...learned };
    if (JSON.stringify(all) !== JSON.stringify(names)) tx.put(NAMES, NAMES_NAME, all);
    return all;
  });
}
