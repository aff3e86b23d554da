import { TacetError } from '../../bytes/index.ts';
import type { Welcome } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import { NOBODY, profileCell, type OpenVault } from '../account/context.ts';
import { Connection } from '../connection/connection.ts';
import type { LoginKeeper } from '../connection/login.ts';
import { Conversations } from '../conversations/conversations.ts';
import { Reading } from '../conversations/reading.ts';
import { DeviceLists } from '../devices/device-lists.ts';
import { DeviceListsUnavailable } from '../devices/list-chain.ts';
import { OwnDevice } from '../devices/own-device.ts';
import { Pairs } from '../devices/pairs.ts';
import { Prekeys } from '../devices/prekeys.ts';
import type { Events } from '../events/events.ts';
import { EnvelopeOpener } from '../inbox/envelope-opener.ts';
import { Inbox } from '../inbox/inbox.ts';
import { Reception } from '../inbox/reception.ts';
import { Sweep } from '../inbox/sweep.ts';
import { EnvelopeMaker } from '../outbox/envelope-maker.ts';
import { Outbox } from '../outbox/outbox.ts';
import { Postman } from '../outbox/postman.ts';
import { Unsent } from '../outbox/unsent.ts';
import { Directory } from '../people/directory.ts';
import { Refresher } from '../people/refresher.ts';
import { Friendship } from '../people/friendship.ts';
import type { Person } from '../port.ts';
import { ApiError } from '../ports/api.ts';
import { isFull } from '../ports/store.ts';
import { Presence } from '../presence/presence.ts';
import { Typing } from '../presence/typing.ts';
import { Receipts } from '../receipts/receipts.ts';
import { SettingsStore } from '../settings/settings.ts';
import type { VaultHeader } from '../vault/header.ts';
import { Counters } from '../vault/counters.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { MessengerDependencies } from './dependencies.ts';
import { FrameRouter } from './frame-router.ts';
import { IdentityResets } from '../devices/identity-resets.ts';

export interface OpeningContext {
  readonly deps: MessengerDependencies;
  readonly events: Events;
  readonly login: LoginKeeper;
  /** Something failed that no retry mends. */
  readonly broken: (cause: unknown) => void;
}

/**
 * The working parts of one opened vault. Locking drops this object, and every key with it.
 *
 * It wires the features together and starts and stops them; it does nothing else.
 */
export class OpenedAccount {
  header: VaultHeader;
  readonly ledger: Ledger;
  readonly own: OwnDevice;
  readonly settings: SettingsStore;
  readonly conversations: Conversations;
  readonly reading: Reading;
  readonly outbox: Outbox;
  readonly unsent: Unsent;
  readonly directory: Directory;
  readonly refresher: Refresher;
  readonly friendship: Friendship;
  readonly lists: DeviceLists;
  readonly prekeys: Prekeys;
  readonly pairs: Pairs;
  readonly receipts: Receipts;
  readonly presence: Presence;
  readonly typing: Typing;
  readonly inbox: Inbox;
  readonly connection: Connection;
  readonly profile = profileCell();
  readonly #counters = new Counters();
  readonly #postman: Postman;
  readonly #sweep: Sweep;
  readonly #context: OpeningContext;
  #closed = false;

  private constructor(context: OpeningContext, vault: OpenVault, own: OwnDevice) {
    const { deps, events, login } = context;
    const { crypto, clock, timers, random } = deps;
    const { social, auth } = deps.api;
    const { header, ledger } = vault;
    const { device } = own;
    const me = header.accountId;
    const counters = this.#counters;
    const changed = events.changed;
    const broken = (cause: unknown) => this.#failed(cause);
    this.#context = context;
    this.#sweep = new Sweep(ledger, clock);
    this.header = header;
    this.ledger = ledger;
    this.own = own;
    const settings = (this.settings = new SettingsStore(ledger));
    const conversations = (this.conversations = new Conversations(ledger, events));
    const outbox = (this.outbox = new Outbox(ledger, counters, conversations, clock));
    this.unsent = new Unsent({ ledger, conversations, outbox });
    const directory = (this.directory = new Directory({
      me,
      social,
      login,
      ledger,
      conversations,
      crypto,
      clock,
      changed,
    }));
    this.refresher = new Refresher(directory, timers, random, broken);
    this.friendship = new Friendship({ crypto, social, login, directory });
    const lists = (this.lists = new DeviceLists({ crypto, social, login, ledger }));
    const prekeys = (this.prekeys = new Prekeys({ crypto, device, social, login, ledger, clock }));
    const pairs = (this.pairs = new Pairs({ crypto, device, social, login, ledger, prekeys, clock }));
    const receipts = (this.receipts = new Receipts({
      ledger,
      conversations,
      outbox,
      settings,
      clock,
      timers,
      random,
      broken,
    }));
    this.reading = new Reading({ ledger, conversations, receipts, events });
    const router = new FrameRouter(this, (task) => this.background(task));
    const connection = (this.connection = new Connection(
      { auth, sockets: deps.sockets, login, clock, timers, random, network: deps.network },
      {
        online: (welcome) => this.background(this.#online(welcome)),
        offline: () => this.#offline(),
        frame: (frame) => router.route(frame),
        changed,
      },
    ));
    this.presence = new Presence(settings, connection, changed);
    const typing = (this.typing = new Typing({
      crypto,
      conversations,
      lists,
      pairs,
      connection,
      settings,
      clock,
      timers,
      changed,
    }));
    const maker = new EnvelopeMaker({ crypto, me, device, conversations, lists, pairs, counters });
    this.#postman = new Postman({
      ledger,
      outbox,
      maker,
      conversations,
      directory,
      connection,
      timers,
      random,
      broken,
    });
    this.inbox = new Inbox({
      ledger,
      counters,
      connection,
      clock,
      timers,
      random,
      changed,
      broken,
      opener: new EnvelopeOpener({ crypto, lists, pairs }),
      reception: new Reception({ me, conversations, directory, receipts, typing, clock }),
      drained: () => this.background(this.#drained()),
    });
    new IdentityResets({ me, conversations, pairs, clock }).follow(lists);
  }

  get postman(): Postman {
    return this.#postman;
  }

  get me(): Person {
    const { value } = this.profile;
    const { accountId, username, displayName } = this.header;
    return value === NOBODY ? { ...NOBODY, accountId, username, firstName: displayName } : value;
  }

  /** Loads what stays in memory and begins to connect. */
  static async open(context: OpeningContext, vault: OpenVault): Promise<OpenedAccount> {
    const own = await OwnDevice.load(context.deps.crypto, vault.ledger);
    const opened = new OpenedAccount(context, vault, own);
    await Promise.all([
      opened.profile.load(vault.ledger),
      opened.#counters.load(vault.ledger),
      opened.settings.load(),
      opened.conversations.load(),
      opened.outbox.load(),
      opened.directory.load(),
      opened.prekeys.load(),
      opened.#sweep.load(),
    ]);
    opened.receipts.start();
    opened.connection.start();
    return opened;
  }

  /** Stops everything and waits for the transaction that runs; nothing is written afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    this.receipts.stop();
    this.connection.stop();
    await this.ledger.idle();
  }

  /** Work that nobody waits for. What the next connection brings anyway may fail for want of an answer. */
  background(task: Promise<void>): void {
    task.catch((cause: unknown) => {
      const willComeAgain =
        cause instanceof ApiError || cause instanceof DeviceListsUnavailable || isFull(cause);
      const refused = cause instanceof TacetError && cause.kind !== 'internal';
      if (!willComeAgain && !refused) this.#failed(cause);
    });
  }

  async #drained(): Promise<void> {
    await this.prekeys.drained();
    await this.#sweep.run();
  }

  async #online(welcome: Welcome): Promise<void> {
    this.inbox.online();
    this.presence.announce();
    const behind = Number(welcome.lastSendCounter) - this.#counters.current('send');
    if (behind > 0) await this.#mendRollback(Number(welcome.lastSendCounter));
    this.#postman.online(welcome);
    await this.refresher.online();
  }

  /**
   * The relay remembers messages that this profile does not: it was restored from a copy. Ratchet states
   * were used by the other timeline, so none of them may ever seal again.
   */
  async #mendRollback(sendCounter: number): Promise<void> {
    await this.ledger.transact(async (tx) => {
      await this.pairs.abandonAll(tx);
      this.#counters.raise(tx, 'send', sendCounter);
    });
    await this.prekeys.replaceAll();
  }

  #offline(): void {
    this.refresher.offline();
    this.#postman.offline();
    this.inbox.offline();
    this.presence.offline();
    this.typing.offline();
  }

  #failed(cause: unknown): void {
    if (!this.#closed) this.#context.broken(cause);
  }
}
