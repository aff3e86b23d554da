import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { Commands, Failure, Messenger, Result, SecurityDetails } from '../../messenger/port.ts';

export type ScanOutcome = ReturnType<Commands['checkScanned']>['outcome'];

/** Somebody while the user makes sure who they are: what is compared, and what came of it. */
export class Verifying {
  private readonly messenger: Messenger;
  private readonly accountId: string;
  private readonly known = signal<SecurityDetails | null>(null);
  private readonly wrong = signal<Failure | null>(null);
  private readonly scan = signal<ScanOutcome | null>(null);
  private readonly working = signal(false);

  constructor(messenger: Messenger, accountId: string) {
    this.messenger = messenger;
    this.accountId = accountId;
  }

  /** Null until it is known. */
  get details(): ReadonlySignal<SecurityDetails | null> {
    return this.known;
  }

  get failure(): ReadonlySignal<Failure | null> {
    return this.wrong;
  }

  /** Of the code that was read last. */
  get outcome(): ReadonlySignal<ScanOutcome | null> {
    return this.scan;
  }

  get busy(): ReadonlySignal<boolean> {
    return this.working;
  }

  async load(): Promise<void> {
    const result = await this.messenger.call('securityDetails', { accountId: this.accountId });
    if (result.ok) this.known.value = result.value;
    else this.wrong.value = result.failure;
  }

  /** The user found the number on screen the same as theirs: that very number, whatever it is by now. */
  async matches(): Promise<void> {
    const details = this.known.peek();
    if (details !== null) await this.set(details.safetyNumber);
  }

  async clear(): Promise<void> {
    await this.set(null);
  }

  async scanned(text: string): Promise<void> {
    const { accountId } = this;
    const result = await this.doing(() => this.messenger.call('checkScanned', { accountId, text }));
    if (result?.ok === true) this.scan.value = result.value.outcome;
  }

  private async set(safetyNumber: string | null): Promise<void> {
    const { accountId } = this;
    const result = await this.doing(() => this.messenger.call('setVerified', { accountId, safetyNumber }));
    if (result?.ok === false && result.failure.code === 'identity-changed') await this.load();
  }

  /** One at a time. */
  private async doing<T>(work: () => Promise<Result<T>>): Promise<Result<T> | null> {
    if (this.working.peek()) return null;
    this.working.value = true;
    this.wrong.value = null;
    this.scan.value = null;
    const result = await work();
    if (!result.ok) this.wrong.value = result.failure;
    this.working.value = false;
    return result;
  }
}
