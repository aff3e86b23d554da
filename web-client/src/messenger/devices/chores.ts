import { Cell } from '../vault/cell.ts';

/** [D-6] A device that this one puts on the list, until it is known to stand. */
export interface Admitted {
  readonly deviceId: string;
  /** When the linking began, by this device's clock. */
  readonly beganAtMs: number;
}

/** [D-12] Another account identity, until it is known whether the service took its list. */
export interface PendingReset {
  /** As they will be stored, `OwnKeysRow`. */
  readonly identity: Uint8Array;
  readonly device: Uint8Array;
  readonly signedDeviceList: Uint8Array;
}

/**
 * What this device has begun to change about the devices of its account. Written before the services hear of it, and
 * brought to an end whenever there is a connection.
 */
export interface Chores {
  readonly admitted: readonly Admitted[];
  /** [D-11] Ids of devices that are signed out. */
  readonly leaving: readonly string[];
  readonly reset: PendingReset | null;
}

const NONE: Chores = { admitted: [], leaving: [], reset: null };

export class ChoresCell extends Cell<Chores> {
  constructor() {
    super('device-chores', 1, NONE);
  }

  get isEmpty(): boolean {
    const { admitted, leaving, reset } = this.value;
    return admitted.length + leaving.length === 0 && reset === null;
  }
}
