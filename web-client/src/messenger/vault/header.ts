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
  /** [V-23] While this vault is not established: the one that it is to take the place of, whose records are still here. */
  readonly replaces?: VaultHeader;
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
  return [...eraseRecords(header), { kind: 'delete', store: 'vaults', key: header.accountId }];
}

/** Removes every record of a vault, not the header: another vault of the account may have its place. */
export function eraseRecords({ vaultId }: VaultHeader): readonly Write[] {
  return STORE_NAMES.filter((store) => store !== 'vaults').map((store) => ({
    kind: 'delete-prefix',
    store,
    prefix: `${vaultId}/`,
  }));
}

/** [V-23] The vault that one in the place of this stands for, if any was ever established. */
export function stoodBefore(replaced: VaultHeader | null): VaultHeader | undefined {
  return replaced?.established ? replaced : replaced?.replaces;
}

/** [V-23] A fresh vault in the place of another. What was never established goes at once; what was, when the fresh one is. */
export function putInPlaceOf(header: VaultHeader, replaced: VaultHeader | null): readonly Write[] {
  const attempt = replaced && !replaced.established ? eraseVault(replaced) : [];
  // Under the same account id the header itself is overwritten, so it comes last.
  return [...attempt, putHeader(header)];
}

/** [V-23] It stands: what it replaced goes. */
export function putEstablished(header: VaultHeader): readonly Write[] {
  const { replaces } = header;
  return [...(replaces ? eraseRecords(replaces) : []), putHeader(asEstablished(header))];
}

export function asEstablished(attempt: VaultHeader): VaultHeader {
  const { replaces: _, ...header } = attempt;
  return { ...header, established: true };
}

/** [V-23] It will never stand: what it was to replace is what is here. */
export function withdraw(header: VaultHeader): readonly Write[] {
  return [...eraseVault(header), ...(header.replaces ? [putHeader(header.replaces)] : [])];
}
