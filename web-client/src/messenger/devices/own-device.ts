import type { CryptoProvider } from '../../crypto/index.ts';
import {
  restoreAccountIdentity,
  restoreDevice,
  type OurAccountIdentity,
  type OurDevice,
} from '../../protocol/index.ts';
import { StoreError } from '../ports/store.ts';
import { OWN_KEYS, OWN_KEYS_NAME } from '../account/records.ts';
import type { Ledger } from '../vault/ledger.ts';

/** The keys of this device and account, imported without a way to export them again. */
export class OwnDevice {
  readonly identity: OurAccountIdentity;
  readonly device: OurDevice;

  private constructor(identity: OurAccountIdentity, device: OurDevice) {
    this.identity = identity;
    this.device = device;
  }

  /** @throws StoreError `damaged` when the vault has no keys */
  static async load(crypto: CryptoProvider, ledger: Ledger): Promise<OwnDevice> {
    const row = await ledger.read(OWN_KEYS, OWN_KEYS_NAME);
    if (!row) throw new StoreError('damaged');
    return new OwnDevice(
      await restoreAccountIdentity(crypto, row.identity),
      await restoreDevice(crypto, row.device),
    );
  }
}
