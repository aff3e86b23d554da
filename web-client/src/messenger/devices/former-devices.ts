import { equal, fixed } from '../../bytes/index.ts';
import {
  accountId as asAccountId,
  deviceAgreementKey,
  deviceId,
  deviceSigningKey,
  fromUuid,
  limits,
  uuid,
  type DeviceAddress,
  type DevicePublic,
  type ListedDevice,
  type VerifiedDeviceList,
} from '../../protocol/index.ts';
import type { Clock } from '../ports/platform.ts';
import { Cell } from '../vault/cell.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import { DEVICE_LISTS, type DeviceListRow, type FormerDevice } from './records.ts';

/** Rows of one look of the sweep: each may have hashes of a thousand lists. */
const SLICE = 100;

/** How far the mailbox was read since devices left: kept once for all accounts, and written only if somebody left. */
interface MailboxRead {
  /** When the last device left, of whichever account. */
  readonly leftAtMs: number;
  /** When the last connection began in which all that waited was taken in; as far as it was needed. */
  readonly emptiedAtMs: number;
}

/**
 * [I-13] Devices that were taken off the list of their account. What was under way from them is still read: they were as
 * genuine as any other while the relay took it.
 */
export class FormerDevices {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #read = new Cell<MailboxRead>('mailbox-read', 1, { leftAtMs: 0, emptiedAtMs: 0 });

  /** Plans what follows when nothing of that device is read any more; part of the same commit. */
  onForgotten: (tx: Work, device: DeviceAddress) => Promise<void> = () => Promise.resolve();

  constructor({ ledger, clock }: { readonly ledger: Ledger; readonly clock: Clock }) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  load(): Promise<void> {
    return this.#read.load(this.#ledger);
  }

  /** The device, if what it sent may still be under way: as committed, or as a transaction sees it. */
  async find(
    { accountId, identityKey: accountIdentityKey }: VerifiedDeviceList,
    id: string,
    from: Pick<Ledger, 'read'> = this.#ledger,
  ): Promise<DevicePublic | undefined> {
    const row = await from.read(DEVICE_LISTS, uuid(asAccountId(accountId)));
    const found = row?.former?.find((each) => uuid(deviceId(each.deviceId)) === id);
    if (!found || !this.#isUnderWay(found)) return undefined;
    return {
      accountId,
      // A list under another identity leaves no former devices.
      accountIdentityKey,
      deviceId: deviceId(found.deviceId),
      signingKey: deviceSigningKey(fixed(32, found.signingKey, 'signing-key')),
      agreementKey: deviceAgreementKey(fixed(32, found.agreementKey, 'agreement-key')),
    };
  }

  /**
   * Who is former once `list` follows `before`. One that replaces the identity leaves nobody: what a lost or stolen device
   * wrote is not its owner's, and nobody can tell since when.
   */
  async followed(
    tx: Work,
    accountId: string,
    before: VerifiedDeviceList,
    list: VerifiedDeviceList,
  ): Promise<Pick<DeviceListRow, 'former'>> {
    const leftAtMs = this.#clock.now();
    const isListed = (each: Pick<FormerDevice, 'deviceId'>) =>
      list.devices.some((listed) => equal(listed.deviceId, each.deviceId));
    const times = { leftAtMs, madeAtMs: list.createdAtMs };
    const leaving = before.devices.filter((each) => !isListed(each)).map((each) => left(each, times));
    const known = (await tx.read(DEVICE_LISTS, accountId))?.former ?? [];
    const all = [...known.filter((each) => !isListed(each)), ...leaving];
    const isSame = equal(before.identityKey, list.identityKey);
    const former = isSame
      ? all.filter((each) => this.#isUnderWay(each)).slice(-limits.MAX_FORMER_DEVICES)
      : [];
    await this.#forget(
      tx,
      accountId,
      all.filter((each) => !former.includes(each)),
    );
    if (former.some((each) => leaving.includes(each))) {
      this.#read.set(tx, { ...this.#read.in(tx), leftAtMs });
    }
    return kept(former);
  }

  /**
   * All that waited in the mailbox was taken in.
   *
   * @param beganAtMs when the connection began in which that was so
   */
  async emptied(beganAtMs: number): Promise<void> {
    const emptiedAtMs = this.#emptiedAtMs;
    // Nobody left since, or not so lately that it says anything new.
    if (isBehind(this.#read.value.leftAtMs, emptiedAtMs) || beganAtMs <= emptiedAtMs) return;
    await this.#ledger.transact((tx) => this.#read.set(tx, { ...this.#read.in(tx), emptiedAtMs: beganAtMs }));
  }

  /** Forgets those of whom nothing is read any more. */
  async sweep(nowMs: number): Promise<void> {
    // Nobody ever left.
    if (this.#read.value.leftAtMs === 0) return;
    for await (const rows of this.#ledger.slices(DEVICE_LISTS, SLICE)) {
      for (const { accountId, former = [] } of rows) {
        if (former.every((each) => each.leftAtMs <= nowMs && this.#isUnderWay(each))) continue;
        await this.#ledger.transact((tx) => this.#sweepOf(tx, accountId, nowMs));
      }
    }
  }

  async #sweepOf(tx: Work, accountId: string, nowMs: number): Promise<void> {
    const row = await tx.read(DEVICE_LISTS, accountId);
    if (!row?.former) return;
    const { former, ...list } = row;
    const left = former.filter((each) => this.#isUnderWay(each));
    // [S-11] Of a clock that was wrong: its time begins now.
    const since = left.map((each) => ({ ...each, leftAtMs: Math.min(each.leftAtMs, nowMs) }));
    tx.put(DEVICE_LISTS, accountId, { ...list, ...kept(since) });
    await this.#forget(
      tx,
      accountId,
      former.filter((each) => !left.includes(each)),
    );
  }

  async #forget(tx: Work, accountId: string, devices: readonly FormerDevice[]): Promise<void> {
    for (const { deviceId: id } of devices) {
      await this.onForgotten(tx, { accountId: asAccountId(fromUuid(accountId)), deviceId: deviceId(id) });
    }
  }

  #isUnderWay({ leftAtMs, madeAtMs }: FormerDevice): boolean {
    const now = this.#clock.now();
    const left = Math.min(leftAtMs, now); // [S-11]
    // Whoever hears of it years later has no mail of it: what the list says itself of its time nobody changes.
    const begins = Math.min(left, madeAtMs + limits.FORMER_DEVICE_SKEW_MS);
    if (now - begins > limits.FORMER_DEVICE_MS) return false;
    return !isBehind(left, this.#emptiedAtMs);
  }

  /** [S-11] What was read in the future was read by a clock that was wrong, and says nothing. */
  get #emptiedAtMs(): number {
    const { emptiedAtMs } = this.#read.value;
    return emptiedAtMs > this.#clock.now() ? 0 : emptiedAtMs;
  }
}

const left = (
  { deviceId: id, signingKey, agreementKey }: ListedDevice,
  times: Pick<FormerDevice, 'leftAtMs' | 'madeAtMs'>,
): FormerDevice => ({ deviceId: id, signingKey, agreementKey, ...times });

const kept = (former: readonly FormerDevice[]): Pick<DeviceListRow, 'former'> =>
  former.length > 0 ? { former } : {};

/** Whether a connection began so long after it that whoever took mail of that device knew that it had left. */
const isBehind = (leftAtMs: number, beganAtMs: number): boolean =>
  beganAtMs - leftAtMs > limits.FORMER_DEVICE_LATE_MS;
