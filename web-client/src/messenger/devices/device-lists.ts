import type { VerifiedDeviceList } from '../../protocol/index.ts';
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
  onIdentityReset: (tx: Work, accountId: string, before: VerifiedDeviceList) => void = () => undefined;

  constructor(deps: DeviceListDependencies) {
    this.#deps = deps;
  }

  /** The newest list verified here; fetched when there is none. */
  async of(accountId: string): Promise<VerifiedDeviceList> {
    return (await this.known(accountId)) ?? this.refresh(accountId);
  }

  /** Without asking anybody. */
  async known(accountId: string): Promise<VerifiedDeviceList | null> {
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
    const known = await this.known(accountId);
    return followChain(this.#deps, accountId, known, (step) => this.#take(accountId, step));
  }

  async #take(accountId: string, { step, before, list, signed }: ListStep): Promise<void> {
    if (step === 'unchanged') return;
    await this.#deps.ledger.transact((tx) => {
      tx.put(DEVICE_LISTS, accountId, { accountId, signed });
      if (step === 'identity-reset' && before) this.onIdentityReset(tx, accountId, before);
      tx.afterwards(() => this.#known.set(accountId, list));
    });
  }
}
