import {
  createAccountIdentity,
  deviceUnder,
  resetTo,
  retireActive,
  type VerifiedDeviceList,
} from '../../protocol/index.ts';
import type { AccountContext, OpenVault } from '../account/context.ts';
import { OWN_KEYS, OWN_KEYS_NAME } from '../account/records.ts';
import { archiveCell } from '../archive/records.ts';
import { NO_CHORES, type PendingReset } from '../devices/chores.ts';
import { DEVICE_LISTS } from '../devices/device-lists.ts';
import { Devices } from '../devices/devices.ts';
import { verifyListOf } from '../devices/list-chain.ts';
import { OwnDevice } from '../devices/own-device.ts';
import type { Events } from '../events/events.ts';
import { ApiError } from '../ports/api.ts';
import { StoreError } from '../ports/store.ts';
import { forgetTold } from '../verification/trust.ts';
import { outOfGroups } from './out-of-groups.ts';
import { endLogins } from './sign-out.ts';

/** Whoever has the stolen device may change the list at the same moment, but its login has ended. */
const TRIES = 3;

/**
 * [D-12] Another account identity, and a list that names this device alone. Stored before the service hears of it; what is
 * interrupted ends in one of two states, the old identity or the new one, as the service has it.
 *
 * Runs while nothing of the account is at work.
 *
 * @throws ApiError when nobody answers: the next connection asks which of the two it is
 */
export async function lostOrStolen(context: AccountContext, vault: OpenVault, events: Events): Promise<void> {
  const account = await partsOf(context, vault, events);
  // First, so that a device in other hands has no say any more.
  await endLogins(account, () => true);
  // The service may have taken that list by now, or be about to: nobody else has the seed of its identity.
  const { reset: begun } = account.chores.value;
  if (begun && (await complete(account, begun))) return;
  for (let tried = 1; ; tried++) {
    const previous = await account.lists.refreshAnew(account.me);
    const reset = await prepare(account, previous);
    await account.ledger.transact((tx) => account.chores.set(tx, { ...account.chores.in(tx), reset }));
    if (await complete(account, reset)) return;
    if (tried === TRIES) throw new ApiError('unavailable');
  }
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
  const { reset } = account.chores.value;
  if (reset) await complete(account, reset);
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
  await devices.chores.load(ledger);
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

/** @returns false when the service has another list instead: the identity stays the old one */
async function complete(account: Account, reset: PendingReset): Promise<boolean> {
  const { login, api, ledger, chores } = account;
  try {
    // The very same bytes: a list that the service has taken already is taken again.
    await login.authorised((token) => api.social.putDeviceList(token, reset.signedDeviceList));
  } catch (cause) {
    if (!(cause instanceof ApiError) || cause.code !== 'device-list-conflict') throw cause;
    await ledger.transact((tx) => chores.set(tx, { ...chores.in(tx), reset: null }));
    return false;
  }
  await take(account, reset);
  return true;
}

/** One commit: the new keys, the list that says so, and nothing that goes on under the old ones. */
async function take(account: Account, { identity, device, signedDeviceList }: PendingReset): Promise<void> {
  const { me, crypto, ledger, clock, chores, pairs, events } = account;
  const { previousHash } = await verifyListOf(crypto, me, signedDeviceList);
  const now = clock.now();
  const leaveGroups = await outOfGroups(ledger, events, clock);
  const forgetMarks = await forgetTold(ledger);
  const archive = archiveCell();
  await archive.load(ledger);
  await ledger.transact(async (tx) => {
    const earlier = (await tx.read(DEVICE_LISTS, me))?.earlier ?? [];
    tx.put(OWN_KEYS, OWN_KEYS_NAME, { identity, device });
    tx.put(DEVICE_LISTS, me, {
      accountId: me,
      signed: signedDeviceList,
      earlier: [...earlier, previousHash],
    });
    // Others end theirs when they see the list; what is on its way under these still opens.
    await pairs.changeAll(tx, (pair) => retireActive(pair, now));
    await leaveGroups(tx);
    forgetMarks(tx);
    // Also one of which this device has not heard: nobody will open it.
    archive.set(tx, { ...archive.in(tx), clearing: true });
    chores.set(tx, NO_CHORES);
  });
}
