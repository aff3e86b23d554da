import { fixed } from '../../bytes/index.ts';
import {
  accountId,
  compareLogHead,
  fromUuid,
  memberOf,
  uuid,
  type RoomState,
  type VerifiedLog,
} from '../../protocol/index.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { Teller } from '../alarms/list-alarms.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import type { Cancel, Timers } from '../ports/platform.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import type { Groups } from './groups.ts';
import type { Logs } from './logs.ts';
import type { ToldLogHead } from './records.ts';
import type { Unshown } from './unshown.ts';

/** A member who names entries that are not there must not make this device ask all the time. */
const ASK_EVERY_MS = 60_000;
/** Devices of one group whose word does not hold or is not known yet: one of each member would do. */
const MAX_TOLD = 256;
/** What an alarm is about: the log as the service shows it. */
const LOG = 'log';
/** What an alarm is about: what a device said of the log. */
const aboutHead = ({ byAccount, byDevice }: ToldLogHead): string => `head ${byAccount} ${byDevice}`;

export interface LogAlarmsDependencies {
  readonly ledger: Ledger;
  readonly groups: Groups;
  readonly logs: Logs;
  readonly lists: Pick<DeviceLists, 'known'>;
  readonly conversations: Conversations;
  readonly alarms: Alarms;
  readonly unshown: Unshown;
  readonly timers: Timers;
  /** Runs what nobody waits for; no answer is no failure of it. */
  readonly background: (task: Promise<void>) => void;
}

/**
 * Whether the service tells one truth about who is in a group: what it shows of the log is verified, and compared with
 * what every message says that its sender was shown. What does not hold stops sending there until it does.
 */
export class LogAlarms {
  readonly #deps: LogAlarmsDependencies;
  /** Rooms that were asked about a moment ago. */
  readonly #asked = new Map<string, Cancel>();

  constructor(deps: LogAlarmsDependencies) {
    this.#deps = deps;
    deps.logs.onRefused = (roomId, code) => this.#refused(roomId, code);
    deps.logs.onVerified = (roomId) => this.#verified(roomId);
  }

  /** What was told and not compared when the engine last stopped. */
  online(): void {
    for (const { roomId, told } of this.#deps.groups.table.all()) if (told.length > 0) this.#ask(roomId);
  }

  stop(): void {
    for (const cancel of this.#asked.values()) cancel();
    this.#asked.clear();
  }

  /** [M-12] Compares the head that an authenticated content names, in the transaction that takes it in. */
  async told(tx: Work, by: Teller, { roomVersion, logHead }: RoomState): Promise<void> {
    const { groups } = this.#deps;
    const { roomId, senderAccountId: byAccount, senderDeviceId: byDevice } = by;
    const group = groups.row(tx, roomId);
    // Whoever is out sees no more of the log than until then.
    if (!group?.log || !logHead || !groups.meIn(group.log)) return;
    const said = { byAccount, byDevice, sequence: roomVersion, hash: logHead };
    const verdict = compareLogHead(group.log, said);
    const before = group.told.find((each) => aboutHead(each) === aboutHead(said));
    if (verdict === 'same') {
      // Not by an older message that came late.
      if (before && said.sequence >= before.sequence) await this.#settle(tx, roomId, before);
      return;
    }
    const isOlder = before !== undefined && verdict === 'ahead' && before.sequence >= said.sequence;
    const others = group.told.filter((each) => each !== before);
    // A full memory forgets nobody: what stands is settled by who said it.
    if (others.length >= MAX_TOLD) return;
    groups.update(tx, { ...group, told: [...others, isOlder ? before : said] });
    if (verdict === 'forked') this.#alarm(tx, roomId, said, 'membership-forked');
    else tx.afterwards(() => this.#ask(roomId));
  }

  /**
   * Before anything is encrypted for a group: what does not hold is asked for once more.
   *
   * @throws ApiError when nobody answers
   */
  async hold(roomId: string): Promise<void> {
    const { groups, conversations } = this.#deps;
    const doubted = (groups.get(roomId)?.told.length ?? 0) > 0;
    const refused = conversations.get(roomId)?.standing?.some(({ about }) => about === LOG) ?? false;
    if (doubted || refused) await this.#askNow(roomId);
  }

  async #settle(tx: Work, roomId: string, said: ToldLogHead): Promise<void> {
    const { groups, alarms } = this.#deps;
    const group = groups.row(tx, roomId);
    if (!group) return;
    groups.update(tx, { ...group, told: group.told.filter((each) => aboutHead(each) !== aboutHead(said)) });
    await alarms.over(tx, roomId, ({ about }) => about === aboutHead(said));
  }

  /** The first alarm about a head stays until it is settled, whichever way the service goes on lying. */
  #alarm(tx: Work, roomId: string, said: ToldLogHead, code: string): void {
    const { conversations, alarms } = this.#deps;
    const about = aboutHead(said);
    if (conversations.row(tx, roomId)?.standing?.some((alarm) => alarm.about === about)) return;
    alarms.raise(tx, roomId, { code, about });
  }

  /** At most once a minute per group; what cannot be told then is asked again after it. */
  #ask(roomId: string): void {
    if (this.#asked.has(roomId)) return;
    const { timers, background } = this.#deps;
    const again = () => {
      this.#asked.delete(roomId);
      if (this.#isOpen(roomId)) this.#ask(roomId);
    };
    this.#asked.set(roomId, timers.after(ASK_EVERY_MS, again));
    background(this.#askNow(roomId));
  }

  async #askNow(roomId: string): Promise<void> {
    const { groups, logs } = this.#deps;
    const told = new Set(groups.get(roomId)?.told ?? []);
    await logs.follow(roomId);
    await this.#judgeAll(roomId, told);
  }

  /** Whether somebody told of an entry that was neither seen nor proved withheld. */
  #isOpen(roomId: string): boolean {
    const { groups, conversations } = this.#deps;
    const standing = conversations.get(roomId)?.standing ?? [];
    const told = groups.get(roomId)?.told ?? [];
    return told.some((said) => !standing.some(({ about }) => about === aboutHead(said)));
  }

  async #verified(roomId: string): Promise<void> {
    const { ledger, conversations, alarms } = this.#deps;
    if (conversations.get(roomId)?.standing?.some(({ about }) => about === LOG)) {
      await ledger.transact((tx) => alarms.over(tx, roomId, ({ about }) => about === LOG));
    }
    await this.#judgeAll(roomId, new Set());
  }

  /** [M-8] An alarm in the conversation; a group that was never shown stays out of sight. */
  async #refused(roomId: string, code: string): Promise<void> {
    const { ledger, alarms, unshown, conversations } = this.#deps;
    await ledger.transact((tx) => {
      if (conversations.row(tx, roomId)) alarms.raise(tx, roomId, { code, about: LOG });
      else unshown.refused(tx, roomId, code);
    });
  }

  /** @param asked told before the service was asked: what it still does not show, it withholds */
  async #judgeAll(roomId: string, asked: ReadonlySet<ToldLogHead>): Promise<void> {
    if ((this.#deps.groups.get(roomId)?.told.length ?? 0) === 0) return;
    await this.#deps.ledger.transact(async (tx) => {
      const told = this.#deps.groups.row(tx, roomId)?.told ?? [];
      for (const said of told) await this.#judge(tx, roomId, said, asked.has(said));
    });
  }

  async #judge(tx: Work, roomId: string, said: ToldLogHead, asked: boolean): Promise<void> {
    const log = this.#deps.groups.row(tx, roomId)?.log;
    if (!log) return;
    const { sequence, hash } = said;
    const verdict = compareLogHead(log, { sequence, hash: fixed(32, hash, 'log-head') });
    const isOver = !this.#deps.groups.meIn(log);
    if (verdict === 'same' || isOver || !(await this.#isListed(log, said)))
      return this.#settle(tx, roomId, said);
    if (verdict === 'forked') this.#alarm(tx, roomId, said, 'membership-forked');
    if (verdict === 'ahead' && asked) this.#alarm(tx, roomId, said, 'membership-withheld');
  }

  /** A device that its account took out of its list has no more say, whatever it told; nor has who is no member. */
  async #isListed(log: VerifiedLog, { byAccount, byDevice }: ToldLogHead): Promise<boolean> {
    if (!memberOf(log, accountId(fromUuid(byAccount)))) return false;
    const list = await this.#deps.lists.known(byAccount);
    return list?.devices.some(({ deviceId }) => uuid(deviceId) === byDevice) ?? false;
  }
}
