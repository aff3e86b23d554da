import type { CryptoProvider } from '../../crypto/index.ts';
import { Alarms } from '../alarms/alarms.ts';
import { ListAlarms } from '../alarms/list-alarms.ts';
import type { Connection } from '../connection/connection.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { Reading } from '../conversations/reading.ts';
import type { Devices } from '../devices/devices.ts';
import type { Events } from '../events/events.ts';
import { Arrivals } from '../inbox/arrivals.ts';
import { EnvelopeOpener } from '../inbox/envelope-opener.ts';
import { Inbox } from '../inbox/inbox.ts';
import { Reception } from '../inbox/reception.ts';
import { EnvelopeMaker } from '../outbox/envelope-maker.ts';
import { Outbox } from '../outbox/outbox.ts';
import { Postman } from '../outbox/postman.ts';
import { Unsent } from '../outbox/unsent.ts';
import type { Directory } from '../people/directory.ts';
import type { Clock, Random, Timers } from '../ports/platform.ts';
import type { Typing } from '../presence/typing.ts';
import { Receipts } from '../receipts/receipts.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { Counters } from '../vault/counters.ts';
import type { Ledger } from '../vault/ledger.ts';

export interface MailDependencies {
  readonly me: string;
  readonly crypto: CryptoProvider;
  readonly ledger: Ledger;
  readonly counters: Counters;
  readonly settings: SettingsStore;
  readonly conversations: Conversations;
  readonly devices: Devices;
  readonly directory: Directory;
  readonly connection: Connection;
  readonly typing: Typing;
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
  readonly receipts: Receipts;
  readonly reading: Reading;
  readonly listAlarms: ListAlarms;

  constructor(deps: MailDependencies) {
    const { me, crypto, ledger, counters, conversations, clock, events, devices } = deps;
    const { lists, pairs } = devices;
    this.outbox = new Outbox(ledger, counters, conversations, clock);
    this.unsent = new Unsent({ ledger, conversations, outbox: this.outbox });
    this.receipts = new Receipts({ ...deps, outbox: this.outbox });
    this.reading = new Reading({ ledger, conversations, receipts: this.receipts, events });
    const alarms = new Alarms(deps);
    this.listAlarms = new ListAlarms({ ...deps, lists, alarms });
    const { listAlarms } = this;
    const { device } = devices.own;
    const maker = new EnvelopeMaker({ crypto, me, device, conversations, lists, pairs, counters });
    this.postman = new Postman({ ...deps, outbox: this.outbox, maker, alarms, listAlarms });
    this.inbox = new Inbox({
      ...deps,
      changed: events.changed,
      opener: new EnvelopeOpener({ crypto, lists, pairs }),
      reception: new Reception({
        ...deps,
        receipts: this.receipts,
        listAlarms,
        arrivals: new Arrivals({ ...deps, lists }),
      }),
    });
  }
}
