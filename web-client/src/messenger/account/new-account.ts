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
import type { HolderGeneration, Store, Write } from '../ports/store.ts';
import { eraseVault, putHeader, type VaultHeader } from '../vault/header.ts';
import { Ledger } from '../vault/ledger.ts';
import { createVault, type PasswordKeys } from '../vault/opening.ts';
import { RecordSealer } from '../vault/record-sealer.ts';
import { OWN_KEYS, OWN_KEYS_NAME, REGISTRATION, REGISTRATION_NAME } from './records.ts';

export interface NewAccountPlan {
  readonly accountId: string;
  readonly deviceId: string;
  readonly username: string;
  readonly kdf: Kdf;
  readonly keys: PasswordKeys;
  readonly profile: Profile | null;
  /** The newest list that the account had, when it starts over. */
  readonly previous: VerifiedDeviceList | null;
  /** A vault of the same account that this one takes the place of. */
  readonly replaces: VaultHeader | null;
  readonly nowMs: number;
  /** Of an account that was recovered; by default all of them are made here. */
  readonly made?: MadeKeys;
}

/** Keys to seal, and the list that names them. */
export interface MadeKeys {
  readonly identityRecord: Uint8Array;
  readonly deviceRecord: Uint8Array;
  readonly signedDeviceList: Uint8Array;
}

/**
 * Makes identity, device and vault, and stores them sealed in one commit, before any service hears of
 * them: whatever is interrupted later resumes with these same keys and ids.
 */
export async function createLocally(
  crypto: CryptoProvider,
  store: Store,
  holder: HolderGeneration,
  plan: NewAccountPlan,
): Promise<{ readonly header: VaultHeader; readonly ledger: Ledger }> {
  const { vault, wrappedRoot } = await createVault(crypto, plan.accountId, plan.keys.wrappingKey);
  const header: VaultHeader = {
    vaultId: freshUuid(crypto),
    accountId: plan.accountId,
    deviceId: plan.deviceId,
    username: plan.username,
    displayName: plan.profile?.firstName ?? plan.username,
    wraps: [{ ...plan.kdf, wrappedRoot }],
    established: false,
    signedOut: false,
  };
  const extra: Write[] = [putHeader(header), ...(plan.replaces ? eraseRecords(plan.replaces) : [])];
  const ledger = new Ledger(store, holder, header.vaultId, new RecordSealer(crypto, vault));
  const { identityRecord, deviceRecord, signedDeviceList } = plan.made ?? (await createKeys(crypto, plan));
  await ledger.transact((tx) => {
    tx.put(OWN_KEYS, OWN_KEYS_NAME, { identity: identityRecord, device: deviceRecord });
    tx.put(REGISTRATION, REGISTRATION_NAME, {
      kind: plan.made ? 'recovery' : plan.previous || !plan.profile ? 'start-over' : 'sign-up',
      profile: plan.profile,
      signedDeviceList,
    });
    tx.alongside(extra);
  });
  return { header, ledger };
}

/** The header itself is overwritten: both vaults belong to the same account. */
function eraseRecords(header: VaultHeader): readonly Write[] {
  return eraseVault(header).filter(({ store }) => store !== 'vaults');
}

async function createKeys(crypto: CryptoProvider, plan: NewAccountPlan): Promise<MadeKeys> {
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
    identityRecord: identityRecord.expose(),
    deviceRecord: deviceRecord.expose(),
    signedDeviceList: await signDeviceList(crypto, identity, list, [place]),
  };
}
