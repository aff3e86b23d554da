import { MessengerFailure } from '../failures.ts';
import { OwnDevice } from '../devices/own-device.ts';
import { Prekeys } from '../devices/prekeys.ts';
import type { Person } from '../port.ts';
import { ApiError, type Login } from '../ports/api.ts';
import { loadRecovery } from '../recovery/load.ts';
import { asEstablished, putEstablished, type VaultHeader } from '../vault/header.ts';
import type { PasswordKeys } from '../vault/opening.ts';
import {
  NOBODY,
  profileCell,
  requireAccount,
  type AccountContext,
  type NamedAccount,
  type OpenVault,
} from './context.ts';
import { REGISTRATION, REGISTRATION_NAME, type RegistrationRow } from './records.ts';
import { once, whileBusy } from './while-busy.ts';

/**
 * Tells the services everything they have to know before the account stands. Every step may have happened
 * before: each is a write that may be repeated.
 */
export async function establish(
  context: AccountContext,
  vault: OpenVault,
  keys: PasswordKeys,
): Promise<OpenVault> {
  const { header, ledger } = vault;
  const registration = await ledger.read(REGISTRATION, REGISTRATION_NAME);
  if (!registration) throw new MessengerFailure('storage-damaged');
  // Who signs up has nothing open yet that would have to wait. Linking repeats all of this by itself.
  const patiently = registration.kind === 'sign-up' ? whileBusy(context) : once;
  if (registration.kind === 'sign-up') {
    await patiently(() => createAccount(context, header, keys, registration));
  }
  if (context.login.peek() === null) await patiently(() => logIn(context, header, keys));
  context.progress('publishing-keys');
  if (registration.kind === 'linked') return establishLinked(context, vault, registration);
  const me = await patiently(() => putProfile(context, registration));
  await patiently(() => putList(context, registration));
  await patiently(() => publishPrekeys(context, vault));
  if (registration.kind !== 'sign-up') await (await loadRecovery()).settle(context, registration.kind, keys);
  await patiently(() => context.login.authorised((token) => context.api.auth.completeAccount(token)));
  return finish(vault, me);
}

/** [D-6] The account stands, and the device that let this one in has put the list. */
async function establishLinked(
  context: AccountContext,
  vault: OpenVault,
  { profile }: RegistrationRow,
): Promise<OpenVault> {
  await publishPrekeys(context, vault).catch((cause: unknown) => {
    // It was taken off the list again meanwhile: these keys are nobody's any more.
    const isOff = cause instanceof ApiError && cause.code === 'forbidden';
    throw isOff ? new MessengerFailure('vault-elsewhere', cause) : cause;
  });
  const { accountId, username, displayName } = vault.header;
  return finish(vault, { ...NOBODY, firstName: displayName, ...profile, accountId, username });
}

async function createAccount(
  { api, progress }: AccountContext,
  header: VaultHeader,
  keys: PasswordKeys,
  { invitation }: RegistrationRow,
): Promise<void> {
  progress('creating-account');
  const wrap = header.wraps[0];
  if (!wrap) throw new MessengerFailure('storage-damaged');
  await api.auth.putAccount(header.accountId, {
    username: header.username,
    salt: wrap.salt,
    rounds: wrap.rounds,
    authenticationKey: keys.authenticationKey.expose(),
    ...(invitation !== undefined && { invitation }),
  });
}

export async function logIn(
  context: AccountContext,
  account: NamedAccount & { readonly deviceId: string },
  keys: PasswordKeys,
): Promise<Login> {
  const answer = await requestLogin(context, account, keys);
  context.login.use(answer);
  return answer;
}

/** A login that is not used yet. */
export async function requestLogin(
  { api, progress }: AccountContext,
  account: NamedAccount & { readonly deviceId: string },
  keys: PasswordKeys,
): Promise<Login> {
  progress('signing-in');
  const { username, deviceId } = account;
  const authenticationKey = keys.authenticationKey.expose();
  const answer = await api.auth.login({ username, authenticationKey, deviceId });
  requireAccount(answer, account);
  return answer;
}

function putProfile({ login, api }: AccountContext, { profile }: RegistrationRow): Promise<Person> {
  return login.authorised((token) =>
    profile ? api.social.putProfile(token, profile) : api.social.profile(token),
  );
}

async function putList({ api, login }: AccountContext, { signedDeviceList }: RegistrationRow): Promise<void> {
  await login.authorised(async (token) => {
    try {
      await api.social.putDeviceList(token, signedDeviceList);
    } catch (cause) {
      // Another browser began anew in the meantime: these keys are nobody's any more.
      if (cause instanceof ApiError && cause.code === 'device-list-conflict') {
        throw new MessengerFailure('vault-elsewhere', cause);
      }
      throw cause;
    }
  });
}

async function publishPrekeys(
  { crypto, api, login, clock }: AccountContext,
  { ledger }: OpenVault,
): Promise<void> {
  const { device } = await OwnDevice.load(crypto, ledger);
  const prekeys = new Prekeys({ crypto, device, social: api.social, login, ledger, clock });
  await prekeys.load();
  await prekeys.establish();
}

async function finish(vault: OpenVault, me: Person): Promise<OpenVault> {
  const { header, ledger } = vault;
  requireAccount(me, header);
  const named = { ...header, username: me.username, displayName: me.firstName };
  const cell = profileCell();
  await ledger.transact((tx) => {
    cell.set(tx, me);
    tx.delete(REGISTRATION, REGISTRATION_NAME);
    tx.alongside(putEstablished(named));
  });
  return { ...vault, header: asEstablished(named) };
}
