import { create } from '@bufbuild/protobuf';

import { TacetError } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import {
  accountId,
  deviceId,
  fromUuid,
  openTyping,
  parseSealedMessage,
  roomId as asRoomId,
  sealTyping,
  uuid,
} from '../../protocol/index.ts';
import { TypingSchema, type TypingNotice } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import { holdsUp } from '../alarms/alarms.ts';
import type { Connection } from '../connection/connection.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { nameOfDevice } from '../devices/device-name.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import type { Pairs } from '../devices/pairs.ts';
import type { Cancel, Clock, Timers } from '../ports/platform.ts';
import type { Groups } from '../rooms/groups.ts';
import type { Trust } from '../verification/trust.ts';
import type { SettingsStore } from '../settings/settings.ts';

/** "Is writing" is said at most this often per room … */
const SAY_EVERY_MS = 3_000;
/** … and shown this long after it was last heard. */
const SHOW_FOR_MS = 6_000;

export interface TypingDependencies {
  readonly me: string;
  readonly crypto: CryptoProvider;
  readonly groups: Groups;
  readonly conversations: Conversations;
  readonly lists: DeviceLists;
  readonly pairs: Pairs;
  readonly connection: Connection;
  readonly settings: SettingsStore;
  readonly trust: Pick<Trust, 'accepts' | 'holds'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly changed: () => void;
}

/** Who is writing right now. Goes with presence: who hides one hides and misses the other. */
export class Typing {
  readonly #deps: TypingDependencies;
  readonly #saidAtMs = new Map<string, number>();
  /** By room and account. */
  readonly #shown = new Map<string, Map<string, Cancel>>();
  /** By sending device, the time in its newest notice: kept when nothing is shown any more, [T-3]. */
  readonly #newestMs = new Map<string, number>();

  constructor(deps: TypingDependencies) {
    this.#deps = deps;
  }

  /** Account ids of who is writing there, oldest first. */
  in(roomId: string): readonly string[] {
    return [...(this.#shown.get(roomId)?.keys() ?? [])];
  }

  /** The user writes. Says so to the others' devices that already share a ratchet session with this one. */
  async say(roomId: string): Promise<void> {
    const { me, clock, connection, conversations, settings, lists, groups, trust } = this.#deps;
    const now = clock.now();
    const conversation = conversations.get(roomId);
    if (!conversation?.open || !connection.isOnline || !settings.value.sharePresence) return;
    if (conversation.standing?.some(holdsUp) || trust.holds(roomId)) return;
    if (Math.abs(now - (this.#saidAtMs.get(roomId) ?? 0)) < SAY_EVERY_MS) return; // [S-11]
    this.#saidAtMs.set(roomId, now);
    const room = asRoomId(fromUuid(roomId));
    const others = groups.accounts(conversation).filter((account) => account !== me);
    const known = await Promise.all(others.map((account) => lists.known(account)));
    const sealed = [];
    // [I-12] In a group, one who is about to be taken out.
    const accepted = known.filter((list) => list !== null && trust.accepts(list));
    for (const device of accepted.flatMap((list) => list?.certified ?? [])) {
      const pair = await this.#deps.pairs.with(device);
      const state = { roomId: room, writing: true, sentAtMs: now };
      const bytes = await sealTyping(this.#deps.crypto, pair, state);
      if (bytes) sealed.push({ accountId: device.accountId, deviceId: device.deviceId, sealed: bytes });
    }
    if (sealed.length === 0) return;
    connection.send({ case: 'typing', value: create(TypingSchema, { roomId: room, sealed }) });
  }

  /** [F-11] Ephemeral: what cannot be opened is as if it had been lost on the way. */
  async heard(notice: TypingNotice): Promise<void> {
    try {
      await this.#open(notice);
    } catch (cause) {
      if (!(cause instanceof TacetError)) throw cause;
    }
  }

  async #open(notice: TypingNotice): Promise<void> {
    const { me, crypto, lists, pairs, clock, conversations, settings, groups } = this.#deps;
    const sender = {
      accountId: accountId(notice.senderAccountId),
      deviceId: deviceId(notice.senderDeviceId),
    };
    // [T-2] Who took a device off the list does not want to be seen writing with it.
    const list = await lists.known(uuid(sender.accountId));
    if (!list?.certified.some((each) => uuid(each.deviceId) === uuid(sender.deviceId))) return;
    const pair = await pairs.with(sender);
    const state = await openTyping(crypto, pair, parseSealedMessage(notice.sealed), clock.now());
    const roomId = uuid(state.roomId);
    const account = uuid(sender.accountId);
    const row = conversations.get(roomId);
    if (!row || account === me || !groups.has(row, account) || !settings.value.sharePresence) return;
    // The relay cannot say a second time what a device said once.
    const device = nameOfDevice(sender);
    if (state.sentAtMs <= (this.#newestMs.get(device) ?? 0)) return;
    this.#newestMs.set(device, state.sentAtMs);
    if (state.writing) this.#show(roomId, account);
    else this.ended(roomId, account);
  }

  /** The message came, or they stopped. */
  ended(roomId: string, account: string): void {
    const shown = this.#shown.get(roomId);
    const cancel = shown?.get(account);
    if (!shown || !cancel) return;
    cancel();
    shown.delete(account);
    if (shown.size === 0) this.#shown.delete(roomId);
    this.#deps.changed();
  }

  offline(): void {
    for (const [roomId, shown] of this.#shown)
      for (const account of shown.keys()) this.ended(roomId, account);
  }

  #show(roomId: string, account: string): void {
    const shown = this.#shown.get(roomId) ?? new Map<string, Cancel>();
    shown.get(account)?.();
    const ends = this.#deps.timers.after(SHOW_FOR_MS, () => this.ended(roomId, account));
    this.#shown.set(roomId, shown.set(account, ends));
    this.#deps.changed();
  }
}
