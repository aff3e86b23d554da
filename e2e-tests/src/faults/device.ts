import { create, fromBinary } from '@bufbuild/protobuf';
import {
  AckSchema,
  Goodbye_Code,
  PingSchema,
  Refused_Reason,
  ServerFrameSchema,
  type Accepted,
  type Deliver,
  type Goodbye,
  type ServerFrame,
  type TryLater,
} from '../../../web-client/src/wire/gen/tacet/relay/v1/frames_pb.ts';
import type { Ledger } from './ledger.ts';
import { frameBytes, isIntact, numberOf, sendFrame, uuidOf, type Letter, type Resident } from './letters.ts';
import { RawSocket } from './socket.ts';
import { chance } from './chance.ts';

/** [F-10] */
const MAX_ACK_IDS = 256;
/** A device of the suite has less patience when it is put off than one of a person: faults last seconds. */
const MAX_PUT_OFF_MS = 1_500;
/** [F-13] Pauses grow, or a crowd that comes back never gets in: a relay that is busy with those who gave up serves nobody. */
const MAX_PAUSE_MS = 30_000;
const FIRST_PAUSE_MS = 50;

/** The world as a device sees it. */
export interface Surroundings {
  readonly ledger: Ledger;
  /** Where to knock next: a port of some relay. */
  door(): number;
  ticket(resident: Resident): string;
  /** Name of the resident with this device. */
  nameOf(device: string): string;
}

/** What a device does that a good one would not. */
export interface Manners {
  /** Sends under way at most. */
  window: number;
  acknowledges: boolean;
  /** Asked at each delivery: true resets the connection before it is acknowledged. */
  resets: () => boolean;
}

/** A cheap device: it speaks the relay's frames and does nothing with what it gets but write it down. */
export class FakeDevice {
  readonly resident: Resident;
  readonly manners: Manners = { window: 16, acknowledges: true, resets: () => false };
  /** How often a connection was welcomed. */
  welcomes = 0;
  drained = false;
  /** How often its newest connection was ended because of a newer one, which it never made. */
  displacedByNobody = 0;
  /** Why connections ended, counted. */
  readonly ends = new Map<string, number>();
  /** When the relay last asked it to move over. */
  askedToMoveAtMs = 0;
  private readonly around: Surroundings;
  private readonly queue: Letter[] = [];
  private readonly outstanding = new Map<number, Letter>();
  private readonly acks: Uint8Array[] = [];
  private socket: RawSocket | undefined;
  private connection = 0;
  private welcomed = false;
  private wanted = false;
  private failures = 0;
  /** How long the last goodbye asked it to stay away. */
  private askedMs = 0;
  private retry: NodeJS.Timeout | undefined;
  private silent = false;
  private readonly abandoned: RawSocket[] = [];

  constructor(resident: Resident, around: Surroundings) {
    this.resident = resident;
    this.around = around;
  }

  get isConnected(): boolean {
    return this.welcomed;
  }

  /** Messages written and not answered for good. */
  get unsent(): number {
    return this.queue.length + this.outstanding.size;
  }

  /** From now on it wants to be connected, and comes back whenever it is not. */
  comeOnline(): void {
    this.wanted = true;
    if (this.socket === undefined && this.retry === undefined) this.connect();
  }

  goOffline(): void {
    this.wanted = false;
    clearTimeout(this.retry);
    this.retry = undefined;
    this.socket?.close();
    for (const each of this.abandoned.splice(0)) each.reset();
    this.ended('went offline');
  }

  /** The network breaks; it comes back if it wants to be connected. */
  breakOff(): void {
    this.socket?.reset();
  }

  stopReading(): void {
    this.socket?.stopReading();
  }

  /** Vanishes without closing anything, as a device does whose network is gone: it neither reads nor pings. */
  vanish(): void {
    this.silent = true;
    this.socket?.stopReading();
  }

  /** Forgets its connection, which stays open and unread, and makes another one. */
  abandon(): void {
    const { socket } = this;
    if (socket === undefined) return;
    socket.stopReading();
    this.abandoned.push(socket);
    this.ended('abandoned');
  }

  readAgain(): void {
    this.socket?.readAgain();
  }

  write(letter: Letter): void {
    this.queue.push(letter);
    this.pump();
  }

  ping(): void {
    if (!this.welcomed || this.silent) return;
    this.socket?.send(frameBytes({ case: 'ping', value: create(PingSchema, { nonce: 1n }) }));
  }

  private connect(): void {
    this.connection = this.around.ledger.nextConnection();
    const { connection } = this;
    const mine = (action: () => void): void => {
      if (connection === this.connection) action();
    };
    this.socket = new RawSocket(this.around.door(), this.around.ticket(this.resident), {
      opened: () => undefined,
      message: (payload) => mine(() => this.heard(fromBinary(ServerFrameSchema, payload))),
      closed: (why, askedMs) => mine(() => this.ended(why, askedMs)),
    });
  }

  private ended(why: string, askedMs = 0): void {
    if (this.socket === undefined) return;
    this.socket = undefined;
    this.silent = false;
    // What the old connection still says is for nobody.
    this.connection = 0;
    this.welcomed = false;
    this.drained = false;
    this.acks.length = 0;
    this.count(why);
    if (!this.wanted) return;
    const longest = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures);
    const asked = Math.max(askedMs, this.askedMs);
    this.askedMs = 0;
    this.failures += 1;
    this.retry = setTimeout(
      () => {
        this.retry = undefined;
        this.connect();
      },
      asked + chance() * longest,
    );
  }

  private heard({ frame }: ServerFrame): void {
    switch (frame.case) {
      case 'welcome':
        return this.isWelcomed();
      case 'accepted':
        return this.isAccepted(frame.value);
      case 'refused':
        this.outstanding.delete(numberOf(frame.value.envelopeId));
        this.around.ledger.refused(this.keyOf(frame.value.envelopeId), Refused_Reason[frame.value.reason]);
        return this.pump();
      case 'tryLater':
        return this.isPutOff(frame.value);
      case 'deliver':
        return this.gets(frame.value);
      case 'drained':
        this.drained = true;
        return;
      case 'goodbye':
        return this.isSentAway(frame.value);
      case 'presence':
      case 'typingNotice':
      case 'directoryChanged':
      case 'pong':
      case undefined:
        return;
    }
  }

  private isSentAway({ code, retryAfterMs }: Goodbye): void {
    // [F-14]
    this.askedMs = retryAfterMs;
    // What older connections hear does not come here.
    if (code === Goodbye_Code.DISPLACED) this.displacedByNobody += 1;
    if (code === Goodbye_Code.SHUTTING_DOWN) this.askedToMoveAtMs = Date.now();
    this.count(`goodbye ${Goodbye_Code[code]}`);
  }

  private count(why: string): void {
    this.ends.set(why, (this.ends.get(why) ?? 0) + 1);
  }

  private isWelcomed(): void {
    this.welcomed = true;
    this.welcomes += 1;
    this.failures = 0;
    for (const each of this.outstanding.values()) this.send(each);
    this.pump();
  }

  private isAccepted({ envelopeId, mailboxFull }: Accepted): void {
    this.outstanding.delete(numberOf(envelopeId));
    const full = mailboxFull.map(({ deviceId }) => this.around.nameOf(uuidOf(deviceId)));
    this.around.ledger.accepted(this.keyOf(envelopeId), this.connection, full);
    this.pump();
  }

  private isPutOff({ envelopeId, retryAfterMs }: TryLater): void {
    const { connection } = this;
    setTimeout(
      () => {
        const again = this.outstanding.get(numberOf(envelopeId));
        if (again !== undefined && connection === this.connection) this.send(again);
      },
      Math.min(retryAfterMs, MAX_PUT_OFF_MS),
    );
  }

  private gets(mail: Deliver): void {
    const key = `${this.around.nameOf(uuidOf(mail.senderDeviceId))}:${numberOf(mail.envelopeId)}`;
    const { name } = this.resident;
    this.around.ledger.received(name, key, this.connection, isIntact(key, this.resident, mail));
    if (this.manners.resets()) return this.breakOff();
    if (!this.manners.acknowledges) return;
    if (this.acks.length === 0) setImmediate(() => this.acknowledge());
    this.acks.push(mail.mailId);
  }

  private acknowledge(): void {
    while (this.acks.length > 0) {
      const mailIds = this.acks.splice(0, MAX_ACK_IDS);
      this.socket?.send(frameBytes({ case: 'ack', value: create(AckSchema, { mailIds }) }));
    }
  }

  private pump(): void {
    while (this.welcomed && this.outstanding.size < this.manners.window) {
      const next = this.queue.shift();
      if (next === undefined) return;
      this.outstanding.set(next.number, next);
      this.send(next);
    }
  }

  private send(letter: Letter): void {
    if (!this.welcomed) return;
    const recipients = letter.recipients.map(({ name }) => name);
    this.around.ledger.sent(letter.key, this.resident.name, recipients, this.connection);
    this.socket?.send(sendFrame(letter));
  }

  private keyOf(envelopeId: Uint8Array): string {
    return `${this.resident.name}:${numberOf(envelopeId)}`;
  }
}
