import { isUsername, limits, normaliseUsername } from '../../protocol/index.ts';
import { MessengerFailure } from '../failures.ts';
import { characters } from '../kernel/characters.ts';
import { freshUuid } from '../kernel/ids.ts';
import { shownLines, shownName } from '../kernel/shown-text.ts';
import type { Commands } from '../port.ts';
import { ApiError, type Profile } from '../ports/api.ts';
import { eraseVault, type VaultHeader } from '../vault/header.ts';
import { passwordKeys, unwrap, type PasswordKeys } from '../vault/opening.ts';
import { headerOf, open, type AccountContext, type OpenVault } from './context.ts';
import { establish } from './establish.ts';
import { createLocally } from './new-account.ts';
import { requireStrongPassword } from './password-policy.ts';
import { REGISTRATION, REGISTRATION_NAME } from './records.ts';

type SignUpInput = Parameters<Commands['signUp']>[0];

/** Refusals after which the keys made for the attempt are of no use. */
const DEFINITE = new Set([
  'username-taken',
  'username-invalid',
  'validation-failed',
  'malformed-request',
  'rounds-too-low',
  'conflict',
  'invitation-needed',
  'invitation-invalid',
]);

/**
 * Creates an account, or goes on where an earlier attempt of this browser stopped. The account id is
 * chosen once and kept with the keys, so that a repeated step is recognised by the services.
 */
export async function signUp(context: AccountContext, input: SignUpInput): Promise<OpenVault> {
  const profile = profileOf(input);
  if (!isUsername(normaliseUsername(input.username))) throw new MessengerFailure('username-invalid');
  requireStrongPassword(input.password, input.username);
  context.login.forget();
  context.progress('deriving-keys');
  const earlier = await headerOf(context.store, input.username);
  if (earlier?.established || earlier?.replaces) throw new MessengerFailure('username-taken');
  const resumed = earlier && (await resume(context, earlier, input, profile));
  if (resumed) return resumed;
  const created = await begin(context, input, profile);
  if (earlier) await context.store.commit(context.holder, eraseVault(earlier));
  return created;
}

/** @returns undefined when the earlier attempt was made with another password */
async function resume(
  context: AccountContext,
  header: VaultHeader,
  { password, invitation }: SignUpInput,
  profile: Profile,
): Promise<OpenVault | undefined> {
  try {
    const wrap = await unwrap(context.crypto, header, password);
    const vault = await open(context, header, wrap);
    await vault.ledger.transact(async (tx) => {
      const registration = await tx.read(REGISTRATION, REGISTRATION_NAME);
      if (!registration) return;
      const renewed = { ...registration, profile, ...(invitation !== undefined && { invitation }) };
      tx.put(REGISTRATION, REGISTRATION_NAME, renewed);
    });
    return await established(context, vault, wrap.keys);
  } catch (cause) {
    if (cause instanceof MessengerFailure && cause.code === 'wrong-password') return undefined;
    throw cause;
  }
}

async function begin(context: AccountContext, input: SignUpInput, profile: Profile): Promise<OpenVault> {
  const { crypto, clock, store, holder } = context;

  const kdf = { salt: crypto.random(16), rounds: limits.MIN_PASSWORD_ROUNDS };
  const keys = await passwordKeys(crypto, input.username, input.password, kdf);
  context.progress('creating-keys');
  const vault = await createLocally(context, {
    accountId: freshUuid(crypto),
    deviceId: freshUuid(crypto),
    username: input.username,
    kdf,
    keys,
    profile,
    invitation: input.invitation,
    previous: null,
    replaces: null,
    nowMs: clock.now(),
  });
  try {
    return await established(context, vault, keys);
  } catch (cause) {
    if (cause instanceof ApiError && DEFINITE.has(cause.code)) {
      await store.commit(holder, eraseVault(vault.header));
    }
    throw cause;
  }
}

async function established(
  context: AccountContext,
  vault: OpenVault,
  keys: PasswordKeys,
): Promise<OpenVault> {
  return { ...(await establish(context, vault, keys)), proof: keys.authenticationKey };
}

/** @throws MessengerFailure `validation-failed`, by the rules of `PUT profile` */
export function profileOf(input: Profile): Profile {
  // What cannot be seen was not written on purpose; the service would refuse it.
  const firstName = shownName(input.firstName);
  const lastName = shownName(input.lastName);
  const about = shownLines(input.about.replaceAll('\r\n', '\n'));
  if (
    firstName === '' ||
    characters(firstName) > 64 ||
    characters(lastName) > 64 ||
    characters(about) > 500
  ) {
    throw new MessengerFailure('validation-failed');
  }
  return { firstName, lastName, about };
}
