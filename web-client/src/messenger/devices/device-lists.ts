import { equal, fixed, TacetError, VerificationError, type Fixed } from '../../bytes/index.ts';
import {
  uuid,
  type AccountListHead,
  type DeviceAddress,
  type DevicePublic,
  type VerifiedDeviceList,
} from '../../protocol/index.ts';
import { Anew } from '../kernel/anew.ts';
import type { Clock } from '../ports/platform.ts';
import { StoreError } from '../ports/store.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import { FormerDevices } from './former-devices.ts';
import { followChain, verifyListOf, type ListSource, type ListStep } from './list-chain.ts';
import { DEVICE_LISTS, type DeviceListRow } from './records.ts';

/** Hashes of earlier lists kept per account, 32 kB: a person's devices do not change that often. */
const MAX_EARLIER = 1_024;

/** A verified list and the hashes of those that led to it. */
interface Known {
  readonly list: VerifiedDeviceList;
  readonly earlier: readonly Uint8Array[];
}

/** What a head that somebody names is to this device: `unknown` is a version that it has no hash of. */
export type HeadVerdict = 'same' | 'other' | 'newer' | 'unknown';

export interface DeviceListDependencies extends ListSource {
  readonly ledger: Ledger;
  /** This device: lists of its own account count only under the identity whose key is here. */
  readonly own: DevicePublic;
  readonly clock: Clock;
}

/**
 * The devices of each account: the chain of signed lists, verified link by link. What the server says
 * about devices counts only through these signatures.
 */
export class DeviceLists {
  /** [I-13] Devices that are on no newest list any more. */
  readonly former: FormerDevices;
  readonly #deps: DeviceListDependencies;
  readonly #known = new Map<string, Known>();
  readonly #questions = new Map<string, Anew<VerifiedDeviceList>>();
  readonly #replacing = new Set<string>();

  /** [I-9] Plans what follows when an account that was known began anew under another identity; part of the same commit. */
  onIdentityReset: (
    tx: Work,
    accountId: string,
    before: VerifiedDeviceList,
    list: VerifiedDeviceList,
  ) => Promise<void> = () => Promise.resolve();
  /** [V-13] A device of an account that was known is on its list no more; part of the same commit. */
  onDeviceGone: (tx: Work, accountId: string) => void = () => undefined;
  /** [C-13] Devices of an account that neither its list before named nor one that is remembered; part of the same commit. */
  onDevicesCame: (tx: Work, came: readonly DeviceAddress[]) => void = () => undefined;
  /** What the service has of this account holds. */
  onVerified: (accountId: string) => Promise<void> = () => Promise.resolve();
  /** What the service says of this account does not hold. */
  onRefused: (accountId: string, code: string) => Promise<void> = () => Promise.resolve();

  /** [D-11] The newest list of this account, verified, does not name this device any more. */
  onRemoved: () => void = () => undefined;

  constructor(deps: DeviceListDependencies) {
    this.#deps = deps;
    this.former = new FormerDevices(deps);
  }

  /** The newest list verified here; fetched when there is none. */
  async of(accountId: string): Promise<VerifiedDeviceList> {
    return (
      (await this.known(accountId)) ?? this.#questions.get(accountId)?.running ?? this.refresh(accountId)
    );
  }

  /** Without asking anybody. */
  async known(accountId: string): Promise<VerifiedDeviceList | null> {
    const known = await this.#stored(accountId);
    return known && this.#trusted(accountId, known.list);
  }

  /** Whether a commit that takes a newer list is being made: what shares it finds the older one in {@link known}. */
  isReplacing(accountId: string): boolean {
    return this.#replacing.has(accountId);
  }

  /** As {@link known}, as the transaction sees it. */
  async knownIn(tx: Work, accountId: string): Promise<VerifiedDeviceList | null> {
    // What is in memory is what was committed, until a commit that is being made replaces it: no signature has to be verified again.
    const known = this.isReplacing(accountId) ? undefined : this.#known.get(accountId);
    if (known) return this.#trusted(accountId, known.list);
    const row = await tx.read(DEVICE_LISTS, accountId);
    return row ? this.#trusted(accountId, await this.#verified(row)) : null;
  }

  /** [C-16] Compares what somebody says of a list with every version that was verified here. */
  async compare(head: AccountListHead): Promise<HeadVerdict> {
    const account = uuid(head.accountId);
    const known = await this.#stored(account);
    if (!known) return 'unknown';
    if (head.version > known.list.version) return 'newer';
    const hash = await this.rememberedHash(account, head.version);
    if (!hash) return 'unknown';
    return equal(hash, head.hash) ? 'same' : 'other';
  }

  /** [C-16] The hash of a version of that account's list, if it was verified here and is remembered. */
  async rememberedHash(accountId: string, version: number): Promise<Fixed<32> | null> {
    const known = await this.#stored(accountId);
    const back = (known?.list.version ?? 0) - version;
    if (!known || back < 0) return null;
    const hash = back === 0 ? known.list.hash : known.earlier.at(-back);
    return hash ? fixed(32, hash, 'list-hash') : null;
  }

  /** The newest list verified here, as the bytes that were signed. */
  async signed(accountId: string): Promise<Uint8Array | null> {
    return (await this.#deps.ledger.read(DEVICE_LISTS, accountId))?.signed ?? null;
  }

  async #stored(accountId: string): Promise<Known | null> {
    const known = this.#known.get(accountId);
    if (known) return known;
    const row = await this.#deps.ledger.read(DEVICE_LISTS, accountId);
    if (!row) return null;
    const list = await this.#verified(row);
    // A newer one may have been committed since it was read.
    const newer = this.#known.get(accountId);
    if (newer) return newer;
    const read = { list, earlier: row.earlier };
    this.#known.set(accountId, read);
    return read;
  }

  /** [V-10] It held when it was stored: what does not now is damaged, and says nothing about the service. */
  async #verified({ accountId, signed }: DeviceListRow): Promise<VerifiedDeviceList> {
    try {
      return await verifyListOf(this.#deps.crypto, accountId, signed);
    } catch (cause) {
      throw new StoreError('damaged', cause);
    }
  }

  /**
   * Fetches what is newer and verifies each step. The service is asked after this call: one that is being asked already
   * may have answered before whatever happened.
   *
   * @throws TacetError when a list does not follow from what is known: somebody is lying
   * @throws DeviceListsUnavailable when the service has none
   */
  refresh(accountId: string): Promise<VerifiedDeviceList> {
    return this.#asking(accountId).run();
  }

  #asking(accountId: string): Anew<VerifiedDeviceList> {
    const known = this.#questions.get(accountId);
    const asking = known ?? new Anew(() => this.#fetch(accountId));
    if (!known) this.#questions.set(accountId, asking);
    return asking;
  }

  async #fetch(accountId: string): Promise<VerifiedDeviceList> {
    try {
      const known = (await this.#stored(accountId))?.list ?? null;
      const head = await followChain(this.#deps, accountId, known, (step) =>
        this.#take(accountId, step, known),
      );
      const trusted = this.#trusted(accountId, head);
      await this.onVerified(accountId);
      if (this.#isWithoutUs(trusted)) this.onRemoved();
      return trusted;
    } catch (cause) {
      if (cause instanceof TacetError && cause.kind === 'verification') {
        await this.onRefused(accountId, cause.code);
      }
      throw cause;
    }
  }

  async #take(
    accountId: string,
    { step, before, list, signed }: ListStep,
    knownAtFirst: VerifiedDeviceList | null,
  ): Promise<void> {
    if (step === 'unchanged') return;
    // What this account was before it started over leads to its own list, and is not kept.
    if (this.#isForeign(accountId, list) && (!before || this.#isForeign(accountId, before))) return;
    this.#trusted(accountId, list);
    const led = this.#known.get(accountId);
    const earlier = before ? [...(led?.earlier ?? []), before.hash].slice(-MAX_EARLIER) : [];
    const taking = this.#deps.ledger.transact(async (tx) => {
      const known = (await tx.read(DEVICE_LISTS, accountId))?.former ?? [];
      const former = before ? await this.former.followed(tx, accountId, before, list) : {};
      tx.put(DEVICE_LISTS, accountId, { accountId, signed, earlier, ...former });
      this.#replacing.add(accountId);
      if (before && namesFewer(list, before)) this.onDeviceGone(tx, accountId);
      // An identity that this device never knew replaces nothing.
      const replaced = step === 'identity-reset' && knownAtFirst !== null;
      if (replaced && before) await this.onIdentityReset(tx, accountId, before, list);
      this.onDevicesCame(tx, newIn(list, [...(before?.devices ?? []), ...known]));
      tx.afterwards(() => this.#known.set(accountId, { list, earlier }));
    });
    await taking.finally(() => this.#replacing.delete(accountId));
  }

  /** The server cannot introduce this account to itself: it would add a listener to every message. */
  #trusted(accountId: string, list: VerifiedDeviceList): VerifiedDeviceList {
    if (this.#isForeign(accountId, list)) throw new VerificationError('device-list-identity-changed');
    return list;
  }

  /** The lists from before this device joined cannot be shown as the newest: it began with the one that names it. */
  #isWithoutUs({ accountId, devices }: VerifiedDeviceList): boolean {
    const { own } = this.#deps;
    return equal(accountId, own.accountId) && !devices.some((each) => equal(each.deviceId, own.deviceId));
  }

  /** A list that claims to be of this account, under another identity than the one whose key is here. */
  #isForeign(accountId: string, list: VerifiedDeviceList): boolean {
    const { own } = this.#deps;
    return accountId === uuid(own.accountId) && !equal(list.identityKey, own.accountIdentityKey);
  }
}

function newIn(
  list: VerifiedDeviceList,
  known: readonly { readonly deviceId: Uint8Array }[],
): readonly DeviceAddress[] {
  return list.certified.filter(({ deviceId }) => !known.some((old) => equal(old.deviceId, deviceId)));
}

function namesFewer({ devices }: VerifiedDeviceList, before: VerifiedDeviceList): boolean {
  return !before.devices.every((old) => devices.some(({ deviceId }) => equal(deviceId, old.deviceId)));
}
