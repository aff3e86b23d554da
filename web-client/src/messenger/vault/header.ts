import type { Store } from '../ports/store.ts';
import { endOfPrefix, type Write } from '../ports/store.ts';
import { STORE_NAMES } from '../ports/store.ts';
import { decodeRecord, encodeRecord, type Collection } from './collection.ts';

/** The vault root, wrapped under the key of one password. */
export interface Wrap {
  readonly salt: Uint8Array;
  readonly rounds: number;
  readonly wrappedRoot: Uint8Array;
  /** The service accepted its password, which has not opened the vault yet: those before it still do [V-16]. */
  readonly untried?: boolean;
}

/**
 * What stands before the lock: readable without the password. It names the account, since the lock
 * screen greets its owner, and holds the root only wrapped.
 */
export interface VaultHeader {
  readonly vaultId: string;
  readonly accountId: string;
  readonly deviceId: string;
  readonly username: string;
  readonly displayName: string;
  /** The root under the password. More while a change of password is not known to have arrived, or was not tried here. */
  readonly wraps: readonly Wrap[];
  /** False until the services know everything that sign-up or starting over has to tell them. */
  readonly established: boolean;
  /** By a sign-up: until it is established, this account id may be none that the services know. */
  readonly signUp?: true;
  /** The user left: the vault stays closed until the next sign-in. */
  readonly signedOut: boolean;
  /** [D-11] A verified list no longer names this device: the vault stays closed until the user erases it. */
  readonly removed?: true;
  /** [V-22] How often it was locked: keys that another tab has from before are of no use after it. */
  readonly locks?: number;
}

const VAULTS: Collection<VaultHeader> = { store: 'vaults', hideNames: false, version: 1 };

/** The name of a sign-up that stopped may be another account's by now. */
export const isAttempt = ({ established, signUp }: VaultHeader): boolean => !established && signUp === true;

/** Every vault of this browser profile. */
export async function readHeaders(store: Store): Promise<readonly VaultHeader[]> {
  const records = await store.range('vaults', { from: '', before: endOfPrefix('') });
  return records.map(({ value }) => decodeRecord(VAULTS, value));
}

export function putHeader(header: VaultHeader): Write {
  return { kind: 'put', store: 'vaults', key: header.accountId, value: encodeRecord(VAULTS, header) };
}

/** Removes a vault and every record under it. */
export function eraseVault(header: VaultHeader): readonly Write[] {
  const records = STORE_NAMES.filter((store) => store !== 'vaults').map((store): Write => ({
    kind: 'delete-prefix',
    store,
    prefix: `${header.vaultId}/`,
  }));
  return [...records, { kind: 'delete', store: 'vaults', key: header.accountId }];
}
