import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { Failure, LinkingView, Messenger, Snapshot } from '../../messenger/port.ts';
import { Submission } from '../system/submission.ts';

/** Where the browser that lets another one in stands. */
export type LinkDeviceStep =
  | { readonly at: 'opening' }
  | { readonly at: 'not-opened'; readonly failure: Failure }
  | LinkingView;

/** Nobody dismissed it here: another window of this browser did, or it began another linking. */
const GONE = { role: 'existing', at: 'failed', reason: 'cancelled' } as const;

/** "Link a device": shows a code, and compares. */
export class LinkDevice {
  readonly opening = new Submission();
  readonly answering = new Submission();
  readonly step: ReadonlySignal<LinkDeviceStep>;
  private readonly opened = signal(false);
  private readonly messenger: Messenger;
  private left = false;

  constructor(messenger: Messenger, snapshot: ReadonlySignal<Snapshot>) {
    this.messenger = messenger;
    this.step = computed(() => {
      const { linking } = snapshot.value;
      if (this.opening.failure !== null) return { at: 'not-opened', failure: this.opening.failure };
      // What stands there before is of an earlier linking.
      if (!this.opened.value) return { at: 'opening' };
      return linking?.role === 'existing' ? linking : GONE;
    });
  }

  /** Makes a code; the one before is good no more. */
  async begin(): Promise<void> {
    this.opened.value = false;
    this.answering.clear();
    const result = await this.opening.run(() => this.messenger.call('openLinking', {}));
    this.opened.value = result.ok;
    if (this.left) await this.end(); // the dialog was closed before there was anything to end
  }

  /** The user compared the numbers. */
  async answer(same: boolean): Promise<void> {
    await this.answering.run(() => this.messenger.call('confirmLinking', { same }));
  }

  /** The dialog goes away, and with it what is under way. */
  async leave(): Promise<void> {
    this.left = true;
    const { at } = this.step.peek();
    if (at === 'done' || at === 'failed') await this.messenger.call('dismissLinking', {});
    else await this.end();
  }

  private async end(): Promise<void> {
    await this.messenger.call('cancelLinking', {});
    await this.messenger.call('dismissLinking', {});
  }
}
