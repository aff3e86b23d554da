import { TacetError } from '../../bytes/index.ts';
import { limits } from '../../protocol/index.ts';
import type { Conversations, NewMessage } from '../conversations/conversations.ts';
import { groupNotice, notice } from '../conversations/notice.ts';
import type { Alarm, Conversation, StoredMessage, ToldHead } from '../conversations/records.ts';
import { firstCharacters } from '../kernel/characters.ts';
import { shownName } from '../kernel/shown-text.ts';
import type { Person } from '../port.ts';
import type { Clock } from '../ports/platform.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';

/** What an alarm is about when only sending again shows that things hold. */
const SENDING = 'sending';
const USERNAME = 'username ';

/** What an alarm is about: the list of an account as the service gives it. */
export const aboutList = (accountId: string): string => `list ${accountId}`;
/** An account has another username there, or that of a friend; or both. */
export type UsernameAlarm = 'username-alarm' | 'username-shared';
/** What an alarm is about: the username that the service gives an account there. */
export const aboutUsername = (kind: UsernameAlarm, accountId: string): string =>
  `${USERNAME}${kind === 'username-shared' ? 'shared ' : ''}${accountId}`;
export const isAboutUsername = ({ about }: Pick<Alarm, 'about'>): boolean => about.startsWith(USERNAME);
/** What an alarm is about: what a device said of the list of an account. [I-2] Device ids may be chosen to collide. */
export const aboutTold = ({ byAccount, byDevice, accountId }: Omit<ToldHead, 'version' | 'hash'>): string =>
  `told ${byAccount} ${byDevice} ${accountId}`;
/** Whether it is about that; also one that was raised when devices were still told apart by their ids alone. */
export const isAboutTold = ({ about }: Alarm, said: ToldHead): boolean =>
  about === aboutTold(said) || about === `told ${said.byDevice} ${said.accountId}`;
/**
 * Whether nothing may be encrypted here while it stands. A bundle is judged anew whenever one is fetched; what is written goes
 * to an account, whatever that is called.
 */
export const holdsUp = (alarm: Alarm): boolean => alarm.about !== SENDING && !isAboutUsername(alarm);

export interface AlarmsDependencies {
  readonly ledger: Ledger;
  readonly conversations: Conversations;
  readonly clock: Clock;
}

/** Says in the conversation that nothing is sent there, since what the server says does not hold. */
export class Alarms {
  readonly #deps: AlarmsDependencies;

  constructor(deps: AlarmsDependencies) {
    this.#deps = deps;
  }

  /** Sending failed: an alarm if a proof was refused, once per code, however often it is tried. */
  async failed(roomId: string, cause: unknown): Promise<void> {
    if (!(cause instanceof TacetError) || cause.kind !== 'verification') return;
    const { code } = cause;
    await this.#deps.ledger.transact((tx) => {
      const standing = this.#deps.conversations.row(tx, roomId)?.standing ?? [];
      if (!standing.some((alarm) => alarm.code === code)) this.raise(tx, roomId, { code, about: SENDING });
    });
  }

  /** Something could be sent: whatever was refused before is good now. */
  sent(tx: Work, roomId: string): Promise<void> {
    return this.over(tx, roomId, ({ about }) => about === SENDING);
  }

  /** One notice per code, whatever it is about, but for usernames. */
  raise(tx: Work, roomId: string, alarm: Omit<Alarm, 'noticeIndex'>): void {
    this.#raise(tx, roomId, alarm, (row, nowMs) => notice('security-alarm', row, nowMs));
  }

  /** [C-20] The service gives that person there this username, and gave another one, or gives it to a friend. */
  username(
    tx: Work,
    roomId: string,
    code: string,
    kind: UsernameAlarm,
    { accountId, username }: Person,
  ): void {
    const name = firstCharacters(shownName(username), limits.MAX_NAME_CHARACTERS);
    const change = { actorId: accountId, subjectIds: [accountId], name };
    this.#raise(tx, roomId, { code, about: aboutUsername(kind, accountId) }, (row, nowMs) =>
      groupNotice({ notice: kind, change }, row, nowMs),
    );
  }

  #raise(
    tx: Work,
    roomId: string,
    { code, about }: Omit<Alarm, 'noticeIndex'>,
    told: (row: Conversation, nowMs: number) => NewMessage,
  ): void {
    const { conversations, clock } = this.#deps;
    const row = conversations.row(tx, roomId);
    const standing = row?.standing ?? [];
    if (!row || standing.some((alarm) => alarm.code === code && alarm.about === about)) return;
    // Of usernames each notice is about one person.
    const same = isAboutUsername({ about }) ? undefined : standing.find((alarm) => alarm.code === code);
    const noticeIndex = same?.noticeIndex ?? row.messageCount;
    const alarmed = { ...row, standing: [...standing, { code, about, noticeIndex }] };
    if (same) return conversations.update(tx, alarmed);
    conversations.append(tx, alarmed, told(row, clock.now()), clock.now());
  }

  /** These hold again. The notice does not vanish: it says from now on that something did not hold for a while. */
  over(tx: Work, roomId: string, ended: (alarm: Alarm) => boolean): Promise<void> {
    return this.#end(tx, roomId, ended, restored);
  }

  /** Nobody tells there any more what these are about. */
  untold(tx: Work, roomId: string, ended: (alarm: Alarm) => boolean): Promise<void> {
    return this.#end(tx, roomId, ended, (told) =>
      told === 'username-alarm' ? 'username-gone' : restored(told),
    );
  }

  async #end(
    tx: Work,
    roomId: string,
    ended: (alarm: Alarm) => boolean,
    after: (told: StoredMessage['notice']) => NonNullable<StoredMessage['notice']>,
  ): Promise<void> {
    const { conversations } = this.#deps;
    const row = conversations.row(tx, roomId);
    const over = row?.standing?.filter(ended) ?? [];
    if (!row || over.length === 0) return;
    const standing = row.standing?.filter((alarm) => !over.includes(alarm)) ?? [];
    conversations.update(tx, { ...row, standing });
    const told = new Set(standing.map(({ noticeIndex }) => noticeIndex));
    for (const index of new Set(over.map(({ noticeIndex }) => noticeIndex))) {
      const message = told.has(index) ? undefined : await conversations.at(tx, roomId, index);
      if (message) conversations.replace(tx, { ...message, notice: after(message.notice) });
    }
  }
}

const restored = (told: StoredMessage['notice']) => {
  if (told === 'username-alarm') return 'username-restored';
  return told === 'username-shared' ? 'username-single' : 'security-restored';
};
