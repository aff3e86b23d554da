import { uuid } from '../../protocol/index.ts';
import { MessengerFailure } from '../failures.ts';
import { ApiError } from '../ports/api.ts';
import { takeOff } from './admission.ts';
import type { OwnAccount } from './own-list.ts';

/**
 * [D-11] Off the list first: from then on nobody encrypts for it. Then its login. What is interrupted goes on with the next
 * connection.
 *
 * @throws MessengerFailure `validation-failed`: it is this device, which signs out another way
 * @throws ApiError when nobody answers
 */
export async function signOutDevice(account: OwnAccount, deviceId: string): Promise<void> {
  if (deviceId === uuid(account.own.device.public.deviceId)) throw new MessengerFailure('validation-failed');
  const { ledger, chores } = account;
  await ledger.transact((tx) => {
    const all = chores.in(tx);
    const others = all.leaving.filter((each) => each !== deviceId);
    chores.set(tx, { ...all, leaving: [...others, deviceId] });
  });
  await finishLeaving(account, deviceId);
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
