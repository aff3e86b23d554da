import { TacetError } from '../../bytes/index.ts';
import {
  accountId as asAccountId,
  beginJoining,
  confirmCheck,
  deviceId as asDeviceId,
  fromUuid,
  meetOpener,
  parseLinkCode,
  takeAccount,
  uuid,
  type LinkCode,
  type Linked,
  type NewcomerComparing,
} from '../../protocol/index.ts';
import { vaultOf, type AccountContext, type OpenVault } from '../account/context.ts';
import { establish } from '../account/establish.ts';
import { storeVault } from '../account/new-account.ts';
import { OWN_KEYS, OWN_KEYS_NAME, REGISTRATION, REGISTRATION_NAME } from '../account/records.ts';
import { comeAnew, type Newcomer } from '../account/sign-in.ts';
import { leave, standOrWithdraw } from '../account/standing.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { DEVICE_LISTS } from '../devices/records.ts';
import { nameOfUserAgent } from '../devices/user-agent.ts';
import { MessengerFailure } from '../failures.ts';
import { ApiError } from '../ports/api.ts';
import type { Clock, Random, Timers } from '../ports/platform.ts';
import { Attempt, LinkingOver } from './attempt.ts';
import { MeetingPlace } from './meeting-place.ts';
import { reasonOf } from './reasons.ts';
import type { LinkingSlot } from './slot.ts';

export interface JoiningDependencies {
  readonly crypto: CryptoProvider;
  readonly slot: LinkingSlot;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** Opens the account with what this resolves to, when its turn comes; ends every linking but this. */
  readonly enter: (way: (context: AccountContext) => Promise<OpenVault>, own: Attempt) => Promise<void>;
}

interface JoiningInput {
  readonly username: string;
  readonly password: string;
  readonly code: string;
}

/**
 * Joins the account whose other device shows this code, as a device like any other; whatever goes wrong leaves no vault and
 * no login behind. It can be cancelled from now on, also while something else is in front of it.
 *
 * @throws MessengerFailure `link-code-invalid` before anybody is asked; `linking-ended`: the view says why; and as signing in
 */
export async function joinAccount(input: JoiningInput, deps: JoiningDependencies): Promise<void> {
  const attempt = new Attempt(deps);
  attempt.show({ role: 'new', at: 'waiting' });
  const code = await codeOf(deps.crypto, input.code).catch((cause: unknown) => {
    attempt.finish(null);
    throw cause;
  });
  const turn = Promise.withResolvers<void>();
  const entered = deps.enter((context) => {
    turn.resolve();
    return comeIn(context, deps, { attempt, input, code });
  }, attempt);
  // Whoever cancelled before its turn waits for nobody.
  entered.catch(() => undefined);
  try {
    await attempt.within(Promise.race([turn.promise, entered]));
  } catch (cause) {
    if (!(cause instanceof LinkingOver)) throw cause;
    attempt.finish({ role: 'new', at: 'failed', reason: cause.reason });
    throw new MessengerFailure('linking-ended', cause);
  }
  await entered;
}

interface Coming {
  readonly attempt: Attempt;
  readonly input: JoiningInput;
  readonly code: LinkCode;
}

async function comeIn(
  context: AccountContext,
  deps: JoiningDependencies,
  { attempt, input, code }: Coming,
): Promise<OpenVault> {
  // It is the turn of nobody.
  if (attempt.over) throw new MessengerFailure('linking-ended', attempt.over);
  try {
    const newcomer = await signIn(context, input);
    return await join(context, deps, { attempt, code, newcomer });
  } catch (cause) {
    await leave(context);
    if (cause instanceof SignInRefused) {
      attempt.finish(null);
      throw cause.cause;
    }
    attempt.finish({ role: 'new', at: 'failed', reason: reasonOf(cause) });
    throw new MessengerFailure('linking-ended', cause);
  }
}

/** Before anybody met: no linking, and said as signing in says it. */
class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
}

async function codeOf(crypto: CryptoProvider, text: string): Promise<LinkCode> {
  try {
    return await parseLinkCode(crypto, text);
  } catch (cause) {
    if (!(cause instanceof TacetError)) throw cause;
    throw new MessengerFailure('link-code-invalid', cause);
  }
}

/** What the password opens: a login, and no keys. @throws SignInRefused */
async function signIn(context: AccountContext, { username, password }: JoiningInput): Promise<Newcomer> {
  try {
    return await comeAnew(context, { username, password });
  } catch (cause) {
    throw new SignInRefused('sign-in', { cause });
  }
}

interface Joining {
  readonly attempt: Attempt;
  readonly code: LinkCode;
  readonly newcomer: Newcomer;
}

async function join(
  context: AccountContext,
  deps: JoiningDependencies,
  joining: Joining,
): Promise<OpenVault> {
  const { api, login, crypto, clock } = context;
  const { attempt, code, newcomer } = joining;
  const { accountId, deviceId } = newcomer;
  const { state, message } = await beginJoining(crypto, {
    code,
    accountId: asAccountId(fromUuid(accountId)),
    deviceId: asDeviceId(fromUuid(deviceId)),
    name: await ownName(context, attempt),
    nowMs: clock.now(),
  });
  const place = new MeetingPlace(
    { ...deps, login, social: api.social },
    attempt,
    uuid(state.meeting.linkId),
    2,
  );
  try {
    await greet(place, message);
    const second = await place.take(2);
    const met = await meetOpener(crypto, state, second.sealed, clock.now());
    await place.put(3, met.message);
    const { userAgent } = second;
    const linked = await compare(context, { ...joining, place }, met.state, userAgent);
    const vault = await settleIn(context, joining, place, linked);
    await place.close();
    attempt.finish(null);
    return vault;
  } catch (cause) {
    attempt.fail(reasonOf(cause));
    await place.close(reasonOf(cause));
    throw cause;
  }
}

/** What this login's session says of this browser: it is what the other side is shown too. */
async function ownName({ api, login }: AccountContext, attempt: Attempt): Promise<string> {
  const sessions = await attempt.within(login.authorised((token) => api.auth.loginSessions(token)));
  return nameOfUserAgent(sessions.find(({ current }) => current)?.userAgent ?? '');
}

/** [D-4] Message 1. Nobody meets here, or somebody came first: the code is used, or its time is over. */
async function greet(place: MeetingPlace, message: Uint8Array): Promise<void> {
  place.gone = 'expired';
  try {
    await place.put(1, message);
  } catch (cause) {
    const isTaken = cause instanceof ApiError && cause.code === 'conflict';
    throw isTaken ? new LinkingOver('expired') : cause;
  }
  place.gone = 'cancelled';
}

/** [D-5] [D-6] Shows the numbers; the account is taken only when the user has said that they are the same. */
async function compare(
  { crypto, clock }: AccountContext,
  { attempt, newcomer, place }: Joining & { readonly place: MeetingPlace },
  state: NewcomerComparing,
  userAgent: string,
): Promise<Linked> {
  attempt.show({
    role: 'new',
    at: 'check',
    digits: state.check,
    name: newcomer.username,
    sinceMs: attempt.beganAtMs,
    userAgent,
    expiresAtMs: attempt.expiresAtMs,
  });
  await place.whileThere(attempt.confirmed());
  attempt.show({ role: 'new', at: 'finishing' });
  const fourth = await place.take(4);
  return takeAccount(crypto, confirmCheck(state), fourth.sealed, clock.now());
}

/** Stores the account under the password and publishes what others need to write to this device. */
async function settleIn(
  context: AccountContext,
  { newcomer }: Joining,
  place: MeetingPlace,
  linked: Linked,
): Promise<OpenVault> {
  const { accountId } = newcomer;
  const { profile, signedList, list, made, identityRecord } = linked;
  context.progress('creating-keys');
  const plan = {
    ...newcomer,
    displayName: profile.firstName,
    replaces: (await vaultOf(context.store, accountId)) ?? newcomer.replaces,
  };
  const vault = await storeVault(context, plan, (tx) => {
    tx.put(OWN_KEYS, OWN_KEYS_NAME, { identity: identityRecord.expose(), device: made.record.expose() });
    tx.put(REGISTRATION, REGISTRATION_NAME, { kind: 'linked', profile, signedDeviceList: signedList });
    // Lists before this one do not name this device: the service must not be able to go back to them.
    tx.put(DEVICE_LISTS, accountId, { accountId, signed: signedList, earlier: [list.previousHash] });
  });
  const stands = () => place.retried(() => establish(context, vault, newcomer.keys));
  // [D-6] Whatever failed, the other device takes this one off the list.
  return standOrWithdraw(context, vault, stands, () => true);
}
