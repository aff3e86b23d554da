import type { Collection } from '../vault/collection.ts';
import type { Ledger } from '../vault/ledger.ts';

/** How devices of this account called themselves, by id: a device list has no names. */
export type DeviceNames = Readonly<Record<string, string>>;

const NAMES: Collection<DeviceNames> = { store: 'account', hideNames: false, version: 1 };
const NAMES_NAME = 'device-names';

/** Adds how devices called themselves when they were linked here, which nobody else can have said. */
export function rememberNames(ledger: Ledger, linked: DeviceNames): Promise<DeviceNames> {
  return change(ledger, (names) => ({ ...names, ...linked }));
}

/** Adds what the service says of devices that have no name yet: it may say anything. @returns all that is known */
export function nameOthers(ledger: Ledger, told: DeviceNames): Promise<DeviceNames> {
  return change(ledger, (names) => ({ ...told, ...names }));
}

function change(ledger: Ledger, next: (names: DeviceNames) => DeviceNames): Promise<DeviceNames> {
  return ledger.transact(async (tx) => {
    const names = (await tx.read(NAMES, NAMES_NAME)) ?? {};
    const all = next(names);
    if (JSON.stringify(all) !== JSON.stringify(names)) tx.put(NAMES, NAMES_NAME, all);
    return all;
  });
}
