import type { CryptoProvider } from '../../crypto/index.ts';
import { normaliseUsername, type AuthenticationKey } from '../../protocol/index.ts';
import type { LoginKeeper } from '../connection/login.ts';
import type { Person, Progress } from '../port.ts';
import { ApiError, type Api } from '../ports/api.ts';
import type { Clock, Random, Timers } from '../ports/platform.ts';
import type { HolderGeneration, Store } from '../ports/store.ts';
import { eraseRecords, readHeaders, type VaultHeader } from '../vault/header.ts';
import { Ledger } from '../vault/ledger.ts';
import type { OpenedWrap } from '../vault/opening.ts';
import { RecordSealer } from '../vault/record-sealer.ts';
import { openVault, type WrappingKey } from '../../protocol/index.ts';
import { Cell } from '../vault/cell.ts';

/** What the ways into and out of an account share. */
export interface AccountContext {
  readonly crypto: CryptoProvider;
  readonly api: Api;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly store: Store;
  readonly holder: HolderGeneration;
  readonly login: LoginKeeper;
  readonly progress: (step: Progress) => void;
  /** The vault of this account that is open, if it is. */
  readonly openVault: (accountId: string) => Pick<OpenVault, 'header' | 'wrappingKey'> | null;
}

/** A vault whose keys are in memory. */
export interface OpenVault {
  readonly header: VaultHeader;
  readonly ledger: Ledger;
  /**
   * Of the password that opened it: wraps the root anew when the password was changed elsewhere [V-16]. Null where another
   * tab lent the keys: then the password before is asked for.
   */
  readonly wrappingKey: WrappingKey | null;
  /** Of the password that was just chosen: the first recovery phrase does not ask for it again. */
  readonly proof?: AuthenticationKey;
}

export const NOBODY: Person = { accountId: '', username: '', firstName: '', lastName: '', about: '' };

/** The user's own profile as the service last confirmed it. */
export function profileCell(): Cell<Person> {
  return new Cell<Person>('me', 1, NOBODY);
}

export async function headerOf(store: Store, username: string): Promise<VaultHeader | undefined> {
  const wanted = normaliseUsername(username);
  const headers = await readHeaders(store);
  return headers.find((header) => normaliseUsername(header.username) === wanted);
}

export async function vaultOf(store: Store, accountId: string): Promise<VaultHeader | undefined> {
  return (await readHeaders(store)).find((header) => header.accountId === accountId);
}

/** The vault that the lock screen is for: the one nobody signed out of. */
export async function activeHeader(store: Store): Promise<VaultHeader | undefined> {
  return (await readHeaders(store)).find(({ established, signedOut }) => established && !signedOut);
}

/** The keys of an opened vault as they go to the workers of other tabs of this origin: of use there, and secret there too. */
export interface LentKeys {
  readonly vaultId: string;
  /** As the header said when they were lent. */
  readonly locks: number;
  readonly recordKey: unknown;
  readonly nameKey: unknown;
}

/** [V-22] The vault that another tab had open, without its password; undefined when it is another one, or was locked since. */
export async function reopen(
  { crypto, store, holder }: AccountContext,
  { vaultId, locks, recordKey, nameKey }: LentKeys,
): Promise<OpenVault | undefined> {
  const header = await activeHeader(store);
  if (header?.vaultId !== vaultId || (header.locks ?? 0) !== locks || header.removed) return undefined;
  const vault = {
    recordKey: crypto.borrow('AesKey', recordKey),
    nameKey: crypto.borrow('MacKey', nameKey),
  };
  const ledger = new Ledger(store, holder, vaultId, new RecordSealer(crypto, vault));
  return { header, ledger, wrappingKey: null };
}

/** What was still being written while its vault was erased goes, too: called once nothing of it runs any more. */
export async function eraseRemains({ store, holder }: AccountContext, header: VaultHeader): Promise<void> {
  const there = await vaultOf(store, header.accountId);
  const isHere = there?.vaultId === header.vaultId || there?.replaces?.vaultId === header.vaultId;
  if (!isHere) await store.commit(holder, eraseRecords(header));
}

export async function open(
  context: AccountContext,
  header: VaultHeader,
  { root, keys }: OpenedWrap,
): Promise<OpenVault> {
  const { crypto, store, holder } = context;
  const sealer = new RecordSealer(crypto, await openVault(crypto, root));
  const ledger = new Ledger(store, holder, header.vaultId, sealer);
  return { header, ledger, wrappingKey: keys.wrappingKey };
}

/** Whom the user named; `accountId` is known where a vault of the account is here. */
export interface NamedAccount {
  readonly username: string;
  readonly accountId?: string;
}

/** The user and the vault say which account it is, never an answer: it could have another vault overwritten. */
export function requireAccount(
  answer: { readonly accountId: string; readonly username: string },
  { username, accountId }: NamedAccount,
): void {
  const sameName = normaliseUsername(answer.username) === normaliseUsername(username);
  const sameId = accountId === undefined || answer.accountId === accountId;
  if (!sameName || !sameId) throw new ApiError('invalid-answer');
}
