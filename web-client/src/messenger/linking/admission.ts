import { VerificationError } from '../../bytes/index.ts';
import {
  deviceId as asDeviceId,
  fromUuid,
  limits,
  uuid,
  withoutDevice,
  type VerifiedDeviceList,
} from '../../protocol/index.ts';
import { fetchBundle } from '../devices/bundle.ts';
import type { Admitted } from '../devices/chores.ts';
import { MessengerFailure } from '../failures.ts';
import { ApiError } from '../ports/api.ts';
import type { Work } from '../vault/work.ts';
import { changeOwnList, type OwnAccount } from './own-list.ts';

/** An account that lets devices in. */
export interface HostAccount extends OwnAccount {
  /** [D-10] Plans what a device is to have that was linked. */
  readonly linked: (tx: Work, deviceId: string) => void;
  /** [D-10] Counts what that will be, while there is time. */
  readonly readies: () => void;
}

/**
 * How long after the ten minutes of a linking an admitted device may still publish its first prekeys: it has the account by
 * then, and is storing it.
 */
export const GRACE_MS = 60_000;

/** Nothing of a device that joined just now was seen before. */
const NO_COUNTERS = { x25519Signed: 0, mlKemLastResort: 0 };

export function remember({ ledger, chores }: OwnAccount, admitted: Admitted): Promise<void> {
  return ledger.transact((tx) => {
    const all = chores.in(tx);
    chores.set(tx, { ...all, admitted: [...all.admitted, admitted] });
  });
}

/** [D-6] [S-11] Whether an admitted device may still be about to stand. */
export const isOpen = (account: OwnAccount, admitted: Admitted): boolean => timeLeft(account, admitted) > 0;

/** Milliseconds; a clock that was set back gives no more time. */
export const timeLeft = ({ clock }: OwnAccount, { beganAtMs }: Admitted): number =>
  limits.LINK_LIFETIME_MS + GRACE_MS - Math.abs(clock.now() - beganAtMs);

/**
 * [D-6] The linking is over. A device that took the account has published prekeys, which nobody else can sign; one that
 * has none of its own has not taken it, and comes off the list again. May be repeated after any interruption.
 *
 * @param calledOff whether the user has called it off: then nothing is planned for it, and the caller takes it back
 * @returns whether it stands
 * @throws ApiError when nobody answers: it is asked again with the next connection
 */
export async function settle(
  account: HostAccount,
  admitted: Admitted,
  calledOff: () => boolean = () => false,
): Promise<boolean> {
  const { ledger, chores } = account;
  const stands = await hasPrekeys(account, admitted.deviceId);
  if (!stands) await takeOff(account, admitted.deviceId);
  return ledger.transact((tx) => {
    if (calledOff()) return false;
    const all = chores.in(tx);
    const left = all.admitted.filter(({ deviceId }) => deviceId !== admitted.deviceId);
    chores.set(tx, { ...all, admitted: left });
    if (stands) account.linked(tx, admitted.deviceId);
    return stands;
  });
}

/** The service may make up a bundle, but not sign it: only one of the very device that was admitted counts. */
async function hasPrekeys({ login, api, me, lists, crypto }: OwnAccount, deviceId: string): Promise<boolean> {
  const inList = (list: VerifiedDeviceList | null) =>
    list?.certified.find((each) => uuid(each.deviceId) === deviceId);
  const device = inList(await lists.known(me)) ?? inList(await lists.refresh(me));
  if (!device) return false;
  try {
    await fetchBundle({ crypto, social: api.social, login }, device, NO_COUNTERS);
    return true;
  } catch (cause) {
    if (cause instanceof VerificationError) return false;
    if (cause instanceof ApiError && cause.code === 'not-found') return false;
    throw cause;
  }
}

/**
 * [D-11] Puts a list without that device, if the newest one names it.
 *
 * @throws MessengerFailure `signed-out`: the newest one does not name this device any more, which decides nothing then
 */
export function takeOff(account: OwnAccount, deviceId: string): Promise<void> {
  const { crypto, clock } = account;
  const us = uuid(account.own.device.public.deviceId);
  return changeOwnList(account, async (ours) => {
    const listed = ours.list.devices.map((device) => uuid(device.deviceId));
    if (!listed.includes(us)) throw new MessengerFailure('signed-out');
    return listed.includes(deviceId)
      ? withoutDevice(crypto, ours, asDeviceId(fromUuid(deviceId)), clock.now())
      : null;
  });
}
