import { VerificationError } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import {
  accountId as asAccountId,
  advanceDeviceList,
  fromUuid,
  verifyDeviceList,
  type DeviceListStep,
  type VerifiedDeviceList,
} from '../../protocol/index.ts';
import type { LoginKeeper } from '../connection/login.ts';
import type { SocialApi } from '../ports/api.ts';

/** Lists come at most 64 at once; nobody's devices change more often than this while another device looks away. */
const MAX_ROUNDS = 16;
/** Where none is known yet: all 10,000 lists that the service takes of an account. What is fetched is verified at once. */
export const MAX_ROUNDS_FROM_THE_FIRST = Math.ceil(10_000 / 64);

/** The service has no list of this account, or only a part of what it says it has. */
export class DeviceListsUnavailable extends Error {
  override readonly name = 'DeviceListsUnavailable';
  /** The service says that there never was one. */
  readonly none: boolean;

  constructor(none: boolean) {
    super();
    this.none = none;
  }
}

export interface ListSource {
  readonly crypto: CryptoProvider;
  readonly social: SocialApi;
  readonly login: LoginKeeper;
}

export function verifyListOf(
  crypto: CryptoProvider,
  accountId: string,
  signed: Uint8Array,
): Promise<VerifiedDeviceList> {
  return verifyDeviceList(crypto, asAccountId(fromUuid(accountId)), signed);
}

/** One verified step of a chain. */
export interface ListStep {
  readonly step: DeviceListStep;
  readonly before: VerifiedDeviceList | null;
  readonly list: VerifiedDeviceList;
  readonly signed: Uint8Array;
}

/**
 * Fetches the lists that follow `known` and verifies each step before the next is asked for.
 *
 * @throws TacetError when a list does not follow: somebody is lying
 */
export async function followChain(
  { crypto, social, login }: ListSource,
  accountId: string,
  known: VerifiedDeviceList | null,
  take: (step: ListStep) => Promise<void>,
): Promise<VerifiedDeviceList> {
  let head = known;
  let none = false;
  const rounds = known ? MAX_ROUNDS : MAX_ROUNDS_FROM_THE_FIRST;
  for (let round = 0; round < rounds; round++) {
    const after = head?.version ?? 0;
    const { lists, version } = await login.authorised((token) => social.deviceLists(token, accountId, after));
    // Fewer than this device has verified: the server would go on with devices that were taken out.
    if (version < after) throw new VerificationError('device-list-rolled-back');
    for (const signed of lists) {
      const list = await verifyListOf(crypto, accountId, signed);
      await take({ step: advanceDeviceList(head, list), before: head, list, signed });
      head = list;
    }
    if (head && (lists.length === 0 || head.version >= version)) return head;
    none = version === 0 && lists.length === 0;
    if (lists.length === 0) break;
  }
  throw new DeviceListsUnavailable(none);
}
