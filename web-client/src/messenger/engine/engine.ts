import { activeHeader, type AccountContext, type OpenVault } from '../account/context.ts';
import { LoginKeeper } from '../connection/login.ts';
import { Events } from '../events/events.ts';
import { failureOf, MessengerFailure } from '../failures.ts';
import { Serial } from '../kernel/serial.ts';
import { LinkingSlot } from '../linking/slot.ts';
import type { Phase } from '../port.ts';
import type { Cancel } from '../ports/platform.ts';
import { StoreError, type HolderGeneration, type Store } from '../ports/store.ts';
import type { VaultHeader } from '../vault/header.ts';
import type { MessengerDependencies } from './dependencies.ts';
import type { OpenedAccount } from './opened-account.ts';
import { snapshotOf } from './snapshot.ts';

/** Most of the messenger, and no door needs it: it is fetched while a password is typed. */
const workingParts = () => import('./opened-account.ts');

interface Held {
  readonly store: Store;
  readonly holder: HolderGeneration;
}

/** Which phase the client is in, and the changes from one to another: one at a time. */
export class Engine {
  readonly deps: MessengerDependencies;
  readonly events: Events;
  readonly login: LoginKeeper;
  readonly linking: LinkingSlot;
  readonly #changes = new Serial();
  #phase: Phase = { at: 'starting' };
  #opened: OpenedAccount | null = null;
  #held: Held | null = null;
  #cancelWait: Cancel = () => undefined;

  constructor(deps: MessengerDependencies) {
    this.deps = deps;
    this.events = new Events(deps.timers, () => snapshotOf(this.#phase, this.#opened, this.linking.view));
    this.linking = new LinkingSlot(this.events.changed);
    this.login = new LoginKeeper(deps.api.auth, deps.clock);
    this.login.onEnded = this.events.changed;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** The opened account. @throws MessengerFailure `busy` when there is none */
  get account(): OpenedAccount {
    if (!this.#opened) throw new MessengerFailure('busy');
    return this.#opened;
  }

  /** Takes the messenger if no other tab has it, else waits for it. */
  start(): Promise<void> {
    return this.#changes.run(() => this.#acquire(false));
  }

  /** Takes it from whoever has it; also comes back after another socket displaced this one. */
  takeOver(): Promise<void> {
    return this.#changes.run(async () => {
      if (this.#phase.at === 'ready') return this.#opened?.connection.retryNow();
      if (this.#held) return;
      await this.#acquire(true);
    });
  }

  /**
   * Runs a way in: what it opens becomes the account at work. Until it has succeeded, an account that is
   * open stays open: a mistyped password must not throw anybody out.
   */
  enter(way: (context: AccountContext) => Promise<OpenVault>): Promise<void> {
    this.linking.running?.cancel();
    return this.#changes.run(async () => {
      const vault = await way(this.#context());
      // The token is the new login's: closing the old account must not forget it.
      const old = this.#opened;
      this.#opened = null;
      await old?.close();
      this.#opened = await this.#open(vault);
      this.#show({ at: 'ready', me: this.#opened.me });
    });
  }

  /** Runs something that needs the opened account and changes how it is opened. */
  change<T>(work: (context: AccountContext, opened: OpenedAccount) => Promise<T>): Promise<T> {
    return this.#changes.run(() => work(this.#context(), this.account));
  }

  /** Runs a way out, also from the lock screen: afterwards no key is in memory. */
  leave(way: (context: AccountContext, header: VaultHeader) => Promise<void>): Promise<void> {
    this.linking.leave();
    return this.#changes.run(async () => {
      const context = this.#context();
      const header = this.#opened?.header ?? (await activeHeader(context.store));
      if (!header) throw new MessengerFailure('busy');
      await way(context, header);
      await this.#close();
      await this.#showDoor();
    });
  }

  usage(): Promise<{ readonly bytes: number; readonly quota: number }> {
    return this.#context().store.usage();
  }

  /** Stops for good, letting go of lock and storage. */
  stop(): Promise<void> {
    this.linking.leave();
    return this.#changes.run(async () => {
      await this.#close();
      this.#letGo();
      this.deps.lock.release();
    });
  }

  async #acquire(steal: boolean): Promise<void> {
    this.#cancelWait();
    const lost = () => this.#lostLock();
    if (!(await this.deps.lock.acquire({ steal, lost }))) return this.#waitOutside();
    await this.#hold();
  }

  async #hold(): Promise<void> {
    try {
      const store = await this.deps.openStore();
      this.#held = { store, holder: await store.claim() };
      await this.#showDoor();
    } catch (cause) {
      this.#show({ at: 'broken', failure: failureOf(cause) });
    }
  }

  #waitOutside(): void {
    this.#cancelWait();
    this.#show({ at: 'other-tab' });
    const granted = () => void this.#changes.run(() => this.#hold());
    this.#cancelWait = this.deps.lock.waitFor(granted, () => this.#lostLock());
  }

  /** Another tab took it by force. Its claim of the store already refuses whatever runs here. */
  #lostLock(): void {
    this.linking.leave();
    void this.#changes.run(async () => {
      await this.#close();
      this.#letGo();
      this.#waitOutside();
    });
  }

  async #open(vault: OpenVault): Promise<OpenedAccount> {
    const { deps, events, login } = this;
    try {
      const { OpenedAccount } = await workingParts().catch((cause: unknown) => {
        throw new MessengerFailure('network', cause);
      });
      return await OpenedAccount.open({ deps, events, login, broken: (cause) => this.#broken(cause) }, vault);
    } catch (cause) {
      await this.#showDoor();
      throw cause;
    }
  }

  async #showDoor(): Promise<void> {
    const { store } = this.#context();
    // Whoever opens an account asks again, and hears of a failure.
    workingParts().catch(() => undefined);
    const header = await activeHeader(store);
    if (!header) return this.#show({ at: 'welcome' });
    this.#show({ at: 'locked', username: header.username, displayName: header.displayName });
  }

  async #close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    this.login.forget();
    await opened?.close();
  }

  #letGo(): void {
    this.#held?.store.close();
    this.#held = null;
  }

  #broken(cause: unknown): void {
    if (cause instanceof StoreError && cause.code === 'fenced') return this.#lostLock();
    this.linking.leave();
    void this.#changes.run(async () => {
      await this.#close();
      this.#show({ at: 'broken', failure: failureOf(cause) });
    });
  }

  #context(): AccountContext {
    if (!this.#held) throw new MessengerFailure('busy');
    const { crypto, api, clock, timers } = this.deps;
    const progress = this.events.progress.bind(this.events);
    const openVault = (accountId: string) =>
      this.#opened?.header.accountId === accountId ? this.#opened : null;
    return { crypto, api, clock, timers, ...this.#held, login: this.login, progress, openVault };
  }

  #show(phase: Phase): void {
    this.#phase = phase;
    this.events.changed();
  }
}
