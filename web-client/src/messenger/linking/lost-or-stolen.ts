import {
  createAccountIdentity,
  deviceUnder,
  resetTo,
  retireActive,
  uuid,
  type VerifiedDeviceList,
} from '../../protocol/index.ts';
import type { AccountContext, OpenVault } from '../account/context.ts';
import { OWN_KEYS, OWN_KEYS_NAME } from '../account/records.ts';
import { archiveCell } from '../archive/records.ts';
import { NO_CHORES, type PendingReset } from '../devices/chores.ts';
import { DEVICE_LISTS } from '../devices/records.ts';
import { Devices } from '../devices/devices.ts';
import { verifyListOf } from '../devices/list-chain.ts';
import { OwnDevice } from '../devices/own-device.ts';
import type { Events } from '../events/events.ts';
import { MessengerFailure } from '../failures.ts';
import { forgetIncoming } from '../history/records.ts';
import { ApiError } from '../ports/api.ts';
import { StoreError } from '../ports/store.ts';
import { forgetTold } from '../verification/trust.ts';
import { outOfGroups } from './out-of-groups.ts';
import { endLogins } from './sign-out.ts';

/** Whoever has the stolen device may change the list until its login has ended, hardly more often than this. */
const TRIES = 3;

/**
 * [D-12] Another account identity, and a list that names this device alone. Stored before anything ends and before the service
 * hears of it: what is interrupted goes on until the service has that list, or one without this device.
 *
 * Runs while nothing of the account is at work.
 *
 * @throws ApiError when nobody answers: the next connection goes on
 * @throws MessengerFailure `signed-out`: the newest list does not name this device any more, which decides nothing then
 */
export async function lostOrStolen(context: AccountContext, vault: OpenVault, events: Events): Promise<void> {
  const account = await partsOf(context, vault, events);
  if (!(await carryOut(account))) throw new MessengerFailure('signed-out');
}

/** Closes the account, and works on its vault while nothing of it runs. */
export async function whileClosed(
  opened: OpenVault & { close(): Promise<void> },
  work: (vault: OpenVault) => Promise<void>,
): Promise<void> {
  await opened.close();
  const { header, wrappingKey } = opened;
  const vault = { header, ledger: opened.ledger.anew(), wrappingKey };
  try {
    await work(vault);
  } finally {
    await vault.ledger.close();
  }
}

/** Brings a reset to an end that was interrupted. As {@link lostOrStolen}. */
export async function finishReset(context: AccountContext, vault: OpenVault, events: Events): Promise<void> {
  const account = await partsOf(context, vault, events);
  if (account.chores.value.reset) await carryOut(account);
}

/** @returns false when the newest list does not name this device: the identity is no longer its to replace */
async function carryOut(account: Account): Promise<boolean> {
  let { reset } = account.chores.value;
  for (let tried = 0; ; tried++) {
    // What was begun comes first: the service may have that list by now, and nobody else has the seed of its identity.
    if (reset && (await put(account, reset))) return take(account, reset);
    if (tried === TRIES) throw new ApiError('unavailable');
    reset = await plan(account);
    if (!reset) return false;
    // Before its list, so that a device in other hands has no say any more.
    await endLogins(account, () => true);
  }
}

type Account = Awaited<ReturnType<typeof partsOf>>;

/** What is needed of the account while it is closed. */
async function partsOf(
  { crypto, api, login, clock, timers }: AccountContext,
  { header, ledger }: OpenVault,
  events: Events,
) {
  const own = await OwnDevice.load(crypto, ledger);
  const devices = new Devices({ crypto, own, social: api.social, login, ledger, clock });
  await Promise.all([devices.chores.load(ledger), devices.lists.former.load()]);
  const { lists, pairs, chores } = devices;
  return {
    me: header.accountId,
    own,
    lists,
    pairs,
    chores,
    crypto,
    api,
    login,
    ledger,
    clock,
    timers,
    events,
  };
}

/** Stored before anything ends. @returns null, and nothing is pending any more, when this device is off the list */
async function plan(account: Account): Promise<PendingReset | null> {
  const { me, own, lists, ledger, chores } = account;
  const previous = await lists.refresh(me);
  const us = uuid(own.device.public.deviceId);
  const isListed = previous.devices.some(({ deviceId }) => uuid(deviceId) === us);
  const reset = isListed ? await prepare(account, previous) : null;
  await ledger.transact((tx) => chores.set(tx, { ...chores.in(tx), reset }));
  return reset;
}

async function prepare(
  { crypto, ledger, clock }: Account,
  previous: VerifiedDeviceList,
): Promise<PendingReset> {
  const keys = await ledger.read(OWN_KEYS, OWN_KEYS_NAME);
  if (!keys) throw new StoreError('damaged');
  const { identity, record } = await createAccountIdentity(crypto);
  const moved = await deviceUnder(crypto, keys.device, identity.publicKey);
  return {
    identity: record.expose(),
    device: moved.record.expose(),
    signedDeviceList: await resetTo(crypto, identity, moved.device, previous, clock.now()),
  };
}

/** @returns false when the service has another list instead: the identity is still the old one */
async function put({ login, api }: Account, { signedDeviceList }: PendingReset): Promise<boolean> {
  try {
    // The very same bytes: a list that the service has taken already is taken again.
    await login.authorised((token) => api.social.putDeviceList(token, signedDeviceList));
    return true;
  } catch (cause) {
    if (cause instanceof ApiError && cause.code === 'device-list-conflict') return false;
    throw cause;
  }
}

/** One commit: the new keys, the list that says so, and nothing that goes on under the old ones. */
async function take(account: Account, { identity, device, signedDeviceList }: PendingReset): Promise<true> {
  // Again, for what was interrupted before: while it is pending it is not forgotten.
  await endLogins(account, () => true);
  const { me, crypto, ledger, clock, chores, lists, pairs, events } = account;
  const list = await verifyListOf(crypto, me, signedDeviceList);
  const now = clock.now();
  const leaveGroups = await outOfGroups(ledger, events, clock);
  const forgetMarks = await forgetTold(ledger);
  const forgetParts = await forgetIncoming(ledger);
  const archive = archiveCell();
  await archive.load(ledger);
  await ledger.transact(async (tx) => {
    const earlier = (await tx.read(DEVICE_LISTS, me))?.earlier ?? [];
    const before = await lists.knownIn(tx, me);
    tx.put(OWN_KEYS, OWN_KEYS_NAME, { identity, device });
    // Others end theirs when they see the list; what is on its way under these still opens.
    await pairs.changeAll(tx, (pair) => retireActive(pair, now));
    // [I-13] Of the other devices of this account, and those that were signed out before, nothing is read any more.
    if (before) await lists.former.followed(tx, me, before, list);
    tx.put(DEVICE_LISTS, me, {
      accountId: me,
      signed: signedDeviceList,
      earlier: [...earlier, list.previousHash],
    });
    await leaveGroups(tx);
    forgetMarks(tx);
    forgetParts(tx);
    // Also one of which this device has not heard: nobody will open it.
    archive.set(tx, { ...archive.in(tx), clearing: true });
    chores.set(tx, NO_CHORES);
  });
  return true;
}
