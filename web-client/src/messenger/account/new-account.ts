import type { CryptoProvider } from '../../crypto/index.ts';
import {
  accountId,
  buildDeviceList,
  createAccountIdentity,
  createDevice,
  deviceId,
  fromUuid,
  headOf,
  signDeviceList,
  signPlace,
  type VerifiedDeviceList,
} from '../../protocol/index.ts';
import { freshUuid } from '../kernel/ids.ts';
import type { Kdf, Profile } from '../ports/api.ts';
import { putInPlaceOf, stoodBefore, type VaultHeader } from '../vault/header.ts';
import { Ledger } from '../vault/ledger.ts';
import { createVault, type PasswordKeys } from '../vault/opening.ts';
import { RecordSealer } from '../vault/record-sealer.ts';
import type { Work } from '../vault/work.ts';
import type { AccountContext, OpenVault } from './context.ts';
import { OWN_KEYS, OWN_KEYS_NAME, REGISTRATION, REGISTRATION_NAME } from './records.ts';

/** Whose vault, on which device. */
export interface NewVaultPlan {
  readonly accountId: string;
  readonly deviceId: string;
  readonly username: string;
  readonly displayName: string;
  readonly kdf: Kdf;
  readonly keys: PasswordKeys;
  /** A vault of the same account or name that this one takes the place of, once it stands [V-23]. */
  readonly replaces: VaultHeader | null;
  readonly signUp?: boolean;
}

export interface NewAccountPlan extends Omit<NewVaultPlan, 'displayName'> {
  readonly profile: Profile | null;
  readonly invitation?: string | undefined;
  /** The newest list that the account had, when it starts over. */
  readonly previous: VerifiedDeviceList | null;
  readonly nowMs: number;
}

/** Where a vault is made. */
export type VaultPlace = Pick<AccountContext, 'crypto' | 'store' | 'holder'>;

/**
 * Makes identity, device and vault, and stores them sealed in one commit, before any service hears of
 * them: whatever is interrupted later resumes with these same keys and ids.
 */
export async function createLocally(place: VaultPlace, plan: NewAccountPlan): Promise<OpenVault> {
  const { keys, signedDeviceList } = await createKeys(place.crypto, plan);
  const { profile, invitation } = plan;
  const kind = plan.previous || !profile ? 'start-over' : 'sign-up';
  const displayName = profile?.firstName ?? plan.username;
  return storeVault(place, { ...plan, displayName, signUp: kind === 'sign-up' }, (tx) => {
    tx.put(OWN_KEYS, OWN_KEYS_NAME, keys);
    tx.put(REGISTRATION, REGISTRATION_NAME, {
      kind,
      profile,
      signedDeviceList,
      ...(invitation !== undefined && { invitation }),
    });
  });
}

/** Stores a fresh vault with what `fill` plans for it, in one commit. */
export async function storeVault(
  { crypto, store, holder }: VaultPlace,
  plan: NewVaultPlan,
  fill: (tx: Work) => void,
): Promise<OpenVault> {
  const { vault, wrappedRoot } = await createVault(crypto, plan.accountId, plan.keys.wrappingKey);
  const stood = stoodBefore(plan.replaces);
  const header: VaultHeader = {
    vaultId: freshUuid(crypto),
    accountId: plan.accountId,
    deviceId: plan.deviceId,
    username: plan.username,
    displayName: plan.displayName,
    wraps: [{ ...plan.kdf, wrappedRoot }],
    established: false,
    signedOut: false,
    ...(plan.signUp === true && { signUp: true }),
    ...(stood && { replaces: stood }),
  };
  const ledger = new Ledger(store, holder, header.vaultId, new RecordSealer(crypto, vault));
  await ledger.transact((tx) => {
    fill(tx);
    tx.alongside(putInPlaceOf(header, plan.replaces));
  });
  return { header, ledger, wrappingKey: plan.keys.wrappingKey };
}

async function createKeys(crypto: CryptoProvider, plan: NewAccountPlan) {
  const owner = {
    accountId: accountId(fromUuid(plan.accountId)),
    deviceId: deviceId(fromUuid(plan.deviceId)),
  };
  const { identity, record: identityRecord } = await createAccountIdentity(crypto);
  const { device, record: deviceRecord } = await createDevice(crypto, {
    ...owner,
    accountIdentityKey: identity.publicKey,
  });
  const place = await signPlace(crypto, device, plan.nowMs);
  const list = buildDeviceList({
    accountId: owner.accountId,
    identityKey: identity.publicKey,
    previous: plan.previous ? headOf(plan.previous) : null,
    devices: [place],
    nowMs: plan.nowMs,
    identityReset: plan.previous !== null,
  });
  return {
    keys: { identity: identityRecord.expose(), device: deviceRecord.expose() },
    signedDeviceList: await signDeviceList(crypto, identity, list, [place]),
  };
}
