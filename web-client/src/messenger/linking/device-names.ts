import type { Collection } from '../vault/collection.ts';
import type { Ledger } from '../vault/ledger.ts';

/** How devices of this account called themselves, by id: a device list has no names. */
type Names = Readonly<Record<string, string>>;

const NAMES: Collection<Names> = { store: 'account', hideNames: false, version: 1 };
const NAMES_NAME = 'device-names';

export async function deviceNames(ledger: Ledger): Promise<Names> {
  return (await ledger.read(NAMES, NAMES_NAME)) ?? {};
}

export function rememberName(ledger: Ledger, deviceId: string, name: string): Promise<void> {
  return ledger.transact(async (tx) => {
    const names = (await tx.read(NAMES, NAMES_NAME)) ?? {};
    if (names[deviceId] !== name) tx.put(NAMES, NAMES_NAME, { ...names, [deviceId]: name });
  });
}
