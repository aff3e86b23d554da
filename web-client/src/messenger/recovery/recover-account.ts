import { TacetError, ValidationError } from '../../bytes/index.ts';
import { accountId, createDevice, deviceId, fromUuid } from '../../protocol/index.ts';
import {
  deriveRecoveryKeys,
  onlyDevice,
  openRecovery,
  readRecoveryPhrase,
  recoverIdentity,
  type ChainedList,
  type RecoveredIdentity,
  type RecoveryPhrase,
} from '../../protocol/recovery/index.ts';
import type { AccountContext, OpenVault } from '../account/context.ts';
import { storeVault } from '../account/new-account.ts';
import { archiveCell, TO_RESTORE } from '../archive/records.ts';
import { OWN_KEYS, OWN_KEYS_NAME, REGISTRATION, REGISTRATION_NAME } from '../account/records.ts';
import { comeAnew, profileIfMissing, type Newcomer } from '../account/sign-in.ts';
import { establishOrWithdraw, orLeave } from '../account/standing.ts';
import { DEVICE_LISTS } from '../devices/records.ts';
import { DeviceListsUnavailable, followChain } from '../devices/list-chain.ts';
import { MessengerFailure } from '../failures.ts';
import type { Commands } from '../port.ts';
import { ApiError } from '../ports/api.ts';

/**
 * Brings the account back into a browser without its keys, under the identity it has. Until everything was proved nothing is
 * stored here or told to a service, and a login that leads nowhere ends.
 */
export async function recoverAccount(
  context: AccountContext,
  { phrase, ...credentials }: Parameters<Commands['recoverAccount']>[0],
): Promise<OpenVault> {
  const typed = read(phrase);
  const newcomer = await comeAnew(context, credentials);
  const { keys, profile, list } = await orLeave(context, async () => {
    const recovered = await recover(context, newcomer, typed);
    context.progress('creating-keys');
    return {
      ...(await makeDevice(context, newcomer, recovered)),
      profile: await profileIfMissing(context, newcomer.username),
    };
  });
  const displayName = profile?.firstName ?? newcomer.username;
  const vault = await storeVault(context, { ...newcomer, displayName }, (tx) => {
    tx.put(OWN_KEYS, OWN_KEYS_NAME, keys);
    tx.put(REGISTRATION, REGISTRATION_NAME, { kind: 'recovery', profile, signedDeviceList: list.signed });
    // What was verified once is not asked for anew: the service must not be able to go back to it.
    tx.put(DEVICE_LISTS, newcomer.accountId, list);
    archiveCell().set(tx, TO_RESTORE);
  });
  return establishOrWithdraw(context, vault, newcomer.keys);
}

/** [RP-2] */
function read(phrase: string): RecoveryPhrase {
  try {
    return readRecoveryPhrase(phrase);
  } catch (cause) {
    if (cause instanceof ValidationError) throw new MessengerFailure('phrase-invalid', cause);
    throw cause;
  }
}

interface Recovered extends RecoveredIdentity {
  /** Hashes of every list of the account, the newest last. */
  readonly earlier: readonly Uint8Array[];
}

/** [RP-5] [RP-7] */
async function recover(
  { crypto, api, login }: AccountContext,
  newcomer: Newcomer,
  phrase: RecoveryPhrase,
): Promise<Recovered> {
  const id = accountId(fromUuid(newcomer.accountId));
  const keys = await deriveRecoveryKeys(crypto, phrase, id);
  const authenticationKey = keys.authenticationKey.expose();
  const record = await login
    .authorised((token) => api.auth.openRecovery(token, authenticationKey))
    .catch((cause: unknown) => {
      throw refusal(cause);
    });
  const chain: ChainedList[] = [];
  try {
    const opened = await openRecovery(crypto, keys.wrappingKey, id, record);
    await followChain({ crypto, social: api.social, login }, newcomer.accountId, null, async (step) => {
      chain.push(step);
    });
    const earlier = chain.map(({ list }) => list.hash);
    return { ...(await recoverIdentity(crypto, opened, chain)), earlier };
  } catch (cause) {
    throw doubt(cause);
  }
}

function refusal(cause: unknown): unknown {
  if (!(cause instanceof ApiError)) return cause;
  if (cause.code === 'wrong-recovery-key') return new MessengerFailure('phrase-wrong', cause);
  if (cause.code === 'not-found') return new MessengerFailure('no-recovery-phrase', cause);
  return cause;
}

/** Whatever the service gave and does not hold: an account with a record has lists, too. */
function doubt(cause: unknown): unknown {
  const hasNoLists = cause instanceof ApiError && cause.code === 'not-found';
  if (hasNoLists || cause instanceof DeviceListsUnavailable) {
    return new MessengerFailure('recovery-not-genuine', cause);
  }
  if (!(cause instanceof TacetError) || cause.kind === 'internal') return cause;
  const code = cause.code === 'recovery-outdated' ? 'phrase-outdated' : 'recovery-not-genuine';
  return new MessengerFailure(code, cause);
}

/** [RP-8] */
async function makeDevice(
  { crypto, clock }: AccountContext,
  newcomer: Newcomer,
  { identity, record, newest, earlier }: Recovered,
) {
  const { device, record: deviceRecord } = await createDevice(crypto, {
    accountId: accountId(fromUuid(newcomer.accountId)),
    deviceId: deviceId(fromUuid(newcomer.deviceId)),
    accountIdentityKey: identity.publicKey,
  });
  const signed = await onlyDevice(crypto, identity, device, newest, clock.now());
  return {
    keys: { identity: record.expose(), device: deviceRecord.expose() },
    list: { accountId: newcomer.accountId, signed, earlier },
  };
}
