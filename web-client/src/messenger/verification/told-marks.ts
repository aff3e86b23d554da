import { equal, TacetError } from '../../bytes/index.ts';
import { limits, uuid, type OurDevice, type TrustMark } from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { notice } from '../conversations/notice.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import { isJustLinked } from '../devices/just-linked.ts';
import { DeviceListsUnavailable } from '../devices/list-chain.ts';
import { Again } from '../kernel/again.ts';
import type { OwnBody } from '../outbox/records.ts';
import { ApiError } from '../ports/api.ts';
import type { Clock } from '../ports/platform.ts';
import type { Groups } from '../rooms/groups.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import { pendingCell, saidCell, type PendingMark, type SaidAt, type Trust } from './trust.ts';

/** Marks that nobody can judge yet: more than anybody has compared with. A stolen device may name anybody. */
const MAX_PENDING = 4_096;

/** Numbers that are remembered: a taking back for each mark, after as many marks as may wait. */
const MAX_SAID = 2 * MAX_PENDING;

/** A mark that there is no room for, `docs/spec/limits.md`. */
export type MarksRefusal = 'trust-marks-full';

type Body = Extract<OwnBody, { type: 'trust-marks' }>;

export interface ToldMarksDependencies {
  readonly me: string;
  readonly device: OurDevice;
  readonly ledger: Ledger;
  readonly conversations: Conversations;
  readonly groups: Groups;
  readonly lists: Pick<DeviceLists, 'of' | 'refresh' | 'knownIn'>;
  readonly trust: Trust;
  readonly clock: Clock;
  readonly background: (task: Promise<void>) => void;
}

/** [D-13] What other devices of this account say of who is verified, until it is judged by what this device knows itself. */
export class ToldMarks {
  /** By account id. */
  readonly #pending = pendingCell();
  readonly #said = saidCell();
  readonly #deps: ToldMarksDependencies;
  readonly #judging = new Again(() => this.#judgeAll());
  #online = false;

  constructor(deps: ToldMarksDependencies) {
    this.#deps = deps;
  }

  async load(): Promise<void> {
    await Promise.all([this.#pending.load(this.#deps.ledger), this.#said.load(this.#deps.ledger)]);
  }

  /**
   * Another device of this account told these, in their own room.
   *
   * @param at the content that said so: a relay may deliver in any order
   * @returns why some were not kept, or null
   */
  async came(
    tx: Work,
    deviceId: string,
    { marks, standing: isStanding }: Body,
    at: SaidAt,
  ): Promise<MarksRefusal | null> {
    // [I-13] What was under way from a device that was signed out.
    if (await this.#isGone(tx, deviceId)) return null;
    const standing = isStanding && (await this.#isJustLinked(tx));
    const pending = new Map(Object.entries(this.#pending.in(tx)));
    const said = new Map(Object.entries(this.#said.in(tx)));
    let refusal: MarksRefusal | null = null;
    for (const { accountId, identityKey, verified } of marks) {
      const account = uuid(accountId);
      const name = `${deviceId} ${account}`;
      if (!isNews(verified, at, said.get(name))) continue;
      said.delete(name);
      said.set(name, at);
      pending.delete(account);
      if (!verified) this.#takeBack(tx, account);
      else if (pending.size >= MAX_PENDING) refusal = 'trust-marks-full';
      else pending.set(account, { identityKey, standing, deviceId });
    }
    this.#pending.set(tx, Object.fromEntries(pending));
    // The newest come last, and the oldest go.
    this.#said.set(tx, Object.fromEntries([...said].slice(-MAX_SAID)));
    tx.afterwards(() => this.#wake());
    return refusal;
  }

  /** For a device that was just linked, in contents that fit. */
  standing(tx: Work): readonly Body[] {
    const marks = this.#deps.trust.standing(tx);
    const bodies: Body[] = [];
    for (let at = 0; at < marks.length; at += limits.MAX_TRUST_MARKS) {
      bodies.push({
        type: 'trust-marks',
        marks: marks.slice(at, at + limits.MAX_TRUST_MARKS),
        standing: true,
      });
    }
    return bodies;
  }

  /** All mail that waited is in, and the services can be asked. */
  drained(): void {
    this.#online = true;
    this.#wake();
  }

  offline(): void {
    this.#online = false;
  }

  #wake(): void {
    if (this.#online) this.#deps.background(this.#judging.run());
  }

  /** Whoever has a device of this account could verify people in silence at any time, if it were believed. */
  async #isJustLinked(tx: Work): Promise<boolean> {
    const { me, device, lists, clock } = this.#deps;
    return isJustLinked(await lists.knownIn(tx, me), device.public.deviceId, clock.now());
  }

  /** Whether the account has taken that device off its list since. */
  async #isGone(tx: Work, device: string): Promise<boolean> {
    const own = await this.#deps.lists.knownIn(tx, this.#deps.me);
    return own !== null && !own.devices.some(({ deviceId }) => uuid(deviceId) === device);
  }

  async #judgeAll(): Promise<void> {
    for (const [account, mark] of Object.entries(this.#pending.value)) await this.#judge(account, mark);
  }

  /** Only by the list that this device verified itself; while it has none, or nobody answers, the mark waits. */
  async #judge(account: string, { identityKey }: PendingMark): Promise<void> {
    const { ledger, conversations, groups, lists, trust, clock } = this.#deps;
    if (![...conversations.table.all()].some((row) => groups.has(row, account))) return;
    try {
      const known = await lists.of(account);
      // The other device may have seen a newer one.
      if (!equal(known.identityKey, identityKey)) await lists.refresh(account);
    } catch (cause) {
      if (cause instanceof ApiError || cause instanceof DeviceListsUnavailable) return;
      // What the service shows of this account does not hold: nobody is verified by it.
      if (!(cause instanceof TacetError) || cause.kind === 'internal') throw cause;
    }
    await ledger.transact(async (tx) => {
      const { [account]: pending, ...others } = this.#pending.in(tx);
      if (!pending || !equal(pending.identityKey, identityKey)) return;
      this.#pending.set(tx, others);
      if (pending.deviceId && (await this.#isGone(tx, pending.deviceId))) return;
      const list = await lists.knownIn(tx, account);
      const isInForce = list !== null && equal(list.identityKey, identityKey);
      // What was compared here, and what is held here, no other device changes.
      if (!isInForce || trust.of(account, tx) !== 'unverified') return;
      trust.set(tx, account, { identityKey, verifiedAtMs: clock.now(), changedAtMs: null, told: true });
      if (!pending.standing) this.#tell(tx, account, 'verified-elsewhere');
    });
  }

  #takeBack(tx: Work, account: string): void {
    const { trust } = this.#deps;
    const mark = trust.markOf(account, tx);
    if (mark?.told !== true || mark.changedAtMs !== null) return;
    trust.set(tx, account, null);
    this.#tell(tx, account, 'unverified');
  }

  #tell(tx: Work, account: string, what: 'verified-elsewhere' | 'unverified'): void {
    const { conversations, clock } = this.#deps;
    const direct = conversations.directWith(account);
    const row = direct && conversations.row(tx, direct.roomId);
    if (row) conversations.append(tx, row, notice(what, row, clock.now()), clock.now());
  }
}

/** [D-13] One mark that the user just made here, or took back. */
export const told = (mark: TrustMark): Body => ({ type: 'trust-marks', marks: [mark], standing: false });

/** Whether that device has said nothing else of that account after this. */
function isNews(verified: boolean, { counter, sentAtMs }: SaidAt, said: SaidAt | number = 0): boolean {
  const before = typeof said === 'number' ? { counter: said, sentAtMs: 0 } : said;
  const [byNumber, byTime] = [counter >= before.counter, sentAtMs >= before.sentAtMs];
  // [C-12] A profile that was restored counts from an older number. In doubt nobody is verified.
  return verified ? byNumber && byTime : byNumber || byTime;
}
