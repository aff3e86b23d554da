import type { CryptoProvider } from '../../crypto/index.ts';
import type { OurAccount } from '../../protocol/index.ts';
import type { LoginKeeper } from '../connection/login.ts';
import type { ChoresCell } from '../devices/chores.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import type { OwnDevice } from '../devices/own-device.ts';
import { ApiError, type Api } from '../ports/api.ts';
import type { Clock, Timers } from '../ports/platform.ts';
import type { Ledger } from '../vault/ledger.ts';

/** What the changes of the account's devices need of the opened account. */
export interface OwnAccount {
  readonly me: string;
  readonly own: OwnDevice;
  readonly lists: DeviceLists;
  readonly chores: ChoresCell;
  readonly ledger: Ledger;
  readonly login: LoginKeeper;
  readonly api: Api;
  readonly crypto: CryptoProvider;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** Another device may change the list at the same moment, hardly more often than this. */
const TRIES = 3;

/** The newest list of this account, with what is needed to change it. @throws ApiError when nobody answers */
export async function ourAccount({ me, own, lists }: OwnAccount): Promise<OurAccount> {
  return { identity: own.identity, us: own.device, list: await lists.refresh(me) };
}

/**
 * Puts the list that follows the newest one. May be repeated after any interruption: the newest list is asked for first.
 *
 * @param next null when nothing is to be changed (any more)
 * @throws ApiError when nobody answers: it is not known whether the list was taken
 */
export async function changeOwnList(
  account: OwnAccount,
  next: (ours: OurAccount) => Promise<Uint8Array | null>,
): Promise<void> {
  const { me, lists, login, api } = account;
  for (let tried = 1; ; tried++) {
    const signed = await next(await ourAccount(account));
    if (!signed) return;
    try {
      await login.authorised((token) => api.social.putDeviceList(token, signed));
      await lists.refresh(me);
      return;
    } catch (cause) {
      const isRace = cause instanceof ApiError && cause.code === 'device-list-conflict';
      if (!isRace || tried === TRIES) throw cause;
    }
  }
}
