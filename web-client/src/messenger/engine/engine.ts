import {
  activeHeader,
  eraseRemains,
  reopen,
  type AccountContext,
  type LentKeys,
  type OpenVault,
} from '../account/context.ts';
import { LoginKeeper } from '../connection/login.ts';
import { Events } from '../events/events.ts';
import { failureOf, MessengerFailure } from '../failures.ts';
import { Serial } from '../kernel/serial.ts';
import { LinkingSlot, type RunningLinking } from '../linking/slot.ts';
import type { MessengerEvent, Phase, Snapshot } from '../port.ts';
import { isFenced, type HolderGeneration, type Store } from '../ports/store.ts';
import { putHeader, type VaultHeader } from '../vault/header.ts';
import type { MessengerDependencies } from './dependencies.ts';
import { claimed, type Held } from './held.ts';
import type { OpenedAccount } from './opened-account.ts';
import { snapshotOf } from './snapshot.ts';

/** Most of the messenger, and no door needs it: it is fetched while a password is typed. */
const workingParts = () => import('./opened-account.ts');

/** Whoever opens an account asks again, and hears of a failure. */
const fetchAhead = () => void workingParts().catch(() => undefined);

/** How long a full disk is given to get room for saying who writes. */
const CLAIM_AGAIN_MS = 10_000;

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
  /** What the tab that works shows, while that is another one. */
  #elsewhere: Snapshot | null = null;
  /** What was shown last, while the account is opened anew: the screens stay as they were. */
  #meanwhile: Snapshot | null = null;
  /** [D-11] This device learnt that it was signed out, and closes. */
  #removing = false;
  /** How often it is being locked: nothing is opened before that is done. */
  #locking = 0;
  /** Keys came into memory, or are about to leave it. */
  onKeys: () => void = () => undefined;
  /** Another tab has claimed the storage. */
  onFenced: () => void = () => undefined;

  constructor(deps: MessengerDependencies) {
    this.deps = deps;
    this.events = new Events(
      deps.timers,
      () => this.snapshot,
      (roomId) => this.#opened?.conversations.older(roomId) ?? 0,
    );
    this.linking = new LinkingSlot(this.events.changed);
    this.login = new LoginKeeper(deps.api.auth, deps.clock);
    this.login.onEnded = this.events.changed;
  }

  get phase(): Phase {
    return this.#phase;
  }

  get opened(): OpenedAccount | null {
    return this.#opened;
  }

  /** [D-11] This device was signed out, as far as it knows. */
  get isRemoved(): boolean {
    return this.#removing || this.#phase.at === 'removed';
  }

  /** The opened account. @throws MessengerFailure `busy` when there is none */
  get account(): OpenedAccount {
    if (!this.#opened) throw new MessengerFailure('busy');
    return this.#opened;
  }

  /** The generation under which this tab writes, 0 when it does not. */
  get term(): HolderGeneration {
    return this.#held?.holder ?? 0;
  }

  get snapshot(): Snapshot {
    return this.#elsewhere ?? this.#meanwhile ?? snapshotOf(this.#phase, this.#opened, this.linking.view);
  }

  /** Null when no vault is open. */
  lend(): LentKeys | null {
    if (!this.#opened) return null;
    const { header, ledger } = this.#opened;
    const { crypto } = this.deps;
    const { recordKey, nameKey } = ledger.vault;
    return {
      vaultId: header.vaultId,
      locks: header.locks ?? 0,
      recordKey: crypto.lend(recordKey),
      nameKey: crypto.lend(nameKey),
    };
  }

  /** This tab works from now on: opens the storage, and the vault with it where its keys are known. */
  hold(lent: LentKeys | null = null): Promise<void> {
    return this.#changes.run(async () => {
      this.login.begin();
      try {
        const store = await this.deps.openStore();
        this.#held = await claimed(store);
        if (this.term === 0) this.#claimLater(store, this.#held);
        if (!(lent && (await this.#reopen(lent)))) await this.#showDoor();
      } catch (cause) {
        // Without the working parts it stays at the door; everything else that fails here is the storage.
        if (!(cause instanceof MessengerFailure)) this.#show({ at: 'broken', failure: failureOf(cause) });
      }
      this.#elsewhere = null;
    });
  }

  /** Another tab still has the keys of the vault that is at the door here. */
  admit(lent: LentKeys): Promise<void> {
    return this.#changes.run(async () => {
      if (!this.#opened && this.#held) await this.#reopen(lent);
    });
  }

  /** Another tab works: nothing is written here any more, no key is in memory, and the screen stays as it is. */
  standBy(): Promise<void> {
    this.linking.leave();
    this.#elsewhere = this.snapshot;
    // Its turn may come, and then at once.
    fetchAhead();
    return this.#changes.run(() => this.#letGo());
  }

  /** What the tab that works says. */
  relay(event: MessengerEvent): void {
    if (event.type === 'snapshot') this.#elsewhere = event.snapshot;
    this.events.tell(event);
  }

  /** Comes back after another socket displaced this one. */
  returns(): void {
    this.#opened?.connection.retryNow();
  }

  /**
   * Runs a way in: what it opens becomes the account at work. Until it has succeeded, an account that is
   * open stays open: a mistyped password must not throw anybody out.
   *
   * @param own the linking that this is a step of; any other one ends
   */
  enter(
    way: (context: AccountContext) => Promise<OpenVault>,
    own: RunningLinking | null = null,
  ): Promise<void> {
    if (this.linking.running !== own) this.linking.running?.cancel();
    return this.#changes.run(async () => {
      const context = this.#context();
      // Locked meanwhile it is gone from here, and closed.
      const old = this.#opened;
      const vault = await way(context);
      // The token is the new login's: closing the old account must not forget it.
      this.#meanwhile = this.#opened && this.snapshot;
      this.#opened = null;
      await old?.close();
      if (this.#locking === 0) await this.#begin(vault);
      if (old && this.opened?.header.accountId === old.header.accountId) await this.#looksOn(old);
      // What the old one was still writing while it was replaced.
      if (old) await eraseRemains(context, old.header);
    });
  }

  /** Runs something that needs the opened account and changes how it is opened. */
  change<T>(work: (context: AccountContext, opened: OpenedAccount) => Promise<T>): Promise<T> {
    return this.#changes.run(() => work(this.#context(), this.account));
  }

  /** Runs something that may close the account at work: then it is opened again, whatever becomes of it. */
  rebuild(work: (context: AccountContext, opened: OpenedAccount) => Promise<void>): Promise<void> {
    return this.change(async (context, old) => {
      try {
        await work(context, old);
      } finally {
        if (old.isClosed && this.#locking === 0) {
          this.#meanwhile = this.snapshot;
          this.#opened = null;
          const { header, ledger, wrappingKey } = old;
          if (await this.#opens({ header, ledger: ledger.anew(), wrappingKey })) {
            this.#meanwhile = null;
            this.events.changed();
            await this.#looksOn(old);
          }
        }
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
      await this.#leave(context, header, way);
    });
  }

  /**
   * Locks. The keys leave memory at once and the door is shown, also while a change waits for the network: it finds its
   * storage closed, unless it works while nothing runs ({@link rebuild}): then it is ended first. What other tabs may still
   * open [V-22] follows in its turn, since that change may be writing the header.
   */
  async lock(way: (context: AccountContext, header: VaultHeader) => Promise<void>): Promise<void> {
    const opened = this.#opened;
    this.#locking++;
    try {
      if (opened) {
        const { username, displayName } = opened.header;
        this.#opened = null;
        this.onKeys();
        this.#show({ at: 'locked', username, displayName });
      } else if (this.#phase.at === 'ready') {
        // It is being opened anew.
        const { username, firstName } = this.#phase.me;
        this.#show({ at: 'locked', username, displayName: firstName });
      }
      const closed = opened?.close();
      await this.leave(async (context, header) => {
        await closed;
        await way(context, header);
      });
    } finally {
      this.#locking--;
    }
  }

  async #leave(
    context: AccountContext,
    header: VaultHeader,
    way: (context: AccountContext, header: VaultHeader) => Promise<void>,
  ): Promise<void> {
    await way(context, header);
    await this.#close();
    try {
      await eraseRemains(context, header);
    } finally {
      await this.#showDoor();
    }
  }

  usage(): Promise<{ readonly bytes: number; readonly quota: number }> {
    return this.#context().store.usage();
  }

  /** Stops for good, letting go of lock and storage. */
  stop(): Promise<void> {
    this.linking.leave();
    return this.#changes.run(async () => {
      await this.#letGo();
      this.deps.lock.release();
    });
  }

  /** The screens are as they were: whoever was reading reads on. */
  async #looksOn(old: OpenedAccount): Promise<void> {
    for (const [tab, roomId] of old.conversations.focus.all) {
      await this.account.mail.reading.focus(roomId, true, tab);
    }
  }

  #claimLater(store: Store, reading: Held): void {
    this.deps.timers.after(CLAIM_AGAIN_MS, () => {
      const again = this.#changes.run(() => this.#claimAgain(store, reading));
      again.catch((cause: unknown) => {
        if (!(cause instanceof MessengerFailure)) this.#broken(cause);
      });
    });
  }

  /** What was read until now is as old as it is: everything begins anew with what is there under the own generation. */
  async #claimAgain(store: Store, reading: Held): Promise<void> {
    if (this.#held !== reading || this.#phase.at === 'broken') return;
    const held = await claimed(store);
    if (held.holder === 0) return this.#claimLater(store, reading);
    const lent = this.lend();
    const old = this.#opened;
    this.#opened = null;
    await old?.close();
    this.#held = held;
    if (old && lent && (await this.#reopen(lent))) return this.#looksOn(old);
    await this.#close();
    await this.#showDoor();
  }

  async #reopen(lent: LentKeys): Promise<boolean> {
    if (this.#locking > 0) return false;
    const vault = await reopen(this.#context(), lent);
    if (vault) await this.#begin(vault);
    return vault !== undefined;
  }

  async #begin(vault: OpenVault): Promise<void> {
    const opened = await this.#opens(vault);
    if (!opened) return;
    this.#show({ at: 'ready', me: opened.me });
    this.onKeys();
  }

  /** @returns null, with nothing open, where it was locked meanwhile */
  async #opens(vault: OpenVault): Promise<OpenedAccount | null> {
    const opened = await this.#open(vault);
    if (this.#locking === 0) this.#opened = opened;
    else await opened.close();
    return this.#opened;
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
        removed: () => this.#removed(vault.header),
        linking: this.linking,
        rebuild: this.rebuild.bind(this),
      };
      return await OpenedAccount.open(context, vault);
    } catch (cause) {
      // Where it was open before, others were lent its keys.
      await this.#close();
      await this.#showDoor();
      throw cause;
    }
  }

  async #showDoor(): Promise<void> {
    const { store } = this.#context();
    fetchAhead();
    const header = await activeHeader(store);
    if (!header) return this.#show({ at: 'welcome' });
    const { username, displayName, removed } = header;
    this.#show({ at: removed ? 'removed' : 'locked', username, displayName });
  }

  async #close(): Promise<void> {
    const opened = this.#opened;
    this.#meanwhile = null;
    this.#opened = null;
    this.onKeys();
    this.login.forget();
    await opened?.close();
  }

  async #letGo(): Promise<void> {
    await this.#close();
    this.#held?.store.close();
    this.#held = null;
  }

  #broken(cause: unknown): void {
    if (isFenced(cause)) return this.onFenced();
    this.linking.leave();
    void this.#changes.run(async () => {
      await this.#close();
      this.#show({ at: 'broken', failure: failureOf(cause) });
    });
  }

  /** [D-11] The keys leave memory, and the header says so from now on. */
  #removed({ vaultId }: VaultHeader): void {
    this.#removing = true;
    const closing = this.#changes.run(async () => {
      // Another tab works by now, or another account: neither is what was removed.
      if (!this.#held) return;
      const context = this.#context();
      const header = this.#opened?.header ?? (await activeHeader(context.store));
      if (header?.vaultId !== vaultId) return;
      this.linking.leave();
      await this.#leave(context, header, ({ store, holder }) =>
        store.commit(holder, [putHeader({ ...header, removed: true })]),
      );
    });
    closing
      .catch((cause: unknown) => this.#broken(cause))
      .finally(() => {
        this.#removing = false;
      });
  }

  #context(): AccountContext {
    if (!this.#held) throw new MessengerFailure('busy');
    const { crypto, api, clock, timers, random } = this.deps;
    const progress = this.events.progress.bind(this.events);
    const openVault = (accountId: string) =>
      this.#opened?.header.accountId === accountId ? this.#opened : null;
    return { crypto, api, clock, timers, random, ...this.#held, login: this.login, progress, openVault };
  }

  show(phase: Phase): void {
    this.#elsewhere = null;
    this.#show(phase);
  }

  #show(phase: Phase): void {
    this.#meanwhile = null;
    this.#phase = phase;
    this.events.changed();
  }
}
