import { fixed, VerificationError } from '../../bytes/index.ts';
import { accountId as asAccountId, fromUuid, uuid, type RoomState } from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Conversation, ToldHead } from '../conversations/records.ts';
import type { DeviceLists, HeadVerdict } from '../devices/device-lists.ts';
import type { Cancel, Timers } from '../ports/platform.ts';
import type { Groups } from '../rooms/groups.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import { aboutList, aboutTold, holdsUp, isAboutTold, type Alarms } from './alarms.ts';

/** A peer who names lists that are not there must not make this device ask all the time. */
const ASK_EVERY_MS = 60_000;
/** Heads per conversation that did not hold or are not known yet: what each member of a full group says of one list would do. */
const MAX_TOLD = 256;

/** Who sent a content, as verified. */
export interface Teller {
  readonly roomId: string;
  readonly senderAccountId: string;
  readonly senderDeviceId: string;
}

export interface ListAlarmsDependencies {
  readonly ledger: Ledger;
  readonly lists: DeviceLists;
  readonly groups: Pick<Groups, 'has'>;
  readonly conversations: Conversations;
  readonly alarms: Alarms;
  readonly timers: Timers;
  /** Runs what nobody waits for; no answer and refused proofs are no failure of it. */
  readonly background: (task: Promise<void>) => void;
}

/**
 * Whether the service tells one truth about devices: what it gives is compared with what was verified before, and with what
 * every message says that its sender was given. What does not hold stops sending until it does.
 */
export class ListAlarms {
  readonly #deps: ListAlarmsDependencies;
  /** Accounts that were asked about a moment ago. */
  readonly #asked = new Map<string, Cancel>();

  constructor(deps: ListAlarmsDependencies) {
    this.#deps = deps;
    deps.lists.onVerified = (accountId) => this.#verified(accountId);
    deps.lists.onRefused = (accountId, code) => this.#refused(accountId, code);
  }

  /** What was told and not compared when the engine last stopped. */
  online(): void {
    for (const row of this.#deps.conversations.table.all()) {
      for (const head of row.told ?? []) this.#ask(head.accountId);
    }
  }

  stop(): void {
    for (const cancel of this.#asked.values()) cancel();
    this.#asked.clear();
  }

  /** [C-16] Compares the heads of an authenticated content, in the transaction that takes it in. */
  async told(tx: Work, by: Teller, { deviceLists }: Pick<RoomState, 'deviceLists'>): Promise<void> {
    const row = this.#deps.conversations.row(tx, by.roomId);
    for (const { accountId, version, hash } of deviceLists) {
      const account = uuid(accountId);
      if (!row || !this.#deps.groups.has(row, account, tx)) continue;
      const { senderAccountId: byAccount, senderDeviceId: byDevice } = by;
      await this.#note(tx, by.roomId, { byAccount, byDevice, accountId: account, version, hash });
    }
  }

  /**
   * Before anything is encrypted for a room: what does not hold is asked for once more.
   *
   * @throws VerificationError while something does not hold
   * @throws ApiError when nobody answers
   */
  async hold(roomId: string): Promise<void> {
    const { conversations, groups } = this.#deps;
    const row = conversations.get(roomId);
    for (const accountId of doubted(row))
      if (row && groups.has(row, accountId)) await this.#askNow(accountId);
    standStill(conversations.get(roomId));
  }

  /**
   * In the transaction that encrypts: what came since {@link hold} counts.
   *
   * @throws VerificationError as above
   */
  stillHolds(tx: Work, roomId: string): void {
    standStill(this.#deps.conversations.row(tx, roomId));
  }

  /** The account is in that group no more: what it said, and what is said of its list, is of no matter there. */
  async left(tx: Work, roomId: string, accountId: string): Promise<void> {
    const { conversations, alarms } = this.#deps;
    for (const said of conversations.row(tx, roomId)?.told ?? []) {
      if (concerns(said, accountId)) await this.#settle(tx, roomId, said);
    }
    await alarms.over(tx, roomId, ({ about }) => about === aboutList(accountId));
  }

  async #note(tx: Work, roomId: string, said: ToldHead): Promise<void> {
    const row = this.#deps.conversations.row(tx, roomId);
    const before = row?.told?.find((each) => aboutTold(each) === aboutTold(said));
    const verdict = await this.#compare(said);
    if (verdict === 'unknown') return;
    if (verdict === 'same') {
      // Not by an older message that came late.
      if (before && said.version >= before.version) await this.#settle(tx, roomId, before);
      return;
    }
    const newest = before && verdict === 'newer' && before.version >= said.version ? before : said;
    this.#remember(tx, roomId, newest);
    if (verdict === 'other') this.#alarm(tx, roomId, said, 'device-list-forked');
    else tx.afterwards(() => this.#ask(said.accountId));
  }

  #remember(tx: Work, roomId: string, said: ToldHead): void {
    const { conversations } = this.#deps;
    const row = conversations.row(tx, roomId);
    const others = row?.told?.filter((each) => aboutTold(each) !== aboutTold(said)) ?? [];
    if (row && others.length < MAX_TOLD) conversations.update(tx, { ...row, told: [...others, said] });
  }

  async #settle(tx: Work, roomId: string, said: ToldHead): Promise<void> {
    const { conversations, alarms } = this.#deps;
    const row = conversations.row(tx, roomId);
    if (!row) return;
    const told = row.told?.filter((each) => aboutTold(each) !== aboutTold(said)) ?? [];
    conversations.update(tx, { ...row, told });
    await alarms.over(tx, roomId, (alarm) => isAboutTold(alarm, said));
  }

  /** The first alarm about a head stays until it is settled, whichever way the service goes on lying. */
  #alarm(tx: Work, roomId: string, said: ToldHead, code: string): void {
    const { conversations, alarms } = this.#deps;
    if (conversations.row(tx, roomId)?.standing?.some((alarm) => isAboutTold(alarm, said))) return;
    alarms.raise(tx, roomId, { code, about: aboutTold(said) });
  }

  /** At most once a minute per account; what cannot be told then is asked again after it. */
  #ask(accountId: string): void {
    if (this.#asked.has(accountId)) return;
    const { timers, background } = this.#deps;
    const again = () => {
      this.#asked.delete(accountId);
      if (this.#isOpen(accountId)) this.#ask(accountId);
    };
    this.#asked.set(accountId, timers.after(ASK_EVERY_MS, again));
    background(this.#askNow(accountId));
  }

  async #askNow(accountId: string): Promise<void> {
    const all = this.#rooms(accountId).flatMap((row) => row.told ?? []);
    const told = new Set(all.filter((said) => said.accountId === accountId));
    await this.#deps.lists.refresh(accountId);
    await this.#judgeAll(accountId, told);
  }

  /** Whether somebody told of a list that was neither seen nor proved withheld. */
  #isOpen(accountId: string): boolean {
    return this.#rooms(accountId).some(({ told, standing }) =>
      told?.some(
        (said) => said.accountId === accountId && !standing?.some((alarm) => isAboutTold(alarm, said)),
      ),
    );
  }

  async #verified(accountId: string): Promise<void> {
    const about = aboutList(accountId);
    // Also where nobody can write any more: what is said there is as true as elsewhere.
    for (const { roomId, standing } of this.#deps.conversations.table.all()) {
      if (!standing?.some((alarm) => alarm.about === about)) continue;
      await this.#deps.ledger.transact((tx) =>
        this.#deps.alarms.over(tx, roomId, (alarm) => alarm.about === about),
      );
    }
    await this.#judgeAll(accountId, new Set());
  }

  async #refused(accountId: string, code: string): Promise<void> {
    const { ledger, alarms } = this.#deps;
    await ledger.transact((tx) => {
      for (const { roomId } of this.#rooms(accountId)) {
        alarms.raise(tx, roomId, { code, about: aboutList(accountId) });
      }
    });
  }

  /**
   * Also where nobody can write any more: an alarm there ends as it does elsewhere.
   *
   * @param asked told before the service was asked: what it still does not show, it withholds
   */
  async #judgeAll(accountId: string, asked: ReadonlySet<ToldHead>): Promise<void> {
    for (const { roomId, told } of this.#deps.conversations.table.all()) {
      if (!told?.some((said) => concerns(said, accountId))) continue;
      await this.#deps.ledger.transact(async (tx) => {
        const now = this.#deps.conversations.row(tx, roomId)?.told ?? [];
        for (const said of now) await this.#judge(tx, roomId, said, asked.has(said));
      });
    }
  }

  async #judge(tx: Work, roomId: string, said: ToldHead, asked: boolean): Promise<void> {
    const verdict = await this.#compare(said);
    if (verdict === 'same' || !(await this.#isListed(said))) return this.#settle(tx, roomId, said);
    if (!this.#deps.conversations.row(tx, roomId)?.open) return;
    if (verdict === 'other') this.#alarm(tx, roomId, said, 'device-list-forked');
    if (verdict === 'newer' && asked) this.#alarm(tx, roomId, said, 'device-list-withheld');
  }

  /** A device that its account took out of its list has no more say, whatever it told. */
  async #isListed({ byAccount, byDevice }: ToldHead): Promise<boolean> {
    const list = await this.#deps.lists.known(byAccount);
    return list?.devices.some(({ deviceId }) => uuid(deviceId) === byDevice) ?? false;
  }

  #compare({ accountId, version, hash }: ToldHead): Promise<HeadVerdict> {
    const account = asAccountId(fromUuid(accountId));
    return this.#deps.lists.compare({ accountId: account, version, hash: fixed(32, hash, 'list-hash') });
  }

  /** The conversations whose messages are encrypted for that account. */
  #rooms(accountId: string): readonly Conversation[] {
    const { groups, conversations } = this.#deps;
    return [...conversations.table.all()].filter((row) => row.open && groups.has(row, accountId));
  }
}

/** The head is of that account's list, or a device of that account told it. */
const concerns = (said: ToldHead, accountId: string): boolean =>
  said.accountId === accountId || said.byAccount === accountId;

function standStill(row: Conversation | undefined): void {
  const alarm = row?.standing?.find(holdsUp);
  if (alarm) throw new VerificationError(alarm.code);
}

/** Accounts whose lists have to be asked for before anything is sent. */
function doubted(row: Conversation | undefined): ReadonlySet<string> {
  const told = row?.told?.map(({ accountId }) => accountId) ?? [];
  const refused =
    row?.standing?.flatMap(({ about }) => (about.startsWith('list ') ? [about.slice(5)] : [])) ?? [];
  return new Set([...told, ...refused]);
}
