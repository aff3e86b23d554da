import { limits, type DeviceAddress } from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { deviceName, nameOfDevice } from '../devices/device-name.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { OutgoingBody } from '../outbox/records.ts';
import type { Cancel, Clock, Timers } from '../ports/platform.ts';
import { isFull } from '../ports/store.ts';
import type { Trust } from '../verification/trust.ts';
import type { Ledger } from '../vault/ledger.ts';
import { Table } from '../vault/table.ts';
import type { Work } from '../vault/work.ts';
import { dueAfter, isDue, REPAIRS, repairName, type Asked, type Repair, type Wanted } from './records.ts';
import type { Places } from './places.ts';

/** Devices of one account that are asked at a time: all that a list can name, and as many that were on one. */
const MAX_ASKED_DEVICES = 2 * limits.MAX_DEVICES;
/**
 * A number that was left out may only be late: its sender has several envelopes under way, and the relay may have put one of
 * them off.
 */
const LATE_MS = 10_000;
/** What fails within this time is asked for in one request: a flood of garbage must not become a flood of requests. */
const GATHER_MS = 1_000;
/** Timers are no longer than this; what is due later is looked at again. */
const LOOK_AGAIN_MS = 3_600_000;
/** Without room on the disk it is tried again after this. */
const FULL_DISK_MS = 30_000;

const isSameDevice = (one: Asked, other: Asked): boolean =>
  one.accountId === other.accountId && one.deviceId === other.deviceId;

const nameOf = ({ roomId, accountId, deviceId }: Asked): string =>
  `${roomId} ${deviceName(accountId, deviceId)}`;

type Request = OutgoingBody & { readonly type: 'resend-request' };

export interface RequestsDependencies {
  readonly ledger: Ledger;
  readonly conversations: Conversations;
  readonly outbox: Outbox;
  readonly places: Places;
  readonly trust: Pick<Trust, 'holds'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly broken: (cause: unknown) => void;
}

/** [C-13] Asks other devices for what could not be read or was left out: three times, then it is given up. */
export class Requests {
  readonly #deps: RequestsDependencies;
  readonly #repairs = new Table<Repair>(REPAIRS, repairName);
  #ready = false;
  #cancel: Cancel = () => undefined;
  /** When the timer that runs goes off. */
  #planned = Number.POSITIVE_INFINITY;

  constructor(deps: RequestsDependencies) {
    this.#deps = deps;
  }

  async load(): Promise<void> {
    this.#repairs.fill(await this.#deps.ledger.readAll(REPAIRS));
  }

  /** The mail is in: what is still missing is not merely on its way. */
  drained(): void {
    this.#ready = true;
    this.#plan();
  }

  offline(): void {
    this.#ready = false;
    this.#stopTimer();
  }

  /** Whether something was missed so lately, outside the own room, that the answer may come any moment. */
  isAwaiting(withinMs: number): boolean {
    const { clock, conversations } = this.#deps;
    const now = clock.now();
    return [...this.#repairs.all()].some(
      ({ roomId, firstAskedAtMs }) =>
        Math.abs(now - firstAskedAtMs) < withinMs && conversations.get(roomId)?.kind !== 'self', // [S-11]
    );
  }

  /**
   * @param most how much that device may be asked for by then
   * @returns false when it is asked for enough already
   */
  want(tx: Work, from: Asked, wanted: Wanted, most: number = limits.MAX_ASKS_PER_DEVICE): boolean {
    if (this.#known(tx, from, wanted)) return true;
    const ofAccount = tx.rows(this.#repairs).filter(({ accountId }) => accountId === from.accountId);
    const before = ofAccount.filter((each) => isSameDevice(each, from));
    if (before.length >= most) return false;
    // Ids of devices that no list names are made up at will.
    const devices = new Set(ofAccount.map(({ deviceId }) => deviceId));
    if (before.length === 0 && devices.size >= MAX_ASKED_DEVICES) return false;
    const now = this.#deps.clock.now();
    const dueAtMs = 'counter' in wanted ? now + LATE_MS : now;
    tx.setRow(this.#repairs, { ...from, wanted, asked: 0, firstAskedAtMs: now, dueAtMs });
    tx.afterwards(() => this.#plan(GATHER_MS));
    return true;
  }

  /** [C-13] What nothing says of that it is missing may be a receipt, which nobody answers: it leaves room for messages. */
  wantSilently(tx: Work, from: Asked, wireId: string): void {
    this.want(tx, from, { wireId }, limits.MAX_SILENT_ASKS_PER_DEVICE);
  }

  /**
   * A list names these devices that named them not before: what they were asked for until now was sent to nobody. They are
   * asked at once, and once at least.
   */
  came(tx: Work, devices: readonly DeviceAddress[]): void {
    const names = new Set(devices.map(nameOfDevice));
    const vain = tx
      .rows(this.#repairs)
      .filter(({ accountId, deviceId, asked }) => asked > 0 && names.has(deviceName(accountId, deviceId)));
    if (vain.length === 0) return;
    const dueAtMs = this.#deps.clock.now();
    for (const repair of vain) {
      const asked = Math.min(repair.asked, limits.MAX_RESEND_ASKS - 1);
      tx.setRow(this.#repairs, { ...repair, asked, dueAtMs });
    }
    tx.afterwards(() => this.#plan(GATHER_MS));
  }

  /** [PK-7] The request could not be sealed for its device, and was not sent: it is made again, and counts as none. */
  inVain(tx: Work, from: Asked, { wireIds, counters }: Request): void {
    const [pauseMs = 0] = limits.RESEND_ASK_AFTER_MS;
    const dueAtMs = this.#deps.clock.now() + pauseMs;
    const wanted = [...wireIds.map((wireId) => ({ wireId })), ...counters.map((counter) => ({ counter }))];
    for (const each of wanted) {
      const repair = this.#known(tx, from, each);
      if (!repair) continue;
      tx.setRow(this.#repairs, { ...repair, asked: Math.max(0, repair.asked - 1), dueAtMs, inVain: true });
    }
    tx.afterwards(() => this.#plan());
  }

  /** It has come: nobody has to be asked any more. */
  settled(tx: Work, from: Asked, wanted: Wanted): void {
    const repair = this.#known(tx, from, wanted);
    if (repair) tx.removeRow(this.#repairs, repairName(repair));
  }

  #known(tx: Work, { roomId, accountId, deviceId }: Asked, wanted: Wanted): Repair | undefined {
    const place = { roomId, accountId, deviceId, wanted };
    const former = tx.row(this.#repairs, repairName({ ...place, namedByDevice: true }));
    return tx.row(this.#repairs, repairName(place)) ?? (former?.accountId === accountId ? former : undefined);
  }

  #plan(atLeastMs = 0): void {
    const now = this.#deps.clock.now();
    const due = Math.min(...[...this.#repairs.all()].map((each) => (isDue(each, now) ? now : each.dueAtMs)));
    const at = Math.max(now + atLeastMs, Math.min(due, now + LOOK_AGAIN_MS));
    if (!this.#ready || due === Number.POSITIVE_INFINITY || at >= this.#planned) return;
    this.#stopTimer();
    this.#planned = at;
    this.#cancel = this.#deps.timers.after(at - now, () => {
      this.#stopTimer();
      this.#work().catch((cause: unknown) => {
        if (isFull(cause)) this.#plan(FULL_DISK_MS);
        else this.#deps.broken(cause);
      });
    });
  }

  #stopTimer(): void {
    this.#cancel();
    this.#planned = Number.POSITIVE_INFINITY;
  }

  async #work(): Promise<void> {
    if (!this.#ready) return;
    const { ledger, clock } = this.#deps;
    await ledger.transact(async (tx) => {
      const now = clock.now();
      const due = tx.rows(this.#repairs).filter((repair) => isDue(repair, now));
      const over = due.filter((repair) => isOver(repair, now));
      for (const repair of over) {
        tx.removeRow(this.#repairs, repairName(repair));
        await this.#deps.places.giveUp(tx, repair);
      }
      const asking = due.filter((repair) => !over.includes(repair));
      for (const group of Map.groupBy(asking, nameOf).values()) {
        this.#ask(tx, group, now);
      }
    });
    this.#plan();
  }

  #ask(tx: Work, repairs: readonly Repair[], now: number): void {
    const [first] = repairs;
    if (!first) return;
    const { conversations, outbox, trust } = this.#deps;
    const { roomId, accountId, deviceId } = first;
    // A closed room, or one that is held [I-12], takes no requests: asking in vain would use them up. It may open again.
    const open = conversations.row(tx, roomId)?.open === true && !trust.holds(roomId, tx);
    for (const repair of repairs) {
      const asked = open ? repair.asked + 1 : repair.asked;
      const isFirst = open && repair.asked === 0 && !repair.inVain;
      const firstAskedAtMs = isFirst ? now : Math.min(repair.firstAskedAtMs, now); // [S-11]
      const dueAtMs = open ? dueAfter(asked, firstAskedAtMs, now) : now + LOOK_AGAIN_MS;
      tx.setRow(this.#repairs, { ...repair, asked, firstAskedAtMs, dueAtMs });
    }
    if (!open) return;
    for (let at = 0; at < repairs.length; at += limits.MAX_RESEND_IDS) {
      const wanted = repairs.slice(at, at + limits.MAX_RESEND_IDS).map((repair) => repair.wanted);
      const wireIds = wanted.flatMap((each) => ('wireId' in each ? [each.wireId] : []));
      const counters = wanted.flatMap((each) => ('counter' in each ? [each.counter] : []));
      const body = { type: 'resend-request', wireIds, counters } as const;
      outbox.addFor(tx, roomId, { accountId, deviceId }, body, now);
    }
  }
}

/** Asked for often enough, or in a room that has been closed for so long that nobody has it any more, [C-14]. */
function isOver({ asked, firstAskedAtMs }: Repair, nowMs: number): boolean {
  return asked >= limits.MAX_RESEND_ASKS || nowMs - firstAskedAtMs > limits.RESEND_MAX_AGE_MS;
}
