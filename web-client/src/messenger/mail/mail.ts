import type { CryptoProvider } from '../../crypto/index.ts';
import type { Alarms } from '../alarms/alarms.ts';
import { ListAlarms } from '../alarms/list-alarms.ts';
import type { Connection } from '../connection/connection.ts';
import type { LoginKeeper } from '../connection/login.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { Reading } from '../conversations/reading.ts';
import type { Devices } from '../devices/devices.ts';
import type { Events } from '../events/events.ts';
import { History } from '../history/history.ts';
import { Arrivals } from '../inbox/arrivals.ts';
import { EnvelopeOpener } from '../inbox/envelope-opener.ts';
import { Inbox } from '../inbox/inbox.ts';
import { QuietContents } from '../inbox/quiet-contents.ts';
import { Quarantine } from '../inbox/quarantine.ts';
import { UnknownContents } from '../inbox/unknown-contents.ts';
import { Reception } from '../inbox/reception.ts';
import { Seen } from '../inbox/seen.ts';
import { EnvelopeMaker } from '../outbox/envelope-maker.ts';
import { Outbox } from '../outbox/outbox.ts';
import { Postman } from '../outbox/postman.ts';
import { Unsent } from '../outbox/unsent.ts';
import type { Directory } from '../people/directory.ts';
import type { SocialApi } from '../ports/api.ts';
import type { Clock, Random, Timers } from '../ports/platform.ts';
import type { Typing } from '../presence/typing.ts';
import { Reach } from '../receipts/reach.ts';
import { Receipts } from '../receipts/receipts.ts';
import { Answers } from '../repair/answers.ts';
import { Places } from '../repair/places.ts';
import { Requests } from '../repair/requests.ts';
import { SentContents } from '../repair/sent-contents.ts';
import type { Groups } from '../rooms/groups.ts';
import { Rooms } from '../rooms/rooms.ts';
import type { SettingsStore } from '../settings/settings.ts';
import { ToldMarks } from '../verification/told-marks.ts';
import type { Trust } from '../verification/trust.ts';
import type { Counters } from '../vault/counters.ts';
import type { Ledger } from '../vault/ledger.ts';

export interface MailDependencies {
  readonly me: string;
  readonly crypto: CryptoProvider;
  readonly ledger: Ledger;
  readonly counters: Counters;
  readonly settings: SettingsStore;
  readonly conversations: Conversations;
  readonly groups: Groups;
  readonly social: SocialApi;
  readonly login: LoginKeeper;
  readonly alarms: Alarms;
  readonly devices: Devices;
  readonly directory: Directory;
  readonly connection: Connection;
  readonly typing: Typing;
  readonly trust: Trust;
  readonly events: Events;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly drained: () => void;
  readonly broken: (cause: unknown) => void;
  /** Runs what nobody waits for. */
  readonly background: (task: Promise<void>) => void;
}

/** Messages on their way in and out. */
export class Mail {
  readonly outbox: Outbox;
  readonly unsent: Unsent;
  readonly postman: Postman;
  readonly inbox: Inbox;
  readonly seen: Seen;
  readonly receipts: Receipts;
  readonly reading: Reading;
  readonly listAlarms: ListAlarms;
  readonly unknown: UnknownContents;
  readonly sent: SentContents;
  readonly answers: Answers;
  readonly requests: Requests;
  readonly rooms: Rooms;
  readonly history: History;
  readonly marks: ToldMarks;
  readonly #ledger: Ledger;

  constructor(deps: MailDependencies) {
    const { crypto, ledger, counters, conversations, clock, events, devices } = deps;
    this.#ledger = ledger;
    const { lists, pairs, bundles } = devices;
    this.outbox = new Outbox(ledger, counters, conversations, clock);
    this.unsent = new Unsent({ ledger, conversations, outbox: this.outbox });
    this.unsent.isHeld = (roomId, tx) => deps.trust.holds(roomId, tx);
    const reach = new Reach(deps);
    this.receipts = new Receipts({ ...deps, outbox: this.outbox, reach, lists });
    this.reading = new Reading({ ledger, conversations, receipts: this.receipts, events });
    this.listAlarms = new ListAlarms({ ...deps, lists });
    const { listAlarms } = this;
    const quarantine = new Quarantine(deps);
    this.rooms = new Rooms({
      ...deps,
      listAlarms,
      quarantine,
      usernames: deps.directory.usernames,
      outbox: this.outbox,
      unsent: this.unsent,
    });
    const { logs, logAlarms, names, invitations, changes } = this.rooms;
    this.unknown = new UnknownContents(deps);
    const { device } = devices.own;
    const places = new Places(conversations);
    this.sent = new SentContents(deps);
    this.answers = new Answers({ ...deps, sent: this.sent, outbox: this.outbox });
    this.requests = new Requests({ ...deps, outbox: this.outbox, places });
    lists.onDevicesCame = (tx, came) => this.requests.came(tx, came);
    const repair = { sent: this.sent, answers: this.answers, requests: this.requests, places };
    const arrivals = new Arrivals({ ...deps, ...repair, lists });
    this.marks = new ToldMarks({ ...deps, lists, device });
    const { marks } = this;
    this.history = new History({
      ...deps,
      ...repair,
      device,
      lists,
      logs,
      marks,
      arrivals,
      outbox: this.outbox,
    });
    const maker = new EnvelopeMaker({
      ...deps,
      ...repair,
      device,
      lists,
      pairs,
      bundles,
      expulsions: changes,
    });
    this.postman = new Postman({
      ...deps,
      ...repair,
      outbox: this.outbox,
      maker,
      bundles,
      listAlarms,
      logAlarms,
      logs,
      reach,
    });
    this.receipts.isCatchingUp = () => this.inbox.catchingUp !== null;
    this.seen = new Seen(ledger, clock);
    this.inbox = new Inbox({
      ...deps,
      emptied: (beganAtMs) => deps.background(lists.former.emptied(beganAtMs)),
      seen: this.seen,
      refetch: (accountId) => deps.background(refreshed(lists, accountId)),
      quarantine,
      changed: events.changed,
      opener: new EnvelopeOpener({ crypto, lists, pairs }),
      reception: new Reception({
        ...deps,
        ...repair,
        receipts: this.receipts,
        reach,
        listAlarms,
        logAlarms,
        logs,
        quiet: new QuietContents({
          ...deps,
          arrivals,
          names,
          invitations,
          quarantine,
          marks,
          history: this.history,
        }),
        unknown: this.unknown,
        arrivals,
      }),
    });
  }

  async load(): Promise<void> {
    await Promise.all([
      this.outbox.load(),
      this.seen.load(),
      this.answers.load(this.#ledger),
      this.requests.load(),
      this.history.load(),
      this.marks.load(),
    ]);
  }

  /** All mail that waited is in. */
  drained(): void {
    this.receipts.drained();
    this.requests.drained();
    this.history.drained();
    this.marks.drained();
  }

  offline(): void {
    this.postman.offline();
    this.history.offline();
    this.marks.offline();
    this.inbox.offline();
    this.requests.offline();
  }
}

async function refreshed(lists: Devices['lists'], accountId: string): Promise<void> {
  await lists.refresh(accountId);
}
