import { create, fromBinary, toBinary } from '@bufbuild/protobuf';

import { base64url, equal } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import {
  type ContentKey,
  encryptContent,
  type VerifiedDeviceList,
  type DevicePublic,
  type OurDevice,
  accountId,
  envelopeId,
  fromUuid,
  memberOf,
  roomId,
  uuid,
  type VerifiedLog,
} from '../../protocol/index.ts';
import { SendSchema } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import { holdsUp } from '../alarms/alarms.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Conversation } from '../conversations/records.ts';
import { deviceName, nameOfDevice } from '../devices/device-name.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import { ASK_AT_ONCE, type Bundles, type Recipient } from '../devices/bundles.ts';
import { BLANK, type Beginning } from '../devices/bundle.ts';
import type { Pairs } from '../devices/pairs.ts';
import { MessengerFailure } from '../failures.ts';
import { atOnce } from '../kernel/at-once.ts';
import { freshUuid } from '../kernel/ids.ts';
import { ApiError } from '../ports/api.ts';
import type { Clock } from '../ports/platform.ts';
import type { Answers } from '../repair/answers.ts';
import type { Requests } from '../repair/requests.ts';
import type { SentContents } from '../repair/sent-contents.ts';
import type { Groups } from '../rooms/groups.ts';
import type { Trust } from '../verification/trust.ts';
import type { Counters } from '../vault/counters.ts';
import type { Work } from '../vault/work.ts';
import { bodyOf, contentOf, stateOf } from './contents.ts';
import { isKept, isOfRepair, type OutboxRow, type SealedEnvelope } from './records.ts';

/** What has to be known before a message can be encrypted; gathering it asks the network. */
export interface Preparation {
  /** [M-11] The log of a group that it is encrypted for; null for two people. */
  readonly log: VerifiedLog | null;
  readonly lists: readonly VerifiedDeviceList[];
  /** [F-4] [C-9] Every device of every member, the sender's own others too, except this one. */
  readonly recipients: readonly DevicePublic[];
  /** For recipients to whom a handshake is due, by {@link nameOfDevice}. */
  readonly beginnings: ReadonlyMap<string, Beginning>;
}

/** A body and the key that each recipient gets. */
interface Encrypted {
  readonly body: Uint8Array;
  readonly key: ContentKey;
}

export interface EnvelopeMakerDependencies {
  readonly crypto: CryptoProvider;
  readonly device: OurDevice;
  readonly conversations: Conversations;
  readonly lists: DeviceLists;
  readonly pairs: Pairs;
  readonly bundles: Bundles;
  readonly counters: Counters;
  readonly sent: SentContents;
  readonly answers: Answers;
  readonly requests: Pick<Requests, 'inVain'>;
  readonly groups: Groups;
  readonly expulsions: Expulsions;
  readonly trust: Pick<Trust, 'accepts'>;
  readonly clock: Clock;
}

/** [M-10] Takes those out of a group whose account has another identity than its log names. */
export interface Expulsions {
  /** @throws ApiError, or VerificationError when nothing proves that their identity was replaced */
  expel(roomId: string, lists: readonly VerifiedDeviceList[]): Promise<void>;
}

/** Turns a waiting row into an envelope: encrypted once, its key sealed for every device that is to have it. */
export class EnvelopeMaker {
  readonly #deps: EnvelopeMakerDependencies;

  constructor(deps: EnvelopeMakerDependencies) {
    this.#deps = deps;
  }

  /**
   * Asks for what is missing. Runs outside any transaction, since it waits for the network.
   *
   * @throws ApiError, `room-changed` when somebody had to be taken out of the group first
   * @throws TacetError when what the server says does not hold
   */
  async prepare(room: Conversation, rows: readonly OutboxRow[]): Promise<Preparation> {
    const { device, lists, bundles, groups, expulsions, trust, clock } = this.#deps;
    const log = groups.get(room.roomId)?.log ?? null;
    const verified = await atOnce(ASK_AT_ONCE, groups.accounts(room), (account) => lists.of(account));
    const others = log ? verified.filter((list) => !isUnderItsIdentity(log, list)) : [];
    if (others.length > 0) {
      // [M-10] And then for whom it is, by the log that there is after it.
      await expulsions.expel(room.roomId, others);
      throw new ApiError('room-changed');
    }
    // [I-12] Before any prekey is asked for.
    if (!verified.every((list) => trust.accepts(list))) throw new ApiError('room-changed');
    const recipients = verified
      .flatMap((list) => list.certified)
      .filter((each) => nameOfDevice(each) !== nameOfDevice(device.public));
    const now = clock.now();
    const next = recipients.flatMap((each) => recipientOf(each, rows, now) ?? []);
    const beginnings = await bundles.gather(next, recipients);
    return { log, lists: verified, recipients, beginnings };
  }

  /** @throws ApiError `session-needed` when a newer list was verified since: prepare again */
  async stillCurrent({ lists: prepared }: Preparation): Promise<void> {
    for (const { accountId: account, version } of prepared) {
      const { lists } = this.#deps;
      const known = await lists.known(uuid(accountId(account)));
      if (known?.version !== version || lists.isReplacing(uuid(accountId(account))))
        throw new ApiError('session-needed');
    }
  }

  /** [F-8] Forgets nothing, asks anew: the relay says that the devices were not the right ones. Whom it names does not matter. */
  async refreshLists(room: Conversation): Promise<void> {
    const { lists, groups } = this.#deps;
    await atOnce(ASK_AT_ONCE, groups.accounts(room), (account) => lists.refresh(account));
  }

  /**
   * [V-13] Whether people and lists of the room are, as far as is known, still those that this was sealed for. Then it goes out
   * again as it is: sealed anew each time that a relay refuses it, its ratchet would run away from its recipients, [R-8]. The
   * version of the room does not count: nobody signed it.
   */
  async isForTheSame(tx: Work, room: Conversation, { send }: SealedEnvelope): Promise<boolean> {
    const { lists, groups } = this.#deps;
    const { deviceLists = [] } = fromBinary(SendSchema, send).header ?? {};
    const accounts = groups.accounts(room);
    if (deviceLists.length !== accounts.length) return false;
    for (const { accountId: account, version } of deviceLists) {
      const name = uuid(accountId(account));
      const known = accounts.includes(name) ? await lists.knownIn(tx, name) : null;
      if (known?.version !== Number(version)) return false;
    }
    return true;
  }

  /**
   * [V-6] Encrypts and advances the ratchets, all within the transaction that also stores the envelope.
   *
   * @returns null for what is not to be sent any more: its device is gone, or may not have it
   * @throws ApiError `room-changed` when there are new entries in the log of its group, or somebody's identity is another
   *   than the verified one: prepare again
   */
  async make(tx: Work, row: OutboxRow, preparation: Preparation): Promise<SealedEnvelope | null> {
    const { crypto, conversations, pairs } = this.#deps;
    const conversation = conversations.row(tx, row.roomId);
    if (!conversation) throw new MessengerFailure('not-found');
    // Raised since it was looked for: [M-8] [C-16] nothing is encrypted here while it stands.
    if (conversation.standing?.some(holdsUp)) throw new ApiError('room-changed');
    // [M-10] The newest log known decides, and it may have grown since.
    const head = this.#deps.groups.row(tx, row.roomId)?.log?.headHash;
    if (head && !(preparation.log && equal(head, preparation.log.headHash)))
      throw new ApiError('room-changed');
    // [I-12] Here no reset can slip in between, not even one that shares this commit.
    if (!preparation.lists.every((list) => this.#deps.trust.accepts(list, tx))) {
      throw new ApiError('room-changed');
    }
    const recipients = preparation.recipients.filter((device) => isFor(row, device));
    // [D-7] With one device nothing is said in the own room.
    if ((row.target || conversation.kind === 'self') && recipients.length === 0) return null;
    if (isOfRepair(row.body) && recipients.some((each) => beginningOf(each, preparation) === BLANK)) {
      await this.#inVain(tx, row);
      return null;
    }
    const id = freshUuid(crypto);
    const encrypted = await this.#encrypt(tx, row, id, conversation, { ...preparation, recipients });
    if (!encrypted) return null;
    const keys = [];
    for (const recipient of recipients) {
      const sealed = await pairs.seal(tx, recipient, encrypted.key, beginningOf(recipient, preparation));
      keys.push({ accountId: recipient.accountId, deviceId: recipient.deviceId, sealed });
    }
    const send = create(SendSchema, {
      envelopeId: envelopeId(fromUuid(id)),
      header: this.#header(tx, row, conversation, preparation),
      contentChunk: encrypted.body,
      keys,
      commit: true,
    });
    return { id, wireId: base64url(encrypted.key.messageId), send: toBinary(SendSchema, send) };
  }

  /** [PK-7] Nobody was asked, and nobody answered: it counts as neither. */
  async #inVain(tx: Work, { roomId: room, target, body }: OutboxRow): Promise<void> {
    const { requests, answers } = this.#deps;
    if (!target) return;
    if (body.type === 'resend-request') requests.inVain(tx, { roomId: room, ...target }, body);
    if (body.type === 'resent') await answers.inVain(tx, room, body.counter, target);
  }

  #header(tx: Work, row: OutboxRow, conversation: Conversation, { lists }: Preparation) {
    return {
      roomId: roomId(fromUuid(row.roomId)),
      roomVersion: BigInt(conversation.roomVersion),
      deviceLists: lists.map((list) => ({ accountId: list.accountId, version: BigInt(list.version) })),
      sendCounter: BigInt(this.#deps.counters.next(tx, 'send')), // [F-7]
      silent: row.messageIndex === null,
      targeted: row.target !== undefined,
    };
  }

  async #encrypt(
    tx: Work,
    row: OutboxRow,
    id: string,
    conversation: Conversation,
    preparation: Preparation,
  ): Promise<Encrypted | null> {
    const { crypto, device, sent, answers, clock } = this.#deps;
    if (row.body.type === 'resent') {
      const [recipient] = preparation.recipients;
      return recipient ? answers.toSend(tx, row.roomId, row.body.counter, recipient) : null;
    }
    const address = {
      roomId: roomId(fromUuid(row.roomId)),
      sender: { accountId: device.public.accountId, deviceId: device.public.deviceId },
      envelopeId: envelopeId(fromUuid(id)),
    };
    const content = contentOf(row, bodyOf(row.body), stateOf(conversation, preparation));
    const encrypted = await encryptContent(crypto, address, content);
    if (isKept(row.body)) {
      const kept = {
        roomId: row.roomId,
        counter: row.counter,
        wireId: base64url(encrypted.key.messageId),
        envelopeId: id,
        body: encrypted.body,
        secret: encrypted.key.secret.expose(),
        leftAtMs: clock.now(),
      };
      await sent.keep(tx, kept, preparation.recipients);
    }
    return encrypted;
  }
}

/** [I-2] Nobody but its account vouches for the id of a device. */
function isFor({ target }: OutboxRow, device: DevicePublic): boolean {
  return !target || deviceName(target.accountId, target.deviceId) === nameOfDevice(device);
}

/** Null when nothing of this is for that device. */
function recipientOf(device: DevicePublic, rows: readonly OutboxRow[], now: number): Recipient | null {
  const its = rows.filter((row) => isFor(row, device));
  if (its.length === 0) return null;
  const [youngest = null] = its
    .filter(({ body }) => !isOfRepair(body))
    .map(({ sentAtMs }) => sentAtMs)
    .toSorted((a, b) => Math.abs(now - a) - Math.abs(now - b)); // [S-11]
  return { device, writtenAtMs: youngest };
}

const beginningOf = (device: DevicePublic, { beginnings }: Preparation): Beginning | undefined =>
  beginnings.get(nameOfDevice(device));

/** [M-10] Whether the account has the identity now under which it is in the log. */
function isUnderItsIdentity(log: VerifiedLog, list: VerifiedDeviceList): boolean {
  const member = memberOf(log, accountId(list.accountId));
  return member !== null && equal(member.identityKey, list.identityKey);
}
