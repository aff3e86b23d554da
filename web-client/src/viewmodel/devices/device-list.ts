import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { DeviceView, Failure, LoginSessionView, Messenger, Result } from '../../messenger/port.ts';

export type DeviceListState =
  | { readonly at: 'loading' }
  | { readonly at: 'failed'; readonly failure: Failure }
  | {
      readonly at: 'shown';
      readonly devices: readonly DeviceView[];
      /** Logins that belong to none of them, for example of a linking that was not finished. */
      readonly others: readonly LoginSessionView[];
    };

/** How the last sign-out went. */
export type Outcome = { readonly ended: string } | { readonly failure: Failure };

/** "Devices": the browsers that belong to the account. */
export class DeviceList {
  private readonly current = signal<DeviceListState>({ at: 'loading' });
  private readonly last = signal<Outcome | null>(null);
  private readonly messenger: Messenger;
  private readonly everywhere: () => Promise<Result<void>>;

  constructor(messenger: Messenger, everywhere: () => Promise<Result<void>>) {
    this.messenger = messenger;
    this.everywhere = everywhere;
  }

  get state(): ReadonlySignal<DeviceListState> {
    return this.current;
  }

  get outcome(): ReadonlySignal<Outcome | null> {
    return this.last;
  }

  /** What is shown stays until there is something newer. */
  async load(): Promise<void> {
    const [devices, logins] = await Promise.all([
      this.messenger.call('listDevices', {}),
      this.messenger.call('listLoginSessions', {}),
    ]);
    if (!devices.ok) {
      this.current.value = { at: 'failed', failure: devices.failure };
      return;
    }
    const known = new Set(devices.value.map(({ deviceId }) => deviceId));
    const others = logins.ok
      ? logins.value.filter(({ current, deviceId }) => !current && !known.has(deviceId))
      : [];
    this.current.value = {
      at: 'shown',
      devices: devices.value.toSorted(thisOneFirst),
      others: others.toSorted((a, b) => b.lastUsedAtMs - a.lastUsedAtMs),
    };
  }

  /** [D-11] Off the list, and its login ended. True when that is done. */
  async signOut({ deviceId, name }: DeviceView): Promise<boolean> {
    return await this.end(name, () => this.messenger.call('signOutDevice', { deviceId }));
  }

  /** Of a login that belongs to no device; `name` is what the user knows it by. */
  async endLogin(id: string, name: string): Promise<boolean> {
    return await this.end(name, () => this.messenger.call('endLoginSession', { id }));
  }

  /** This one and all others. */
  async signOutEverywhere(): Promise<void> {
    const result = await this.everywhere();
    this.last.value = result.ok ? null : { failure: result.failure };
  }

  private async end(name: string, command: () => Promise<Result<void>>): Promise<boolean> {
    const result = await command();
    this.last.value = result.ok ? { ended: name } : { failure: result.failure };
    if (result.ok) await this.load();
    return result.ok;
  }
}

function thisOneFirst(a: DeviceView, b: DeviceView): number {
  return Number(b.current) - Number(a.current) || (b.lastUsedAtMs ?? 0) - (a.lastUsedAtMs ?? 0);
}
