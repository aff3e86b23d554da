import { expect } from 'vitest';

import type { CryptoProvider } from '../../../src/crypto/index.ts';
import { Conversations } from '../../../src/messenger/conversations/conversations.ts';
import { notice } from '../../../src/messenger/conversations/notice.ts';
import { closedSnapshot } from '../../../src/messenger/engine/snapshot.ts';
import { Events } from '../../../src/messenger/events/events.ts';
import { History } from '../../../src/messenger/history/history.ts';
import { Arrivals } from '../../../src/messenger/inbox/arrivals.ts';
import type { Outbox } from '../../../src/messenger/outbox/outbox.ts';
import type { Directory } from '../../../src/messenger/people/directory.ts';
import type { Wanted } from '../../../src/messenger/repair/records.ts';
import type { Requests } from '../../../src/messenger/repair/requests.ts';
import type { Groups } from '../../../src/messenger/rooms/groups.ts';
import type { Ledger } from '../../../src/messenger/vault/ledger.ts';
import {
  accountId,
  deviceId,
  freshId,
  fromUuid,
  messageId,
  roomId as asRoomId,
  uuid,
  type HistoryEntry,
  type HistoryPart,
  type OurDevice,
} from '../../../src/protocol/index.ts';
import { systemTimers } from '../../../src/transport/browser/platform.ts';
import { eventually } from '../world/eventually.ts';
import { openedVault } from '../world/opened-vault.ts';

export const wireIdOf = ({ messageIds }: HistoryEntry) =>
  Buffer.from(messageIds[0] ?? []).toString('base64url');

export const noRoom = (): never => {
  throw new Error('no room');
};

/**
 * The inner parts of a new device, which the laptop sends its history to: a real vault, and a service that
 * says what a test put there. It has a conversation with Bob, from whose device some comes live.
 */
export class HistoryDesk {
  readonly crypto: CryptoProvider;
  readonly ledger: Ledger;
  readonly conversations: Conversations;
  readonly arrivals: Arrivals;
  readonly history: History;
  readonly me: string;
  readonly bob: string;
  readonly carol: string;
  readonly laptop: string;
  readonly bobsDevice: string;
  readonly room: string;
  nowMs = 1_800_000_000_000;
  inserted = 0;
  /** Whether the service answers, of which room of two with Bob it tells, and what it does about groups. */
  answers = true;
  told: string | null = null;
  readonly behind = new Set<string>();
  readonly joined: Set<string>;
  followed = 0;
  /** What nobody has to be asked for any more. */
  readonly settled: Wanted[] = [];
  #quiet = 1;

  static async open(): Promise<HistoryDesk> {
    const { crypto, ledger } = await openedVault();
    const desk = new HistoryDesk(crypto, ledger);
    await desk.#begin();
    return desk;
  }

  private constructor(crypto: CryptoProvider, ledger: Ledger) {
    this.crypto = crypto;
    this.ledger = ledger;
    [this.me, this.bob, this.carol] = [this.fresh(), this.fresh(), this.fresh()];
    [this.laptop, this.bobsDevice, this.room] = [this.fresh(), this.fresh(), this.fresh()];
    this.joined = new Set([this.me, this.bob]);
    const { me } = this;
    const clock = { now: () => this.nowMs };
    const events = new Events(systemTimers, () => closedSnapshot({ at: 'starting' }));
    events.subscribe((event) => {
      if (event.type === 'inserted') this.inserted += event.count;
    });
    const conversations = new Conversations(ledger, events);
    const asked = {
      want: () => false,
      settled: (_tx: unknown, _from: unknown, wanted: Wanted) => void this.settled.push(wanted),
    };
    const isTheirs = (_: unknown, account: string) => this.joined.has(account);
    // As much of these as taking parts in looks at.
    // oxlint-disable typescript/no-unsafe-type-assertion
    const groups = { has: isTheirs, wasEverIn: () => false, wasHereBefore: () => true, row: () => undefined };
    const lists = {
      known: async () => null,
      knownIn: async () => null,
      of: () => Promise.reject(),
      refresh: () => Promise.reject(),
    };
    const arrivals = new Arrivals({
      me,
      conversations,
      lists,
      requests: asked as unknown as Requests,
      groups,
      clock,
    });
    this.history = new History({
      me,
      device: { public: { deviceId: deviceId(freshId(crypto)) } } as unknown as OurDevice,
      ledger,
      conversations,
      arrivals,
      events,
      clock,
      timers: systemTimers,
      groups: groups as unknown as Groups,
      lists,
      requests: asked as unknown as Requests,
      marks: { standing: () => [] },
      outbox: { table: { all: () => [] } } as unknown as Outbox,
      directory: {
        refreshIfReachable: async () => this.answers,
        direct: (roomId: string) =>
          this.answers && roomId === this.told
            ? { room: { version: 1, open: true }, person: this.#person() }
            : undefined,
      } as unknown as Directory,
      logs: {
        isBehind: (roomId) => this.behind.has(roomId),
        followIfReachable: async () => {
          this.followed++;
          if (this.answers) this.joined.add(this.carol);
          return this.answers;
        },
      },
      broken: (cause) => {
        throw cause;
      },
    });
    // oxlint-enable typescript/no-unsafe-type-assertion
    [this.conversations, this.arrivals] = [conversations, arrivals];
  }

  #person() {
    return { accountId: this.bob, username: 'bob', firstName: 'Bob', lastName: '', about: '' };
  }

  async #begin(): Promise<void> {
    const { conversations, nowMs } = this;
    await this.ledger.transact((tx) => {
      const start = {
        kind: 'direct',
        roomId: this.room,
        person: this.#person(),
        roomVersion: 1,
        atMs: nowMs,
      } as const;
      const row = conversations.begin(tx, start);
      conversations.append(tx, row, notice('conversation-started', row, nowMs), nowMs);
    });
    this.history.drained();
  }

  fresh(): string {
    return uuid(accountId(freshId(this.crypto)));
  }

  said(counter: number, change: Partial<HistoryEntry> = {}): HistoryEntry {
    return {
      senderAccountId: accountId(fromUuid(this.bob)),
      senderDeviceId: deviceId(fromUuid(this.bobsDevice)),
      counter,
      sentAtMs: 1_700_000_000_000 + counter,
      body: `bob ${counter}`,
      messageIds: [messageId(this.crypto.random(32))],
      state: 'received',
      ...change,
    };
  }

  part(number: number, of: number, entries: readonly HistoryEntry[]): HistoryPart {
    return { roomId: asRoomId(fromUuid(this.room)), number, of, total: 6, entries };
  }

  comes(...parts: readonly HistoryPart[]): Promise<void> {
    return this.ledger.transact((tx) => {
      for (const each of parts) this.history.came(tx, this.laptop, each);
    });
  }

  comesLive(entry: HistoryEntry): Promise<void> {
    const { conversations, arrivals, room, bob } = this;
    return this.ledger.transact(async (tx) => {
      const row = conversations.row(tx, room);
      const wireId = wireIdOf(entry);
      const { counter, sentAtMs, body } = entry;
      const from = { roomId: room, senderAccountId: bob, senderDeviceId: this.bobsDevice };
      const content = {
        counter: counter ?? 0,
        sentAtMs,
        body: { type: 'text', body, replyTo: null } as const,
      };
      if (!row) return noRoom();
      const arrival = await arrivals.take(tx, row, from, content);
      if (arrival.shown) return;
      const common = { mine: false, kind: 'text', state: 'received', wireIds: [wireId] } as const;
      const message = { ...common, id: wireId, senderId: bob, body, sentAtMs };
      const now = conversations.row(tx, room) ?? row;
      const { index } = arrival.place
        ? conversations.settle(tx, now, message, arrival.place)
        : conversations.append(tx, now, message, this.nowMs);
      arrivals.locate(tx, from, content, index);
    });
  }

  async shown(): Promise<readonly string[]> {
    const all = await this.conversations.messages(this.room, 0, 200);
    expect(all.map(({ index }) => index)).toEqual(all.map((_, at) => at));
    return all.flatMap(({ kind, body, notice: what }) => {
      if (kind === 'text') return [body];
      return what === 'discarded' ? [] : [what ?? ''];
    });
  }

  shows(...bodies: readonly string[]) {
    return eventually(bodies.join(), async () => (await this.shown()).join() === bodies.join() || undefined);
  }

  async bodiesIn(roomId: string): Promise<readonly string[]> {
    const all = await this.conversations.messages(roomId, 0, 200);
    return all.flatMap(({ kind, body }) => (kind === 'text' ? body : []));
  }

  /** What is under way is done: a part of a room that is known comes after it, and is taken in. */
  async isQuiet(): Promise<void> {
    const counter = 1_000 + (this.conversations.get(this.room)?.messageCount ?? 0);
    await this.comes({ ...this.part(1, 1, [this.said(counter)]), number: this.#quiet++, of: 99 });
    await eventually(
      'it is taken in',
      async () => (await this.bodiesIn(this.room)).includes(`bob ${counter}`) || undefined,
    );
  }
}
