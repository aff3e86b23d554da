import type { CryptoProvider } from '../../crypto/index.ts';
import type { LoginKeeper } from '../connection/login.ts';
import type { SocialApi } from '../ports/api.ts';
import type { Clock } from '../ports/platform.ts';
import { Cell } from '../vault/cell.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import { Bundles } from './bundles.ts';
import { NO_CHORES } from './chores.ts';
import { DeviceLists } from './device-lists.ts';
import type { OwnDevice } from './own-device.ts';
import { Pairs } from './pairs.ts';
import { Prekeys } from './prekeys.ts';

export interface DevicesDependencies {
  readonly crypto: CryptoProvider;
  readonly own: OwnDevice;
  readonly social: SocialApi;
  readonly login: LoginKeeper;
  readonly ledger: Ledger;
  readonly clock: Clock;
}

/** This device and what it knows of others: lists, prekeys, ratchet sessions. */
export class Devices {
  readonly own: OwnDevice;
  readonly lists: DeviceLists;
  readonly prekeys: Prekeys;
  readonly pairs: Pairs;
  readonly bundles: Bundles;
  readonly chores = new Cell('device-chores', 1, NO_CHORES);
  readonly #ledger: Ledger;

  constructor({ own, ...deps }: DevicesDependencies) {
    const { device } = own;
    this.own = own;
    this.#ledger = deps.ledger;
    this.lists = new DeviceLists({ ...deps, own: device.public });
    this.prekeys = new Prekeys({ ...deps, device });
    this.pairs = new Pairs({ ...deps, device, prekeys: this.prekeys });
    this.bundles = new Bundles({ ...deps, device, lists: this.lists, pairs: this.pairs });
    this.lists.former.onForgotten = (tx, gone) => this.pairs.forget(tx, gone);
  }

  /**
   * The relay remembers messages that this profile does not: it was restored from a copy. Ratchet states
   * were used by the other timeline, so none of them may ever seal again.
   *
   * @param done planned in the last commit: until then all of it has to happen again
   */
  async mendRollback(done: (tx: Work) => void): Promise<void> {
    await this.#ledger.transact((tx) => this.pairs.abandonAll(tx));
    await this.prekeys.replaceAll();
    await this.#ledger.transact(done);
  }
}
