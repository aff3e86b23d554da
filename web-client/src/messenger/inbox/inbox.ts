import { TacetError } from '../../bytes/index.ts';
import type { Deliver } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import type { Connection } from '../connection/connection.ts';
import { DeviceListsUnavailable } from '../devices/list-chain.ts';
import { Backoff } from '../kernel/backoff.ts';
import { ApiError } from '../ports/api.ts';
import type { Cancel, Clock, Random, Timers } from '../ports/platform.ts';
import { isFull } from '../ports/store.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import {
  DEVICE_UNKNOWN,
  envelopeOf,
  type Envelope,
  type EnvelopeOpener,
  type OpenedEnvelope,
  type RejectedEnvelope,
  type Sender,
} from './envelope-opener.ts';
import { openAll } from './opening.ts';
import type { Reception } from './reception.ts';
import { Postponed } from './postponed.ts';
import type { Quarantine } from './quarantine.ts';
import type { Seen } from './seen.ts';

/** [V-14] Envelopes of one commit: a strict commit costs milliseconds, decrypting this many about 0.1 s. */
const BATCH = 100;
/** `Ack.mail_ids`, frames.proto. */
const MAX_ACKS = 256;
/** The handshake was made with other keys than this device knows: it may know an old list (docs/spec/limits.md). */
const KEYS_DIFFER = 'handshake-transcript';
const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 30_000;

export interface InboxDependencies {
  readonly ledger: Ledger;
  readonly quarantine: Quarantine;
  readonly opener: EnvelopeOpener;
  readonly reception: Reception;
  readonly seen: Seen;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly changed: () => void;
  /** Asks for newer device lists of an account, in the background. */
  readonly refetch: (accountId: string) => void;
  /** All mail that waited is in. */
  readonly drained: () => void;
  /** [I-13] And none of it was put off: the mailbox was read to its end in a connection that began then. */
  readonly emptied: (beganAtMs: number) => void;
  /** Something failed that no retry mends. */
  readonly broken: (cause: unknown) => void;
}

/**
 * [V-7] Takes envelopes in: decrypt on copies, commit everything that follows from a batch in one transaction,
 * and only then acknowledge. A crash anywhere before that means delivered again, recognised, shown once.
 */
export class Inbox {
  readonly #deps: InboxDependencies;
  readonly #backoff: Backoff;
  #waiting: Deliver[] = [];
  readonly #postponed: Postponed;
  #working = false;
  /** Counts connections: what an older one delivered is not acknowledged on a newer one. */
  #epoch = 0;
  #beganAtMs = 0;
  #received = 0;
  #catchingUp = false;
  #drainedSaid = false;
  /** Accounts whose lists were asked for anew since this connection began: a hostile peer must not have that done at will. */
  readonly #refetched = new Set<string>();
  #cancelPause: Cancel = () => undefined;

  constructor(deps: InboxDependencies) {
    this.#deps = deps;
    this.#backoff = new Backoff(BACKOFF_BASE_MS, BACKOFF_CAP_MS, deps.random);
    this.#postponed = new Postponed(deps, () => this.#work());
  }

  get catchingUp(): { readonly received: number } | null {
    return this.#catchingUp && this.#received > 0 ? { received: this.#received } : null;
  }

  online(): void {
    this.#refetched.clear();
    this.#beganAtMs = this.#deps.clock.now();
    this.#received = 0;
    this.#catchingUp = true;
    this.#drainedSaid = false;
  }

  /** What was not committed will be delivered again. */
  offline(): void {
    this.#epoch++;
    this.#waiting = [];
    this.#postponed.forget();
    this.#catchingUp = false;
    this.#cancelPause();
    this.#deps.changed();
  }

  deliver(frame: Deliver): void {
    this.#waiting.push(frame);
    this.#work();
  }

  drained(): void {
    this.#drainedSaid = true;
    this.#work();
  }

  #work(): void {
    if (this.#working) return;
    this.#working = true;
    void this.#workOnce();
  }

  async #workOnce(): Promise<void> {
    try {
      await this.#workOff();
    } catch (cause) {
      return this.#deps.broken(cause);
    } finally {
      this.#working = false;
    }
    // Frames that came between the last look and now.
    if (this.#waiting.length > 0 || this.#postponed.isDue) this.#work();
  }

  async #workOff(): Promise<void> {
    for (this.#recall(); this.#waiting.length > 0; this.#recall()) {
      const epoch = this.#epoch;
      const frames = this.#waiting.slice(0, BATCH);
      const tried = await this.#tryBatch(frames);
      if (epoch !== this.#epoch) continue;
      if (typeof tried === 'number') {
        await this.#pause(tried);
        continue;
      }
      this.#backoff.reset();
      this.#waiting.splice(0, frames.length);
      const done = this.#postponed.sort(frames, tried);
      this.#received += done.length;
      this.#acknowledge(done);
      if (this.#catchingUp) this.#deps.changed();
    }
    if (this.#drainedSaid && this.#catchingUp) {
      this.#catchingUp = false;
      this.#deps.changed();
      if (this.#postponed.rooms.size === 0) this.#deps.emptied(this.#beganAtMs);
      this.#deps.drained();
    }
  }

  #recall(): void {
    this.#waiting.unshift(...this.#postponed.recall());
  }

  /** @returns how long to wait before the same batch is tried again; or, committed without them, rooms to be put off */
  async #tryBatch(frames: readonly Deliver[]): Promise<number | ReadonlySet<string>> {
    try {
      return await this.#takeIn(frames.flatMap((frame) => envelopeOf(frame) ?? []));
    } catch (cause) {
      // The mail stays at the relay until this device can hold it.
      if (cause instanceof ApiError) return this.#backoff.next(cause.retryAfterMs ?? 0);
      if (isFull(cause)) return this.#backoff.next(BACKOFF_CAP_MS);
      throw cause;
    }
  }

  /** @returns rooms whose mail was left out */
  async #takeIn(envelopes: readonly Envelope[]): Promise<ReadonlySet<string>> {
    const held = this.#postponed.rooms;
    const unseen = await this.#deps.seen.unseen(envelopes);
    const asked = unseen.filter(({ roomId }) => !held.has(roomId));
    const undecided = new Set([
      ...held,
      ...(asked.length > 0 ? await this.#deps.reception.prepare(asked) : []),
    ]);
    await this.#takeAll(asked.filter(({ roomId }) => !undecided.has(roomId)));
    return undecided;
  }

  async #takeAll(fresh: readonly Envelope[]): Promise<void> {
    if (fresh.length === 0) return;
    const expected = new Map<string, Sender | string>();
    for (const envelope of fresh) {
      if (expected.has(senderName(envelope)) || !this.#deps.reception.isFor(envelope)) continue;
      expected.set(senderName(envelope), await this.#senderOf(envelope));
    }
    await this.#deps.ledger.transact(async (tx) => {
      const senders = new Map<string, Sender | string>();
      for (const [name, sender] of expected) senders.set(name, await this.#senderIn(tx, sender));
      const batch = await Promise.all(
        fresh.map(async (envelope) => {
          // [C-18] Only who may write here has a list fetched, uses up prekeys and begins a session.
          const isFor = this.#deps.reception.isFor(envelope);
          const sender = isFor ? senders.get(senderName(envelope)) : 'room-unknown';
          return { envelope, sender: await this.#openable(envelope, sender ?? DEVICE_UNKNOWN) };
        }),
      );
      const opened = await openAll(this.#deps.opener, tx, batch);
      // What follows from them has an order: the one in which the relay has them.
      for (const [at, { envelope, sender }] of batch.entries()) {
        const each = opened[at];
        if (each) await this.#takeOne(tx, envelope, sender, each);
      }
    });
  }

  /** The sender's device, or why there is none that counts. */
  async #senderOf(envelope: Envelope): Promise<Sender | string> {
    try {
      return (await this.#deps.opener.sender(envelope)) ?? DEVICE_UNKNOWN;
    } catch (cause) {
      if (cause instanceof DeviceListsUnavailable) return 'device-list-unavailable';
      if (cause instanceof ApiError && cause.code === 'not-found') return 'device-list-unavailable';
      if (cause instanceof TacetError && cause.kind !== 'internal') return cause.code;
      throw cause;
    }
  }

  /** The same, as the transaction sees it. */
  async #senderIn(tx: Work, sender: Sender | string): Promise<Sender | string> {
    if (typeof sender === 'string') return sender;
    return (await this.#deps.opener.senderIn(tx, sender)) ?? DEVICE_UNKNOWN;
  }

  #openable(envelope: Envelope, sender: Sender | string): Promise<Sender | RejectedEnvelope> {
    if (sender === DEVICE_UNKNOWN) return this.#deps.opener.unlisted(envelope);
    return Promise.resolve(typeof sender === 'string' ? unopened(sender, null) : sender);
  }

  async #takeOne(
    tx: Work,
    envelope: Envelope,
    sender: Sender | RejectedEnvelope,
    opened: OpenedEnvelope,
  ): Promise<void> {
    await this.#deps.seen.mark(tx, envelope);
    const refusal = await this.#refusalOf(tx, envelope, sender, opened);
    if (!refusal) return;
    this.#deps.quarantine.addEnvelope(tx, envelope, refusal.reason);
    if (refusal.reason === KEYS_DIFFER) tx.afterwards(() => this.#refetch(envelope.senderAccountId));
    await this.#deps.reception.unreadable(tx, envelope, refusal);
  }

  /** @returns why it could not be taken in, or null when it was */
  async #refusalOf(
    tx: Work,
    envelope: Envelope,
    sender: Sender | RejectedEnvelope,
    opened: OpenedEnvelope,
  ): Promise<RejectedEnvelope | null> {
    if (opened.outcome === 'rejected') return opened;
    if ('outcome' in sender) return sender;
    const reason = await this.#deps.reception.receive(tx, envelope, opened, sender);
    return reason === null ? null : unopened(reason, opened.wireId);
  }

  #refetch(accountId: string): void {
    if (this.#refetched.has(accountId)) return;
    this.#refetched.add(accountId);
    this.#deps.refetch(accountId);
  }

  /** [F-10] After the commit, [V-7]. Also names frames that were no envelopes: nothing in them could ever be read. */
  #acknowledge(frames: readonly Deliver[]): void {
    for (let at = 0; at < frames.length; at += MAX_ACKS) {
      const mailIds = frames.slice(at, at + MAX_ACKS).map((frame) => frame.mailId);
      this.#deps.connection.send({ case: 'ack', value: { $typeName: 'tacet.relay.v1.Ack', mailIds } });
    }
  }

  #pause(pauseMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#deps.timers.after(pauseMs, resolve);
      this.#cancelPause = () => {
        cancel();
        resolve();
      };
    });
  }
}

function unopened(reason: string, wireId: string | null): RejectedEnvelope {
  return { outcome: 'rejected', reason, wanted: null, wireId, resent: false };
}

const senderName = ({ senderAccountId, senderDeviceId }: Envelope): string =>
  `${senderAccountId} ${senderDeviceId}`;
