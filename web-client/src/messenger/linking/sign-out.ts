import { uuid } from '../../protocol/index.ts';
import { MessengerFailure } from '../failures.ts';
import { ApiError } from '../ports/api.ts';
import { takeOff } from './admission.ts';
import type { OwnAccount } from './own-list.ts';

/**
 * What a device that is connected may need to learn from the newest list that it is off it. Once its login has ended it cannot
 * ask, and would only know that it is signed out.
 */
const LEARNS_WITHIN_MS = 2_000;

/**
 * [D-11] Off the list first: from then on nobody encrypts for it. Then its login. What is interrupted goes on with the next
 * connection.
 *
 * @throws MessengerFailure `validation-failed`: it is this device, which signs out another way
 * @throws ApiError when nobody answers
 */
export async function signOutDevice(account: OwnAccount, deviceId: string): Promise<void> {
  if (deviceId === uuid(account.own.device.public.deviceId)) throw new MessengerFailure('validation-failed');
  await plan(account, deviceId);
  await takeOff(account, deviceId);
  await new Promise<void>((resolve) => void account.timers.after(LEARNS_WITHIN_MS, resolve));
  await finishLeaving(account, deviceId);
}

/** As {@link signOutDevice}, of one that never came alive. */
export async function takeBack(account: OwnAccount, deviceId: string): Promise<void> {
  await plan(account, deviceId);
  await finishLeaving(account, deviceId);
}

async function plan({ ledger, chores }: OwnAccount, deviceId: string): Promise<void> {
  await ledger.transact((tx) => {
    const all = chores.in(tx);
    const others = all.leaving.filter((each) => each !== deviceId);
    const admitted = all.admitted.filter((each) => each.deviceId !== deviceId);
    chores.set(tx, { ...all, admitted, leaving: [...others, deviceId] });
  });
}

/** May be repeated after any interruption. */
export async function finishLeaving(account: OwnAccount, deviceId: string): Promise<void> {
  const { ledger, chores } = account;
  await takeOff(account, deviceId);
  await endLogins(account, (its) => its.deviceId === deviceId);
  await ledger.transact((tx) => {
    const all = chores.in(tx);
    chores.set(tx, { ...all, leaving: all.leaving.filter((each) => each !== deviceId) });
  });
}

/** One that has ended meanwhile is as good. */
export async function endLogins(
  { login, api }: OwnAccount,
  which: (session: { readonly deviceId: string; readonly current: boolean }) => boolean,
): Promise<void> {
  const sessions = await login.authorised((token) => api.auth.loginSessions(token));
  for (const { id } of sessions.filter((session) => !session.current && which(session))) {
    try {
      await login.authorised((token) => api.auth.endLoginSession(token, id));
    } catch (cause) {
      if (!(cause instanceof ApiError) || cause.code !== 'not-found') throw cause;
    }
  }
}
