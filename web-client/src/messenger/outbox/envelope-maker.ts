import { create, toBinary } from '@bufbuild/protobuf';

import { base64url, fromBase64url } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import {
  type Content,
  type ContentBody,
  encryptContent,
  type VerifiedDeviceList,
  type DevicePublic,
  type OurDevice,
  accountId,
  envelopeId,
  fromUuid,
  messageId,
  roomId,
  uuid,
  type VerifiedBundle,
} from '../../protocol/index.ts';
import { SendSchema } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Conversation } from '../conversations/records.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import type { Pairs } from '../devices/pairs.ts';
import { MessengerFailure } from '../failures.ts';
import { freshUuid } from '../kernel/ids.ts';
import type { Counters } from '../vault/counters.ts';
import type { Work } from '../vault/work.ts';
import type { OutboxRow, OutgoingBody, SealedEnvelope } from './records.ts';

/** What has to be known before a message can be encrypted; gathering it asks the network. */
export interface Preparation {
  readonly lists: readonly VerifiedDeviceList[];
  /** [F-4] [C-9] Every device of every member, the sender's own others too, except this one. */
  readonly recipients: readonly DevicePublic[];
  /** For recipients without a ratchet session. */
  readonly bundles: ReadonlyMap<string, VerifiedBundle>;
}

export interface EnvelopeMakerDependencies {
  readonly crypto: CryptoProvider;
  readonly me: string;
  readonly device: OurDevice;
  readonly conversations: Conversations;
  readonly lists: DeviceLists;
  readonly pairs: Pairs;
  readonly counters: Counters;
}

/** Turns a waiting row into an envelope: encrypted once, its key sealed for every device of every member. */
export class EnvelopeMaker {
  readonly #deps: EnvelopeMakerDependencies;

  constructor(deps: EnvelopeMakerDependencies) {
    this.#deps = deps;
  }

  /**
   * Asks for what is missing. Runs outside any transaction, since it waits for the network.
   *
   * @throws ApiError, or TacetError when what the server says does not hold
   */
  async prepare(room: Conversation): Promise<Preparation> {
    const { me, device, lists, pairs } = this.#deps;
    const accounts = [me, room.person.accountId].toSorted();
    const verified = await Promise.all(accounts.map((account) => lists.of(account)));
    const ownId = uuid(device.public.deviceId);
    const recipients = verified
      .flatMap((list) => list.certified)
      .filter((each) => uuid(each.deviceId) !== ownId);
    const bundles = new Map<string, VerifiedBundle>();
    for (const recipient of recipients) {
      const bundle = await pairs.bundleIfNeeded(recipient);
      if (bundle) bundles.set(uuid(recipient.deviceId), bundle);
    }
    return { lists: verified, recipients, bundles };
  }

  /** [F-8] Forgets nothing, asks anew: the relay says that the devices were not the right ones. Whom it names does not matter. */
  async refreshLists(room: Conversation): Promise<void> {
    const { me, lists } = this.#deps;
    await Promise.all([me, room.person.accountId].map((account) => lists.refresh(account)));
  }

  /** [V-6] Encrypts and advances the ratchets, all within the transaction that also stores the envelope. */
  async make(tx: Work, row: OutboxRow, preparation: Preparation): Promise<SealedEnvelope> {
    const { crypto, device, conversations, counters, pairs } = this.#deps;
    const conversation = conversations.row(tx, row.roomId);
    if (!conversation) throw new MessengerFailure('not-found');
    const id = freshUuid(crypto);
    const address = {
      roomId: roomId(fromUuid(row.roomId)),
      sender: { accountId: device.public.accountId, deviceId: device.public.deviceId },
      envelopeId: envelopeId(fromUuid(id)),
    };
    const content = contentOf(row, conversation.roomVersion, preparation);
    const { body, key } = await encryptContent(crypto, address, content);
    const keys = [];
    for (const recipient of preparation.recipients) {
      const bundle = preparation.bundles.get(uuid(recipient.deviceId));
      const sealed = await pairs.seal(tx, recipient, key, bundle);
      keys.push({ accountId: recipient.accountId, deviceId: recipient.deviceId, sealed });
    }
    const send = create(SendSchema, {
      envelopeId: address.envelopeId,
      header: {
        roomId: address.roomId,
        roomVersion: BigInt(conversation.roomVersion),
        deviceLists: preparation.lists.map((list) => ({
          accountId: list.accountId,
          version: BigInt(list.version),
        })),
        sendCounter: BigInt(counters.next(tx, 'send')), // [F-7]
        silent: row.messageIndex === null,
      },
      contentChunk: body,
      keys,
      commit: true,
    });
    return { id, wireId: base64url(key.messageId), send: toBinary(SendSchema, send) };
  }
}

function contentOf(row: OutboxRow, roomVersion: number, { lists }: Preparation): Content {
  return {
    roomId: roomId(fromUuid(row.roomId)),
    sentAtMs: row.sentAtMs,
    counter: row.counter,
    seen: row.seen.map((id) => messageId(fromBase64url(id))),
    roomState: {
      roomVersion,
      logHead: null,
      deviceLists: lists.map((list) => ({
        accountId: accountId(list.accountId),
        version: list.version,
        hash: list.hash,
      })),
    },
    body: bodyOf(row.body),
  };
}

function bodyOf(body: OutgoingBody): ContentBody {
  if (body.type === 'text') return { type: 'text', body: body.text, replyTo: null };
  return {
    type: 'receipt',
    kind: body.kind,
    messageIds: body.wireIds.map((id) => messageId(fromBase64url(id))),
  };
}
