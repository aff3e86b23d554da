import type { CryptoProvider } from '../../crypto/index.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { ListAlarms } from '../alarms/list-alarms.ts';
import type { LoginKeeper } from '../connection/login.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Devices } from '../devices/devices.ts';
import type { Quarantine } from '../inbox/quarantine.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Unsent } from '../outbox/unsent.ts';
import type { Usernames } from '../people/usernames.ts';
import { ApiError, type RoomEntry, type SocialApi } from '../ports/api.ts';
import type { Clock, Timers } from '../ports/platform.ts';
import type { Ledger } from '../vault/ledger.ts';
import { Appends } from './appends.ts';
import { Changes } from './changes.ts';
import { Chronicle } from './chronicle.ts';
import { Describe } from './describe.ts';
import { Evidence } from './evidence.ts';
import { FollowUps } from './follow-ups.ts';
import type { Groups } from './groups.ts';
import { Guests } from './guests.ts';
import { Invitations } from './invitations.ts';
import { LogAlarms } from './log-alarms.ts';
import { Logs } from './logs.ts';
import { Names } from './names.ts';
import { Unshown } from './unshown.ts';

/** Groups looked at in one answer: twice what the service lets an account have (contracts/rest.md). */
const MAX_GROUPS = 1_000;

export interface RoomsDependencies {
  readonly me: string;
  readonly crypto: CryptoProvider;
  readonly social: SocialApi;
  readonly login: LoginKeeper;
  readonly ledger: Ledger;
  readonly conversations: Conversations;
  readonly groups: Groups;
  readonly devices: Devices;
  readonly alarms: Alarms;
  readonly listAlarms: ListAlarms;
  readonly usernames: Usernames;
  readonly outbox: Outbox;
  readonly unsent: Unsent;
  readonly quarantine: Quarantine;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Runs what nobody waits for; no answer is no failure of it. */
  readonly background: (task: Promise<void>) => void;
}

/** Groups: what is known of them, how it stays fresh, and what the user does about it. */
export class Rooms {
  readonly logs: Logs;
  readonly logAlarms: LogAlarms;
  readonly names: Names;
  readonly invitations: Invitations;
  readonly changes: Changes;
  readonly #appends: Appends;
  readonly #describe: Describe;
  readonly #deps: RoomsDependencies;

  constructor(deps: RoomsDependencies) {
    this.#deps = deps;
    const { devices, groups, quarantine, background } = deps;
    const { lists } = devices;
    const { device } = devices.own;
    this.names = new Names(deps);
    const chronicle = new Chronicle({
      ...deps,
      followUps: new FollowUps({ ...deps, device }),
    });
    this.logs = new Logs({ ...deps, lists, chronicle });
    const unshown = new Unshown({
      groups,
      quarantine: (tx, roomId, reason) => quarantine.addRoom(tx, roomId, reason),
    });
    this.logAlarms = new LogAlarms({ ...deps, lists, logs: this.logs, unshown });
    this.invitations = new Invitations({
      ...deps,
      ownIdentityKey: device.public.accountIdentityKey,
      names: this.names,
      look: (roomId) => background(this.logs.follow(roomId)),
    });
    this.#appends = new Appends({ ...deps, device, lists, logs: this.logs, names: this.names });
    this.#describe = new Describe(deps);
    this.changes = new Changes({
      ...deps,
      device,
      logs: this.logs,
      appends: this.#appends,
      guests: new Guests({ ...deps, lists }),
      evidence: new Evidence({ ...deps, lists }),
      invitations: this.invitations,
    });
  }

  /** What was under way when the engine last stopped. */
  online(): void {
    this.logAlarms.online();
    for (const { roomId, pending } of this.#deps.groups.table.all()) {
      if (pending) this.#deps.background(this.#appends.resume(roomId));
    }
  }

  stop(): void {
    this.logAlarms.stop();
  }

  /**
   * Follows the groups that the service says this account is, or was, in.
   *
   * @throws ApiError when nobody answered for one of them; the others are up to date
   */
  async refresh(rooms: readonly RoomEntry[]): Promise<void> {
    const entries = rooms.filter(({ group }) => group !== null).slice(0, MAX_GROUPS);
    const told = new Set(entries.map(({ roomId }) => roomId));
    const unanswered: ApiError[] = [];
    const attempt = async (work: () => Promise<void>) => {
      try {
        await work();
      } catch (cause) {
        if (!(cause instanceof ApiError)) throw cause;
        unanswered.push(cause);
      }
    };
    for (const entry of entries) await attempt(() => this.#refreshOne(entry));
    // [M-8] Of a group that this device knows, no log is a shorter one.
    const hidden = [...this.#deps.groups.table.all()].filter(({ roomId, log }) => log && !told.has(roomId));
    for (const { roomId } of hidden) await attempt(() => this.logs.follow(roomId));
    const [first] = unanswered;
    if (first) throw first;
  }

  async #refreshOne(entry: RoomEntry): Promise<void> {
    const { groups, conversations } = this.#deps;
    const { roomId, group } = entry;
    const log = groups.get(roomId)?.log;
    const standing = conversations.get(roomId)?.standing ?? [];
    if (log?.sequence !== group?.sequence || standing.length > 0) await this.logs.follow(roomId);
    await this.#describe.take(entry);
  }
}
