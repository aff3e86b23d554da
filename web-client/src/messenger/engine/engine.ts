import { activeHeader, eraseRemains, type AccountContext, type OpenVault } from '../account/context.ts';
import { LoginKeeper } from '../connection/login.ts';
import { Events } from '../events/events.ts';
import { failureOf, MessengerFailure } from '../failures.ts';
import { Backoff } from '../kernel/backoff.ts';
import { Serial } from '../kernel/serial.ts';
import { LinkingSlot } from '../linking/slot.ts';
import type { Phase } from '../port.ts';
import type { Cancel } from '../ports/platform.ts';
import { StoreError, type HolderGeneration, type Store } from '../ports/store.ts';
import { putHeader, type VaultHeader } from '../vault/header.ts';
import type { MessengerDependencies } from './dependencies.ts';
import type { OpenedAccount } from './opened-account.ts';
import { snapshotOf } from './snapshot.ts';

/** Most of the messenger, and no door needs it: it is fetched while a password is typed. */
const workingParts = () => import('./opened-account.ts');
/** [D-12] Each try closes the account and opens it again: not all the time while nobody answers. */
const RESET_BASE_MS = 1_000;
const RESET_CAP_MS = 60_000;

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
  readonly #resetPause: Backoff;
  #phase: Phase = { at: 'starting' };
  #opened: OpenedAccount | null = null;
  #held: Held | null = null;
  #cancelWait: Cancel = () => undefined;

  constructor(deps: MessengerDependencies) {
    this.deps = deps;
    this.events = new Events(deps.timers, () => snapshotOf(this.#phase, this.#opened, this.linking.view));
    this.linking = new LinkingSlot(this.events.changed);
    this.#resetPause = new Backoff(RESET_BASE_MS, RESET_CAP_MS, deps.random);
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

  /**
   * Changes the account at work while nothing of it runs: once `check` has passed it is closed, and opened again whatever
   * becomes of the change. What it showed stays on the screen meanwhile.
   */
  rebuild(
    check: (context: AccountContext, header: VaultHeader) => Promise<void>,
    work: (context: AccountContext, vault: OpenVault, events: Events) => Promise<void>,
  ): Promise<void> {
    return this.#changes.run(async () => {
      const old = this.account;
      const context = this.#context();
      await check(context, old.header);
      this.linking.leave();
      await old.close();
      const vault = { header: old.header, ledger: old.ledger.anew(), wrappingKey: old.wrappingKey };
      try {
        await work(context, vault, this.events);
      } finally {
        // A ledger ends with its account.
        await vault.ledger.close();
        this.#opened = null;
        this.#opened = await this.#open({ ...vault, ledger: old.ledger.anew() });
        this.events.changed();
      }
    });
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
      try {
        await eraseRemains(context, header);
      } finally {
        await this.#showDoor();
      }
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
      const context = {
        deps,
        events,
        login,
        broken: (cause: unknown) => this.#broken(cause),
        removed: () => this.#removed(vault.header.accountId),
        reset: () => this.#finishReset(),
        resetPauseMs: () => this.#resetPause.next(),
      };
      return await OpenedAccount.open(context, vault);
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
    const { username, displayName, removed } = header;
    this.#show({ at: removed ? 'removed' : 'locked', username, displayName });
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

  /** [D-11] The keys leave memory first: a crash before the header says so only means that it is learned again. */
  #removed(accountId: string): void {
    this.linking.leave();
    const lockOut = async () => {
      const header = this.#opened?.header;
      if (header?.accountId !== accountId) return;
      await this.#close();
      const { store, holder } = this.#context();
      await store.commit(holder, [putHeader({ ...header, removed: true })]);
      await this.#showDoor();
    };
    this.#changes.run(lockOut).catch((cause: unknown) => this.#broken(cause));
  }

  /** [D-12] It is not known yet under which identity the account goes on. */
  async #finishReset(): Promise<void> {
    const { finishReset } = await import('../linking/index.ts');
    await this.rebuild(() => Promise.resolve(), finishReset);
    this.#resetPause.reset();
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
