import { equal, VerificationError } from '../../bytes/index.ts';
import { uuid, type DevicePublic, type VerifiedDeviceList } from '../../protocol/index.ts';
import type { Collection } from '../vault/collection.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import { followChain, verifyListOf, type ListSource, type ListStep } from './list-chain.ts';

/** The newest verified list of an account, as the bytes that were signed: verified again when read. */
interface DeviceListRow {
  readonly accountId: string;
  readonly signed: Uint8Array;
}

const DEVICE_LISTS: Collection<DeviceListRow> = { store: 'device_lists', hideNames: true, version: 1 };

export interface DeviceListDependencies extends ListSource {
  readonly ledger: Ledger;
  /** This device: lists of its own account count only under the identity whose key is here. */
  readonly own: DevicePublic;
}

/**
 * The devices of each account: the chain of signed lists, verified link by link. What the server says
 * about devices counts only through these signatures.
 */
export class DeviceLists {
  readonly #deps: DeviceListDependencies;
  readonly #known = new Map<string, VerifiedDeviceList>();
  readonly #running = new Map<string, Promise<VerifiedDeviceList>>();

  /** Plans what follows when an account began anew under another identity; part of the same commit. */
  onIdentityReset: (tx: Work, accountId: string, before: VerifiedDeviceList) => Promise<void> = () =>
    Promise.resolve();

  constructor(deps: DeviceListDependencies) {
    this.#deps = deps;
  }

  /** The newest list verified here; fetched when there is none. */
  async of(accountId: string): Promise<VerifiedDeviceList> {
    return (await this.known(accountId)) ?? this.refresh(accountId);
  }

  /** Without asking anybody. */
  async known(accountId: string): Promise<VerifiedDeviceList | null> {
    const list = await this.#stored(accountId);
    return list && this.#trusted(accountId, list);
  }

  async #stored(accountId: string): Promise<VerifiedDeviceList | null> {
    const list = this.#known.get(accountId);
    if (list) return list;
    const row = await this.#deps.ledger.read(DEVICE_LISTS, accountId);
    if (!row) return null;
    const verified = await verifyListOf(this.#deps.crypto, accountId, row.signed);
    this.#known.set(accountId, verified);
    return verified;
  }

  /**
   * Fetches what is newer and verifies each step.
   *
   * @throws TacetError when a list does not follow from what is known: somebody is lying
   * @throws DeviceListsUnavailable when the service has none
   */
  refresh(accountId: string): Promise<VerifiedDeviceList> {
    const running = this.#running.get(accountId);
    if (running) return running;
    const fetching = this.#fetch(accountId).finally(() => this.#running.delete(accountId));
    this.#running.set(accountId, fetching);
    return fetching;
  }

  async #fetch(accountId: string): Promise<VerifiedDeviceList> {
    const known = await this.#stored(accountId);
    const head = await followChain(this.#deps, accountId, known, (step) => this.#take(accountId, step));
    return this.#trusted(accountId, head);
  }

  async #take(accountId: string, { step, before, list, signed }: ListStep): Promise<void> {
    if (step === 'unchanged') return;
    // What this account was before it started over leads to its own list, and is not kept.
    if (this.#isForeign(accountId, list) && (!before || this.#isForeign(accountId, before))) return;
    this.#trusted(accountId, list);
    await this.#deps.ledger.transact(async (tx) => {
      tx.put(DEVICE_LISTS, accountId, { accountId, signed });
      if (step === 'identity-reset' && before) await this.onIdentityReset(tx, accountId, before);
      tx.afterwards(() => this.#known.set(accountId, list));
    });
  }

  /** The server cannot introduce this account to itself: it would add a listener to every message. */
  #trusted(accountId: string, list: VerifiedDeviceList): VerifiedDeviceList {
    if (this.#isForeign(accountId, list)) throw new VerificationError('device-list-identity-changed');
    return list;
  }

  /** A list that claims to be of this account, under another identity than the one whose key is here. */
  #isForeign(accountId: string, list: VerifiedDeviceList): boolean {
    const { own } = this.#deps;
    return accountId === uuid(own.accountId) && !equal(list.identityKey, own.accountIdentityKey);
  }
}
