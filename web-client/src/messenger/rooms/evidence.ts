import { equal } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { uuid, type AccountIdentityKey, type VerifiedDeviceList } from '../../protocol/index.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import { MAX_ROUNDS_FROM_THE_FIRST, verifyListOf, type ListSource } from '../devices/list-chain.ts';

export interface EvidenceDependencies extends ListSource {
  readonly crypto: CryptoProvider;
  readonly lists: Pick<DeviceLists, 'signed'>;
}

/** [M-5] Lists that say that an account has another identity than a log names. */
export class Evidence {
  readonly #deps: EvidenceDependencies;

  constructor(deps: EvidenceDependencies) {
    this.#deps = deps;
  }

  /**
   * The newest list by which the account took the identity that it has.
   *
   * @param since version of the newest list that the log has of the account: no older one proves anything
   * @returns null when there is none: nobody said that it was replaced
   */
  async against(
    list: VerifiedDeviceList,
    former: AccountIdentityKey,
    since: number,
  ): Promise<Uint8Array | null> {
    const account = uuid(list.accountId);
    if (list.identityReset && !equal(list.identityKey, former)) return this.#deps.lists.signed(account);
    let found: Uint8Array | null = null;
    for await (const { signed, verified } of this.#chain(account, since)) {
      if (verified.identityReset && equal(verified.identityKey, list.identityKey)) found = signed;
    }
    return found;
  }

  async *#chain(
    account: string,
    since: number,
  ): AsyncGenerator<{ signed: Uint8Array; verified: VerifiedDeviceList }> {
    const { crypto, social, login } = this.#deps;
    let after = since;
    for (let page = 0; page < MAX_ROUNDS_FROM_THE_FIRST; page++) {
      const { lists } = await login.authorised((token) => social.deviceLists(token, account, after));
      if (lists.length === 0) return;
      for (const signed of lists) {
        const verified = await verifyListOf(crypto, account, signed);
        after = Math.max(after, verified.version);
        yield { signed, verified };
      }
    }
  }
}
