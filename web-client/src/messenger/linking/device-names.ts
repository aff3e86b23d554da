import type { Collection } from '../vault/collection.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';

/** How devices of this account called themselves, by id: a device list has no names. */
export type DeviceNames = Readonly<Record<string, string>>;

const NAMES: Collection<DeviceNames> = { store: 'account', hideNames: false, version: 1 };
/** When they were linked here, which nobody else can have said. */
const LINKED = 'linked-device-names';
/** As the service said; earlier clients let it overwrite here what devices had said when they were linked. */
const TOLD = 'device-names';

export function rememberNames(ledger: Ledger, linked: DeviceNames): Promise<DeviceNames> {
  return ledger.transact((tx) => add(tx, LINKED, linked));
}

/** Adds what the service says, which may be anything. @returns all that is known, as the devices said where that is known */
export function nameOthers(ledger: Ledger, told: DeviceNames): Promise<DeviceNames> {
  return ledger.transact(async (tx) => ({ ...(await add(tx, TOLD, told)), ...(await known(tx, LINKED)) }));
}

async function known(tx: Work, record: string): Promise<DeviceNames> {
  return (await tx.read(NAMES, record)) ?? {};
}

async function add(tx: Work, record: string, learned: DeviceNames): Promise<DeviceNames> {
  const names = await known(tx, record);
  const all = { ...names, ...learned };
  if (JSON.stringify(all) !== JSON.stringify(names)) tx.put(NAMES, record, all);
  return all;
}
