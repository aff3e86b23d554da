import type { Collection } from '../vault/collection.ts';

/** [I-13] A device that a verified list named and the newest does not, under the same identity. */
export interface FormerDevice {
  readonly deviceId: Uint8Array;
  readonly signingKey: Uint8Array;
  readonly agreementKey: Uint8Array;
  /** When the list without it was taken here. */
  readonly leftAtMs: number;
  /** When that list was made, by its owner's clock. */
  readonly madeAtMs: number;
}

/** The newest verified list of an account, as the bytes that were signed: verified again when read. */
export interface DeviceListRow {
  readonly accountId: string;
  readonly signed: Uint8Array;
  /** [C-16] Hashes of the versions before it, the last one directly before it. */
  readonly earlier: readonly Uint8Array[];
  /** [I-13] In the order in which they left; absent while there are none. */
  readonly former?: readonly FormerDevice[];
}

export const DEVICE_LISTS: Collection<DeviceListRow> = {
  store: 'device_lists',
  hideNames: true,
  version: 3,
  upgrades: {
    // Earlier clients kept the newest list only,
    1: (old) => Object.assign({}, old, { earlier: [] }),
    // and then not when the list without a device was made: at the latest when it was taken.
    2: (old) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of the version before
      const { former, ...row } = old as DeviceListRow;
      return former ? { ...row, former: former.map((each) => ({ ...each, madeAtMs: each.leftAtMs })) } : row;
    },
  },
};
