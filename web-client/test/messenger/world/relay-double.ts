import { create, fromBinary } from '@bufbuild/protobuf';

import { base64url, concat } from '../../../src/bytes/index.ts';
import type {
  RelaySocket,
  RelaySocketEvents,
  RelaySockets,
} from '../../../src/messenger/ports/relay-socket.ts';
import { deviceId, uuid } from '../../../src/protocol/index.ts';
import {
  ClientFrameSchema,
  Goodbye_Code,
  Refused_Reason,
  SendSchema,
  TryLater_Reason,
  type Send,
} from '../../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { refusalOf } from './admission-double.ts';
import type { AuthDouble } from './auth-double.ts';
import { MailboxesDouble, type Sender } from './mailboxes-double.ts';
import { push, type Line } from './line.ts';
import { NewsDouble } from './news-double.ts';
import type { SocialDouble } from './social-double.ts';

const WINDOW = 64;

/**
 * What a test makes the relay do to the next sends; `none` lets one pass, `full` finds no room in any mailbox
 * but one that nobody reads. The last three are lies: stored and yet refused for its
 * devices, accepted and thrown away, accepted and kept until `release`.
 */
export type SendFault =
  | 'none'
  | 'lose'
  | 'lose-answer'
  | 'try-later'
  | 'store-and-put-off'
  | 'disconnect'
  | 'refuse'
  | 'full'
  | 'store-and-refuse'
  | 'swallow'
  | 'withhold';

/** These are kept for messages: receipts come when they come. */
const LIES = new Set<SendFault | undefined>(['refuse', 'full', 'store-and-refuse', 'swallow', 'withhold']);

/** What the relay sees of an envelope. */
export interface SentEnvelope {
  readonly from: string;
  readonly to: readonly string[];
  readonly silent: boolean;
  readonly targeted: boolean;
}

/** `relay-service` as `frames.proto` describes it, in memory. Frames arrive in later turns, in order. */
export class RelayDouble implements RelaySockets {
  readonly mailboxes = new MailboxesDouble();
  readonly lines = new Set<Line>();
  /** Consumed one per committed send. */
  readonly faults: SendFault[] = [];
  maxFrameBytes = 65_536;
  pingIntervalMs = 30_000;
  down = false;
  accepted = 0;
  /** Every envelope that was stored. */
  readonly sends: SentEnvelope[] = [];
  refusals: Refused_Reason[] = [];
  /** Ids of what people wrote, each time that it was refused. */
  readonly refused: string[] = [];
  /** While set, nobody is told what became of an envelope. */
  holdsAnswers = false;
  /** While set, no mailbox is ever said to be empty. */
  neverDrained = false;
  /** Devices of which everything is accepted and kept until `release`. */
  readonly keptBack = new Set<string>();
  readonly #withheld: (() => void)[] = [];
  readonly #passedOff = new Map<string, Sender>();
  readonly #letIn = new Set<string>();
  #held: (() => void)[] = [];
  readonly #auth: AuthDouble;
  readonly #social: SocialDouble;
  readonly #news: NewsDouble;

  constructor(auth: AuthDouble, social: SocialDouble) {
    this.#auth = auth;
    this.#social = social;
    this.#news = new NewsDouble(this.lines, social);
    auth.onEnded = (device) => this.drop(device, Goodbye_Code.LOGIN_ENDED);
    social.onChanged = (topic, audience, subject) => {
      this.#news.changed(topic, audience, subject);
      for (const { accountId, deviceId: device } of this.lines) {
        if (accountId === subject && !social.isListed(accountId, device)) {
          this.drop(device, Goodbye_Code.LOGIN_ENDED);
        }
      }
    };
  }

  open(ticket: string, events: RelaySocketEvents): RelaySocket {
    const login = this.#auth.logins.get(ticket.replace('ticket ', ''));
    const line: Line = {
      accountId: login?.accountId ?? '',
      deviceId: login?.deviceId ?? '',
      events,
      pushed: new Set(),
      parts: new Map(),
      open: true,
      drained: false,
      visible: false,
    };
    const isRefused = login && !this.#social.isListed(login.accountId, login.deviceId);
    queueMicrotask(() => {
      if (this.down || !login) this.#end(line, 1006);
      else if (isRefused) this.#end(line, 4000 + Goodbye_Code.TICKET_INVALID);
      else this.#welcome(line);
    });
    return {
      // What was on its way to a line that broke is lost.
      send: (frame) => setImmediate(() => this.lines.has(line) && this.#received(line, frame)),
      bufferedBytes: () => 0,
      close: () => this.#end(line, 1000),
    };
  }

  /** Ends the sockets of a device; all of them without one. */
  drop(device?: string, code?: Goodbye_Code): void {
    for (const line of this.lines) {
      if (device !== undefined && line.deviceId !== device) continue;
      if (code !== undefined) push(line, { case: 'goodbye', value: { code } });
      this.#end(line, code === undefined ? 1006 : 4000 + code);
    }
  }

  /** Delivers what was withheld: all of it, or as many as that. */
  release(count?: number): void {
    for (const store of this.#withheld.splice(0, count ?? this.#withheld.length)) store();
  }

  /** Says of what one device sends that it comes from another. */
  passesOff(device: string, as: Sender): void {
    this.#passedOff.set(device, as);
  }

  /** Takes whatever this device sends, whether it may or not. */
  lets(device: string): void {
    this.#letIn.add(device);
  }

  /** Delivers everything once more that this device ever got, under the same envelopes. */
  replays(device: string): void {
    this.mailboxes.replay(device);
    for (const line of this.lines) if (line.deviceId === device) this.#fill(line);
  }

  /** Delivers to one device, too, everything that another one ever got. */
  passesOn(from: string, to: string): void {
    this.mailboxes.passOn(from, to);
    for (const line of this.lines) if (line.deviceId === to) this.#fill(line);
  }

  /** Envelopes whose senders wait for an answer. */
  get underWay(): number {
    return this.#held.length;
  }

  answersAgain(): void {
    this.holdsAnswers = false;
    for (const tell of this.#held.splice(0)) tell();
  }

  waiting(device: string): number {
    return this.mailboxes.of(device).mail.size;
  }

  #welcome(line: Line): void {
    if (!line.open) return;
    this.drop(line.deviceId, Goodbye_Code.DISPLACED);
    this.lines.add(line);
    line.events.opened();
    push(line, {
      case: 'welcome',
      value: {
        protocolVersion: 1,
        maxFrameBytes: this.maxFrameBytes,
        maxContentBytes: 262_144,
        maxSendBytes: 524_288,
        deliveryWindow: WINDOW,
        pingIntervalMs: this.pingIntervalMs,
        serverTimeMs: BigInt(Date.now()),
        lastSendCounter: BigInt(this.mailboxes.of(line.deviceId).sendCounter),
      },
    });
    this.#fill(line);
  }

  #received(line: Line, bytes: Uint8Array): void {
    const { frame } = fromBinary(ClientFrameSchema, bytes);
    switch (frame.case) {
      case 'send':
        return this.#part(line, frame.value);
      case 'ack':
        for (const id of this.mailboxes.acknowledge(line.deviceId, frame.value.mailIds)) {
          line.pushed.delete(id);
        }
        return this.#fill(line);
      case 'typing':
        return this.#news.typing(line, frame.value);
      case 'presenceSetting':
        line.visible = frame.value.visible;
        return this.#news.presence(line, true);
      case 'ping':
        return push(line, { case: 'pong', value: { nonce: frame.value.nonce } });
      case undefined:
        return this.drop(line.deviceId, Goodbye_Code.PROTOCOL_ERROR);
    }
  }

  #part(line: Line, part: Send): void {
    const key = base64url(part.envelopeId);
    const known = line.parts.get(key) ?? create(SendSchema, { envelopeId: part.envelopeId });
    const header = part.header ?? known.header;
    const whole = create(SendSchema, {
      envelopeId: part.envelopeId,
      ...(header ? { header } : {}),
      contentChunk: concat(known.contentChunk, part.contentChunk),
      keys: [...known.keys, ...part.keys],
    });
    line.parts.set(key, whole);
    if (!part.commit) return;
    line.parts.delete(key);
    this.#commit(line, whole);
  }

  #commit(line: Line, send: Send): void {
    const spared = send.header?.silent === true && LIES.has(this.faults[0]);
    const fault = spared ? undefined : this.faults.shift();
    const { envelopeId } = send;
    if (fault === 'lose') return;
    if (fault === 'disconnect') return this.#end(line, 1006);
    if (fault === 'try-later') {
      const value = { envelopeId, reason: TryLater_Reason.BUSY, retryAfterMs: 5 };
      return push(line, { case: 'tryLater', value });
    }
    const refusal = fault === 'refuse' ? Refused_Reason.MALFORMED : this.#refusal(line, send);
    if (refusal !== null) {
      this.refusals.push(refusal);
      if (!send.header?.silent) this.refused.push(base64url(envelopeId));
      return push(line, { case: 'refused', value: { envelopeId, reason: refusal } });
    }
    if (fault === 'withhold' || this.keptBack.has(line.deviceId))
      this.#withheld.push(() => this.#store(line, send));
    else if (fault !== 'swallow' && fault !== 'full') this.#store(line, send);
    if (fault === 'store-and-refuse') {
      const value = { envelopeId, reason: Refused_Reason.WRONG_DEVICES };
      return push(line, { case: 'refused', value });
    }
    if (fault === 'lose-answer') return this.#end(line, 1006);
    if (fault === 'store-and-put-off') {
      const value = { envelopeId, reason: TryLater_Reason.STORE_UNAVAILABLE, retryAfterMs: 1_000 };
      return push(line, { case: 'tryLater', value });
    }
    this.accepted++;
    const mailboxFull = (fault === 'full' ? send.keys : []).map(({ accountId, deviceId: device }) => ({
      accountId,
      deviceId: device,
    }));
    const value = { envelopeId, acceptedAtMs: BigInt(Date.now()), mailboxFull };
    const tell = () => push(line, { case: 'accepted', value });
    if (this.holdsAnswers) this.#held.push(tell);
    else tell();
  }

  #refusal(line: Line, send: Send): Refused_Reason | null {
    return this.#letIn.has(line.deviceId) ? null : refusalOf(this.#social, this.mailboxes, line, send);
  }

  #store(line: Line, send: Send): void {
    const { silent = false, targeted = false } = send.header ?? {};
    const to = send.keys.map((key) => uuid(deviceId(key.deviceId)));
    this.sends.push({ from: line.deviceId, to, silent, targeted });
    const devices = this.mailboxes.store(this.#passedOff.get(line.deviceId) ?? line, send);
    for (const other of this.lines) if (devices.includes(other.deviceId)) this.#fill(other);
  }

  #fill(line: Line): void {
    for (const mail of this.mailboxes.of(line.deviceId).mail.values()) {
      if (line.pushed.size >= WINDOW) return;
      if (line.pushed.has(mail.mailId)) continue;
      line.pushed.add(mail.mailId);
      push(line, mail.frame);
    }
    if (line.drained || line.pushed.size > 0 || this.neverDrained) return;
    line.drained = true;
    push(line, { case: 'drained', value: {} });
  }

  #end(line: Line, code: number): void {
    if (!line.open) return;
    this.lines.delete(line);
    setImmediate(() => {
      line.open = false;
      line.events.closed(code);
      this.#news.presence(line, false);
    });
  }
}
