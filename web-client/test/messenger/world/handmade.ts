import { create, fromBinary, toBinary } from '@bufbuild/protobuf';

import { base64url, equal, type Fixed } from '../../../src/bytes/index.ts';
import { directRoomId } from '../../../src/messenger/people/room-id.ts';
import { Serial } from '../../../src/messenger/kernel/serial.ts';
import type { AuthApi, SocialApi } from '../../../src/messenger/ports/api.ts';
import type { RelaySocket } from '../../../src/messenger/ports/relay-socket.ts';
import {
  accountId,
  encryptContent,
  envelopeId,
  freshId,
  fromUuid,
  headOf,
  openContent,
  parseSealedMessage,
  roomId,
  takeEntries,
  uuid,
  verifyDeviceList,
  type AccountListHead,
  type Content,
  type ContentBody,
  type VerifiedDeviceList,
  type VerifiedLog,
} from '../../../src/protocol/index.ts';
import {
  AckSchema,
  ClientFrameSchema,
  SendSchema,
  ServerFrameSchema,
  type ClientFrame,
  type Deliver,
  type Send,
  type ServerFrame,
} from '../../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { eventually } from './eventually.ts';
import { HandmadeDevice } from './handmade-device.ts';
import type { Someone } from './someone.ts';
import type { World } from './world.ts';

/** A content that came. */
export interface Came {
  readonly content: Content;
  readonly wireId: string;
  /** The envelope it was first sent under, if it was asked for. */
  readonly resentFrom: string | null;
}

export interface Say {
  readonly counter?: number;
  readonly silent?: boolean;
  readonly targeted?: boolean;
  /** What it says of device lists; by default what the service shows. */
  readonly heads?: readonly AccountListHead[];
}

/** A room, and what its people know of it. */
interface Place {
  readonly room: string;
  readonly roomVersion: number;
  readonly logHead: Fixed<32> | null;
  readonly lists: readonly VerifiedDeviceList[];
}

const KEY = Uint8Array.of(1, 2, 3);

/** Somebody with a client of their own making: says whatever a test wants, honest or not. */
export class Handmade {
  readonly accountId: string;
  readonly username: string;
  readonly came: Came[] = [];
  /** Message ids of what was said. */
  readonly sent: string[] = [];
  /** While set, what comes is not read: acknowledged, and as good as lost. */
  deaf = false;
  readonly #world: World;
  readonly #auth: AuthApi;
  readonly #social: SocialApi;
  readonly #lists = new Map<string, Uint8Array>();
  readonly #turns = new Serial();
  readonly #answers = new Map<string, (answer: string) => void>();
  #token = '';
  #device!: HandmadeDevice;
  #socket: RelaySocket | null = null;

  private constructor(world: World, username: string) {
    this.#world = world;
    this.username = username;
    this.accountId = uuid(accountId(freshId(world.crypto)));
    this.#auth = world.auth.client();
    this.#social = world.social.client();
  }

  static async arrives(world: World, username: string): Promise<Handmade> {
    const person = new Handmade(world, username);
    const kdf = { salt: new Uint8Array(16), rounds: 1_000_000 };
    await person.#auth.putAccount(person.accountId, { username, authenticationKey: KEY, ...kdf });
    await person.#begins(null);
    await person.#auth.completeAccount(person.#token);
    return person;
  }

  get deviceId(): string {
    return this.#device.id;
  }

  async befriends(other: Someone): Promise<void> {
    const id = uuid(envelopeId(freshId(this.#world.crypto)));
    await this.#social.putFriendRequest(this.#token, id, other.username);
    await other.sees('the request', ({ incoming }) => incoming.length > 0);
    await other.does('acceptRequest', { requestId: id });
    await other.sees('the new friend', ({ conversations }) =>
      conversations.some((c) => c.kind === 'direct' && c.open && c.person.username === this.username),
    );
  }

  /** Another identity on another device, as after losing everything. */
  async startsOver(): Promise<void> {
    this.#socket?.close();
    await this.#begins(await this.#listOf(this.accountId));
  }

  /** Its account has another device from now on, and no longer this one, which goes on with the relay's help. */
  async isSignedOut(): Promise<void> {
    const { social, relay } = this.#world;
    const lists = social.lists.get(this.accountId) ?? [];
    const next = await this.#device.listWithoutIt(await this.#listOf(this.accountId));
    relay.lets(this.deviceId);
    // Nobody is told: the double would end the line.
    social.lists.set(this.accountId, [...lists, next]);
  }

  /** Sends a content to the devices of somebody. @returns how the relay answered */
  async says(other: Someone, body: ContentBody, say: Say = {}): Promise<string> {
    // One step of a ratchet at a time: what is read meanwhile advances the same one.
    return this.#hands(await this.#turns.run(() => this.#make(other, body, say)));
  }

  /**
   * An envelope with a bubble of its own that nobody can open.
   *
   * @param at the byte that is wrong; the last by default, so that everything before it is tried
   */
  async saysGarbage(other: Someone, at = -1): Promise<string> {
    const text = { type: 'text', body: 'x', replyTo: null } as const;
    const make = () => this.#device.inVain(() => this.#make(other, text, { counter: 1 }));
    const send = await this.#turns.run(make);
    for (const key of send.keys) {
      key.sealed = key.sealed.with(at, (key.sealed.at(at) ?? 0) ^ 1);
    }
    return this.#hands(send);
  }

  /** Accepts an invitation, whether anybody told of it or not. */
  async joins(group: string): Promise<void> {
    const log = await this.#log(group);
    const list =
      (await this.#social.deviceLists(this.#token, this.accountId, 0)).lists.at(-1) ?? new Uint8Array();
    const entry = await this.#world.traitor.entry(this.accountId, list, log, { type: 'accept' });
    await this.#social.appendToLog(this.#token, group, log.sequence, [entry]);
  }

  /**
   * Sends a content in a group, to whomever.
   *
   * @param head of the log that it says it is for; by default the newest that the service shows
   */
  async saysIn(
    group: string,
    others: readonly Someone[],
    body: ContentBody,
    {
      head,
      ...say
    }: Say & { readonly head?: { readonly sequence: number; readonly hash: Fixed<32> | null } } = {},
  ): Promise<string> {
    const make = async () => {
      const { sequence, headHash } = head
        ? { sequence: head.sequence, headHash: head.hash }
        : await this.#log(group);
      const lists = await Promise.all(
        [this.accountId, ...others.map((each) => each.accountId)].map((each) => this.#listOf(each)),
      );
      return this.#sealed({ room: group, roomVersion: sequence, logHead: headHash, lists }, body, say);
    };
    return this.#hands(await this.#turns.run(make));
  }

  async #log(group: string): Promise<VerifiedLog> {
    const { entries } = await this.#social.roomLog(this.#token, group, 0);
    const context = { rememberedHash: () => Promise.resolve(null), nowMs: this.#world.nowMs };
    const { log } = await takeEntries(this.#world.crypto, null, roomId(fromUuid(group)), entries, context);
    if (!log) throw new Error('there is no such group');
    return log;
  }

  async #make(other: Someone, body: ContentBody, say: Say): Promise<Send> {
    const room = await directRoomId(this.#world.crypto, this.accountId, other.accountId);
    const [entry] = await this.#social.rooms(this.#token);
    const lists = [await this.#listOf(this.accountId), await this.#listOf(other.accountId)];
    return this.#sealed({ room, roomVersion: entry?.version ?? 1, logHead: null, lists }, body, say);
  }

  async #sealed(
    { room: place, roomVersion, logHead, lists }: Place,
    body: ContentBody,
    { counter = 0, silent, targeted, heads }: Say,
  ): Promise<Send> {
    const { crypto } = this.#world;
    const room = roomId(fromUuid(place));
    const theirs = lists.filter((list) => uuid(accountId(list.accountId)) !== this.accountId);
    const address = { roomId: room, sender: this.#device.address, envelopeId: envelopeId(freshId(crypto)) };
    const content: Content = {
      roomId: room,
      sentAtMs: this.#world.nowMs,
      counter,
      seen: [],
      roomState: {
        roomVersion,
        logHead,
        deviceLists:
          heads ?? lists.map((list) => ({ ...headOf(list), accountId: accountId(list.accountId) })),
      },
      body,
    };
    const encrypted = await encryptContent(crypto, address, content);
    this.sent.push(base64url(encrypted.key.messageId));
    const keys = [];
    for (const device of theirs.flatMap((list) => list.certified)) {
      const sealed = await this.#device.seals(device, encrypted.key, () =>
        this.#social.prekeyBundle(this.#token, uuid(device.accountId), uuid(device.deviceId)),
      );
      keys.push({ accountId: device.accountId, deviceId: device.deviceId, sealed });
    }
    return create(SendSchema, {
      envelopeId: address.envelopeId,
      header: {
        roomId: room,
        roomVersion: BigInt(roomVersion),
        deviceLists: lists.map(({ accountId: account, version }) => ({
          accountId: account,
          version: BigInt(version),
        })),
        sendCounter: BigInt(this.#device.nextSend()),
        silent: silent ?? body.type !== 'text',
        targeted: targeted ?? false,
      },
      contentChunk: encrypted.body,
      keys,
      commit: true,
    });
  }

  /** Waits until as many contents have come. */
  async hasGot(count: number): Promise<readonly Came[]> {
    return eventually(`${this.username} got ${count}`, async () =>
      this.came.length >= count ? this.came : undefined,
    );
  }

  async #begins(previous: VerifiedDeviceList | null): Promise<void> {
    const { crypto } = this.#world;
    this.#device = await HandmadeDevice.make(crypto, () => this.#world.nowMs, this.accountId);
    const login = await this.#auth.login({
      username: this.username,
      authenticationKey: KEY,
      deviceId: this.#device.id,
    });
    this.#token = login.accessToken;
    await this.#social.putProfile(this.#token, { firstName: this.username, lastName: '', about: '' });
    await this.#social.putDeviceList(this.#token, await this.#device.list(previous));
    await this.#social.putPrekeys(this.#token, await this.#device.stock());
    this.#socket = this.#world.relay.open(await this.#auth.ticket(this.#token), {
      opened: () => undefined,
      closed: () => undefined,
      frame: (bytes) => this.#hears(fromBinary(ServerFrameSchema, bytes).frame),
    });
  }

  #hands(send: Send): Promise<string> {
    return new Promise((resolve) => {
      this.#answers.set(base64url(send.envelopeId), resolve);
      this.#sends({ case: 'send', value: send });
    });
  }

  #sends(frame: ClientFrame['frame']): void {
    this.#socket?.send(toBinary(ClientFrameSchema, create(ClientFrameSchema, { frame })));
  }

  #hears(frame: ServerFrame['frame']): void {
    if (frame.case === 'deliver') void this.#turns.run(() => this.#reads(frame.value));
    if (frame.case !== 'accepted' && frame.case !== 'refused' && frame.case !== 'tryLater') return;
    this.#answers.get(base64url(frame.value.envelopeId))?.(frame.case);
  }

  async #reads(mail: Deliver): Promise<void> {
    this.#sends({ case: 'ack', value: create(AckSchema, { mailIds: [mail.mailId] }) });
    if (this.deaf) return;
    const list = await this.#listOf(uuid(accountId(mail.senderAccountId)));
    const sender = list.certified.find((each) => equal(each.deviceId, mail.senderDeviceId));
    if (!sender) throw new Error('mail from nobody');
    const key = await this.#device.opens(sender, parseSealedMessage(mail.sealedKey));
    const address = { roomId: roomId(mail.roomId), sender, envelopeId: envelopeId(mail.envelopeId) };
    const { content } = await openContent(this.#world.crypto, address, key, mail.content);
    this.came.push({
      content,
      wireId: base64url(key.messageId),
      resentFrom: key.resentFrom ? uuid(key.resentFrom) : null,
    });
  }

  async #listOf(account: string): Promise<VerifiedDeviceList> {
    const known = this.#lists.get(account);
    // Whoever is no fellow any more is not shown any; what is known stays known.
    const asked = this.#social.deviceLists(this.#token, account, 0).catch((cause: unknown) => {
      if (known) return { lists: [known] };
      throw cause;
    });
    const newest = (await asked).lists.at(-1);
    if (!newest) throw new Error('nobody has this account');
    this.#lists.set(account, newest);
    return verifyDeviceList(this.#world.crypto, accountId(fromUuid(account)), newest);
  }
}
