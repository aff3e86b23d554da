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
  private readonly other = signal(false);
  /** A number that was asked for before it was taken back is not shown. */
  private asked = 0;

  constructor(messenger: Messenger, accountId: string) {
    this.messenger = messenger;
    this.accountId = accountId;
  }

  /** Null until it is known, and while another identity's has not been asked for. */
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

  /** The number was another one meanwhile, and the new one is shown only when the user wants to see it. */
  get replaced(): ReadonlySignal<boolean> {
    return this.other;
  }

  /** What the user asked to see: only that can be found the same. */
  async show(): Promise<void> {
    const asked = ++this.asked;
    this.wrong.value = null;
    const result = await this.messenger.call('securityDetails', { accountId: this.accountId });
    if (asked !== this.asked) return;
    if (!result.ok) {
      this.wrong.value = result.failure;
      return;
    }
    this.known.value = result.value;
    this.other.value = false;
  }

  /**
   * Somebody else's number would stand where the old one did, beside a button that says that it is the same: whoever clicks
   * twice would find the same what nobody compared.
   */
  takeBack(): void {
    this.asked++;
    this.known.value = null;
    this.other.value = true;
  }

  /** The user found the number on screen the same as theirs: that very number, whatever it is by now. Nothing without one. */
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
    if (result?.ok === false && result.failure.code === 'identity-changed') this.takeBack();
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
