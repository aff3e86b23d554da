import { TacetError } from '../../bytes/index.ts';
import type { WrappingKey } from '../../protocol/index.ts';
import type { Welcome } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import { NOBODY, profileCell, requireAccount, type OpenVault } from '../account/context.ts';
import { whyEnded } from '../account/why-ended.ts';
import { Alarms } from '../alarms/alarms.ts';
import { Archive } from '../archive/archive.ts';
import { Connection } from '../connection/connection.ts';
import type { LoginKeeper } from '../connection/login.ts';
import { Conversations } from '../conversations/conversations.ts';
import { NO_CHORES } from '../devices/chores.ts';
import { Devices } from '../devices/devices.ts';
import { IdentityResets } from '../devices/identity-resets.ts';
import { DeviceListsUnavailable } from '../devices/list-chain.ts';
import { OwnDevice } from '../devices/own-device.ts';
import type { Events } from '../events/events.ts';
import { MessengerFailure } from '../failures.ts';
import type { History } from '../history/history.ts';
import { Sweep } from '../inbox/sweep.ts';
import { Backoff } from '../kernel/backoff.ts';
import type { LinkingSlot } from '../linking/slot.ts';
import type { UnfinishedDependencies } from '../linking/unfinished.ts';
import { Mail } from '../mail/mail.ts';
import { People } from '../people/people.ts';
import type { Person } from '../port.ts';
import type { Cancel, Timers } from '../ports/platform.ts';
import { ApiError, type AuthApi } from '../ports/api.ts';
import { isFull } from '../ports/store.ts';
import { Presence } from '../presence/presence.ts';
import { Typing } from '../presence/typing.ts';
import { Recovery } from '../recovery/recovery.ts';
import { Groups } from '../rooms/groups.ts';
import { leaveAll } from '../rooms/leave-all.ts';
import { GroupViews } from '../rooms/views.ts';
import { SettingsStore } from '../settings/settings.ts';
import { Trust } from '../verification/trust.ts';
import { Counters } from '../vault/counters.ts';
import type { VaultHeader } from '../vault/header.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import type { MessengerDependencies } from './dependencies.ts';
import { FrameRouter } from './frame-router.ts';

/** Pauses between tries to mend a rollback, for as long as a connection lasts: nothing is sent before. */
const MEND_BASE_MS = 1_000;
const MEND_CAP_MS = 60_000;
/** How often an account that stays connected is looked after. */
const UPKEEP_EVERY_MS = 86_400_000;

export interface OpeningContext {
  readonly deps: MessengerDependencies;
  readonly events: Events;
  readonly login: LoginKeeper;
  /** Something failed that no retry mends. */
  readonly broken: (cause: unknown) => void;
  /** [D-11] This device is not on the account's list any more. */
  readonly removed: () => void;
  readonly linking: LinkingSlot;
  /** Runs something that may close this account, and opens it again. */
  readonly rebuild: UnfinishedDependencies['rebuild'];
}

/**
 * The working parts of one opened vault. Locking drops this object, and every key with it.
 *
 * It joins the features and starts and stops them; it does nothing else.
 */
export class OpenedAccount {
  header: VaultHeader;
  wrappingKey: WrappingKey | null;
  readonly ledger: Ledger;
  readonly profile = profileCell();
  readonly settings: SettingsStore;
  readonly conversations: Conversations;
  readonly groups: Groups;
  readonly groupViews: GroupViews;
  readonly devices: Devices;
  readonly people: People;
  readonly presence: Presence;
  readonly typing: Typing;
  readonly mail: Mail;
  readonly trust: Trust;
  readonly connection: Connection;
  readonly recovery: Recovery;
  readonly archive: Archive;
  /** What changes of the account's devices need. */
  readonly own: UnfinishedDependencies;
  readonly #counters = new Counters();
  readonly #sweep: Sweep;
  readonly #timers: Timers;
  readonly #mending: Backoff;
  #cancelUpkeep: Cancel = () => undefined;
  #cancelMending: Cancel = () => undefined;
  readonly #broken: (cause: unknown) => void;
  readonly #changed: () => void;
  /** Grows with each connection's beginning and end. */
  #connections = 0;
  #closed = false;

  private constructor(context: OpeningContext, vault: OpenVault, own: OwnDevice) {
    const { deps, events, login, broken } = context;
    const { header, ledger, wrappingKey } = vault;
    const { social, auth } = deps.api;
    const me = header.accountId;
    login.belongsTo(me);
    this.header = header;
    this.wrappingKey = wrappingKey;
    this.ledger = ledger;
    this.#broken = broken;
    this.#changed = events.changed;
    this.#timers = deps.timers;
    this.#mending = new Backoff(MEND_BASE_MS, MEND_CAP_MS, deps.random);
    this.#sweep = new Sweep(ledger, deps.clock, async (nowMs) => {
      await this.mail.seen.sweep(nowMs);
      await this.mail.sent.sweep(nowMs);
      await this.devices.pairs.prune(nowMs);
      await this.devices.lists.former.sweep(nowMs);
    });
    this.settings = new SettingsStore(ledger);
    this.conversations = new Conversations(ledger, events);
    const common = {
      ...deps,
      me,
      social,
      auth,
      login,
      ledger,
      events,
      counters: this.#counters,
      settings: this.settings,
      conversations: this.conversations,
      changed: events.changed,
      broken: (cause: unknown) => this.#failed(cause),
    };
    this.recovery = new Recovery(common, vault.proof);
    this.devices = new Devices({ ...common, own });
    const { lists, pairs } = this.devices;
    lists.onRemoved = context.removed;
    this.groups = new Groups({ ...common, ownIdentityKey: own.identity.publicKey });
    const alarms = new Alarms(common);
    this.people = new People({ ...common, groups: this.groups, alarms });
    this.connection = new Connection(common, {
      online: (welcome) => this.background(this.#online(welcome)),
      offline: () => this.#offline(),
      refused: (isOver) => this.background(this.#refused(isOver)),
      frame: (frame) => router.route(frame),
      changed: events.changed,
      ended: () => this.background(this.#askWhyEnded(auth)),
    });
    this.presence = new Presence(this.settings, this.connection, deps.timers, events.changed);
    // A new friend does not know yet who is there: say it again.
    this.people.directory.onOpened = () => this.presence.announce();
    this.trust = new Trust({ ...common, groups: this.groups });
    const connected = { ...common, groups: this.groups, trust: this.trust, connection: this.connection };
    this.typing = new Typing({ ...connected, lists, pairs });
    this.mail = new Mail({
      ...connected,
      alarms,
      devices: this.devices,
      directory: this.people.directory,
      typing: this.typing,
      drained: () => this.background(this.#drained()),
      background: (task) => this.background(task),
    });
    const { history } = this.mail;
    this.archive = new Archive({ ...connected, own, names: this.mail.rooms.names, history });
    this.people.directory.onGroups = (rooms) => this.mail.rooms.refresh(rooms);
    this.groupViews = new GroupViews({
      ...connected,
      invitations: this.mail.rooms.invitations,
      presence: this.presence,
      profile: () => this.me,
    });
    this.own = {
      ...common,
      api: deps.api,
      own,
      lists,
      chores: this.devices.chores,
      linked: (tx: Work, deviceId: string) => this.history.plan(tx, deviceId),
      readies: () => this.history.count(),
      background: (task) => this.background(task),
      account: this,
      slot: context.linking,
      rebuild: context.rebuild,
    };
    const router = new FrameRouter(this);
    new IdentityResets({ ...connected, pairs, unsent: this.mail.unsent }).follow(lists);
  }

  /** Loads what stays in memory and begins to connect. */
  static async open(context: OpeningContext, vault: OpenVault): Promise<OpenedAccount> {
    const own = await OwnDevice.load(context.deps.crypto, vault.ledger);
    const opened = new OpenedAccount(context, vault, own);
    await Promise.all([
      opened.profile.load(vault.ledger),
      opened.#counters.load(vault.ledger),
      opened.#sweep.load(),
      opened.settings.load(),
      opened.conversations.load(),
      opened.groups.load(),
      opened.trust.load(vault.ledger),
      opened.mail.load(),
      opened.people.directory.load(),
      opened.devices.prekeys.load(),
      opened.devices.chores.load(vault.ledger),
      opened.devices.lists.former.load(),
      opened.archive.load(),
    ]);
    opened.background(opened.mail.unknown.readAgain());
    opened.mail.receipts.start();
    opened.mail.history.wake();
    opened.connection.start();
    opened.#firstLook(context.login);
    return opened;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** A device that was linked just now shows people as soon as they are known: not only once it has a socket. */
  #firstLook({ ended }: LoginKeeper): void {
    const isEmpty = [...this.conversations.table.all()].length === 0;
    if (isEmpty && !ended) this.background(this.people.directory.refresh());
  }

  /** [D-10] What moves to other devices of this account, and comes from them. */
  get history(): History {
    return this.mail.history;
  }

  get me(): Person {
    const { value } = this.profile;
    const { accountId, username, displayName } = this.header;
    return value === NOBODY ? { ...NOBODY, accountId, username, firstName: displayName } : value;
  }

  /** As the service has it now. @throws ApiError when nobody answers */
  async refreshProfile(): Promise<void> {
    const { login, api } = this.own;
    const profile = await login.authorised((token) => api.social.profile(token));
    requireAccount(profile, this.header);
    await this.ledger.transact((tx) => {
      this.profile.set(tx, profile);
      tx.afterwards(this.#changed);
    });
  }

  /** Without a phrase nobody could open it who lost every browser. */
  async switchArchiveOn(): Promise<void> {
    const { exists } = await this.recovery.state();
    if (!exists) throw new MessengerFailure('no-recovery-phrase');
    await this.archive.switchOn();
  }

  /** [M-6] @returns in how many groups this account still is */
  leaveGroups(): Promise<number> {
    const { changes } = this.mail.rooms;
    return leaveAll({ groups: this.groups, changes, timers: this.#timers });
  }

  /** Stops everything and waits for the transaction that runs; nothing is written afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelUpkeep();
    this.#cancelMending();
    this.mail.receipts.stop();
    this.mail.listAlarms.stop();
    this.mail.rooms.stop();
    this.history.offline();
    this.archive.offline();
    this.connection.stop();
    await this.ledger.close();
  }

  /** Work that nobody waits for. What the next connection brings anyway may fail for want of an answer. */
  background(task: Promise<void>): void {
    task.catch((cause: unknown) => {
      const willComeAgain =
        cause instanceof ApiError || cause instanceof DeviceListsUnavailable || isFull(cause);
      const refused = cause instanceof TacetError && cause.kind !== 'internal';
      // [D-11] This device decides nothing any more: what it was at is over, and nothing is broken.
      const isOver = cause instanceof MessengerFailure && cause.code === 'signed-out';
      if (!willComeAgain && !refused && !isOver) this.#failed(cause);
    });
  }

  async #online(welcome: Welcome): Promise<void> {
    this.#connections++;
    this.mail.inbox.online();
    this.presence.announce();
    await this.#begin(welcome);
  }

  /**
   * [D-11] No socket for this device: whether its list is the reason is asked with what the login still opens. The word of
   * the relay alone ends a login, and no more.
   */
  async #refused(isOver: boolean): Promise<void> {
    const { login, lists, me } = this.own;
    const end = login.ending();
    try {
      await lists.refresh(me);
    } finally {
      if (isOver) end();
    }
  }

  /** [S-9] Nothing is sent before a rollback is mended, so that is tried again while this connection lasts. */
  async #begin(welcome: Welcome): Promise<void> {
    // [D-12] Nothing is sent under an identity that may not be the account's any more.
    if (this.devices.chores.value.reset) return this.#finishChores();
    const connection = this.#connections;
    try {
      const theirs = Number(welcome.lastSendCounter);
      const lost = theirs - this.#counters.current('send');
      if (lost > 0) {
        await this.devices.mendRollback((tx) => {
          this.#counters.raise(tx, 'send', theirs);
          this.conversations.skipOwn(tx, lost);
        });
      }
    } catch (cause) {
      if (!(cause instanceof ApiError) && !isFull(cause)) throw cause;
      if (connection !== this.#connections) return;
      const pauseMs = this.#mending.next(cause instanceof ApiError ? (cause.retryAfterMs ?? 0) : 0);
      this.#cancelMending = this.#timers.after(pauseMs, () => this.background(this.#begin(welcome)));
      return;
    }
    if (connection !== this.#connections) return;
    this.#mending.reset();
    this.mail.listAlarms.online();
    this.mail.rooms.online();
    this.mail.postman.online(welcome);
    if (this.devices.chores.value !== NO_CHORES) this.background(this.#finishChores());
    await this.people.refresher.online();
    await this.recovery.online();
  }

  async #finishChores(): Promise<void> {
    const { finishChores } = await import('../linking/index.ts');
    await finishChores(this.own);
  }

  async #drained(): Promise<void> {
    this.mail.drained();
    this.archive.drained();
    // What needs the services comes last: while they do not answer, the rest is done all the same.
    this.#keepUp();
    await this.#sweep.run();
    await this.devices.prekeys.drained();
  }

  /** What a new connection would bring has its time also while the old one holds for weeks. */
  #keepUp(): void {
    if (this.#closed) return;
    this.#cancelUpkeep();
    this.#cancelUpkeep = this.#timers.after(UPKEEP_EVERY_MS, () => {
      this.#keepUp();
      this.background(this.#upkeep());
    });
  }

  async #upkeep(): Promise<void> {
    await this.#sweep.run();
    await this.devices.prekeys.rotateWeekly();
  }

  async #askWhyEnded(auth: AuthApi): Promise<void> {
    this.connection.because(await whyEnded(auth, this.header));
  }

  #offline(): void {
    this.#connections++;
    this.#cancelMending();
    this.people.refresher.offline();
    this.#cancelUpkeep();
    this.mail.offline();
    this.archive.offline();
    this.presence.offline();
    this.typing.offline();
  }

  #failed(cause: unknown): void {
    if (!this.#closed) this.#broken(cause);
  }
}
