import { fromBinary } from '@bufbuild/protobuf';

import { equal } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import { directRoomId } from '../../../src/messenger/people/room-id.ts';
import type { Person, Relation } from '../../../src/messenger/port.ts';
import { ApiError, type RoomEntry, type SocialApi } from '../../../src/messenger/ports/api.ts';
import { deviceId, uuid } from '../../../src/protocol/index.ts';
import {
  DeviceListSchema,
  SignedDeviceListSchema,
} from '../../../src/wire/gen/tacet/identity/v1/identity_pb.ts';
import { DirectoryChanged_Topic as Topic } from '../../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { ArchivesDouble } from './archives-double.ts';
import type { AuthDouble, LoginSession } from './auth-double.ts';
import { GroupsDouble } from './groups-double.ts';
import { LinksDouble } from './links-double.ts';
import { PrekeyShelf } from './prekey-shelf.ts';

interface Request {
  readonly requestId: string;
  readonly from: string;
  readonly to: string;
  readonly createdAt: number;
  state: 'pending' | 'accepted' | 'closed';
}

interface Room {
  readonly roomId: string;
  readonly members: readonly [string, string];
  version: number;
  open: boolean;
  /** When these two became friends, the last time. */
  since: number;
}

const versionOf = (signed: Uint8Array) =>
  Number(fromBinary(DeviceListSchema, fromBinary(SignedDeviceListSchema, signed).list).version);

/** `social-service` as `contracts/rest.md` describes it, in memory. */
export class SocialDouble {
  readonly people = new Map<string, Person>();
  readonly lists = new Map<string, Uint8Array[]>();
  readonly rooms = new Map<string, Room>();
  readonly prekeys = new PrekeyShelf();
  readonly groups: GroupsDouble;
  readonly links: LinksDouble;
  /** No list may grow: a group has as many devices as a message can carry. */
  groupsAreFull = false;
  readonly archives: ArchivesDouble;
  readonly #requests = new Map<string, Request>();
  readonly #ownRooms = new Map<string, string>();
  readonly #blocks = new Set<string>();
  readonly #auth: AuthDouble;
  readonly #crypto: CryptoProvider;
  /** What it shows to `reader` as the lists of an account: the truth, unless a test has it lie. */
  shows = (_reader: string, _accountId: string, genuine: readonly Uint8Array[]): readonly Uint8Array[] =>
    genuine;
  now: () => number = () => 1;
  onChanged: (topic: Topic, audience: readonly string[], subject: string | null) => void = () => undefined;

  constructor(auth: AuthDouble, crypto: CryptoProvider) {
    this.#auth = auth;
    this.#crypto = crypto;
    const isListed = ({ accountId, deviceId: id }: LoginSession) => this.isListed(accountId, id);
    this.links = new LinksDouble(auth, isListed);
    this.archives = new ArchivesDouble(auth, isListed);
    this.groups = new GroupsDouble(crypto, {
      person: (accountId) => this.#person(accountId),
      exists: (accountId) => this.people.has(accountId),
      areFriends: (one, other) => this.areFriends(one, other),
      lists: (accountId) => this.lists.get(accountId) ?? [],
      changed: (audience) => this.onChanged(Topic.ROOMS, audience, null),
    });
    auth.onDeleted = (accountId) => this.#forget(accountId);
  }

  /** The newest list's version and device ids, as the directory projection has them. */
  devices(accountId: string): { version: number; devices: readonly string[] } {
    const newest = this.lists.get(accountId)?.at(-1);
    if (!newest) return { version: 0, devices: [] };
    const list = fromBinary(DeviceListSchema, fromBinary(SignedDeviceListSchema, newest).list);
    return {
      version: Number(list.version),
      devices: list.devices.map((device) => uuid(deviceId(device.deviceId))),
    };
  }

  isListed(accountId: string, device: string): boolean {
    return this.devices(accountId).devices.includes(device);
  }

  /** Who may write in a room, as the directory projection has it. */
  room(roomId: string): { readonly open: boolean; readonly members: readonly string[] } | null {
    const members = this.groups.members(roomId);
    if (members) return { open: members.length > 0, members };
    const own = this.#ownRooms.get(roomId);
    return own ? { open: true, members: [own] } : (this.rooms.get(roomId) ?? null);
  }

  areFriends(one: string, other: string): boolean {
    return [...this.rooms.values()].some(
      (r) => r.open && r.members.includes(one) && r.members.includes(other),
    );
  }

  client(): SocialApi {
    const me = (token: string) => this.#auth.verify(token).accountId;
    return {
      links: async () => this.links.client(),
      archives: async () => this.archives.client(),
      putProfile: async (token, profile) => {
        const accountId = me(token);
        const person = { accountId, username: this.#auth.username(accountId), ...profile };
        this.people.set(accountId, person);
        this.onChanged(Topic.PROFILES, [accountId], accountId);
        return person;
      },
      profile: async (token) => this.#person(me(token)),
      findUser: async (token, username) => this.#related(me(token), this.#named(username, 'not-found')),
      user: async (token, accountId) => this.#related(me(token), this.#person(accountId)),
      putDeviceList: async (token, signed) => this.#putList(me(token), signed),
      deviceLists: async (token, accountId, after) => {
        const reader = me(token);
        if (reader !== accountId && !this.#known(reader, accountId)) throw new ApiError('not-found', 404);
        const all = this.shows(reader, accountId, this.lists.get(accountId) ?? []);
        return { lists: all.filter((list) => versionOf(list) > after), version: all.length };
      },
      putPrekeys: async (token, upload) => this.prekeys.put(this.#requireListed(token), upload),
      prekeyStock: async (token) => this.prekeys.left(this.#requireListed(token)),
      prekeyBundle: async (token, accountId, deviceOf) => {
        const reader = me(token);
        const isFellow =
          this.areFriends(reader, accountId) || this.groups.areFellowMembers(reader, accountId);
        if (reader !== accountId && !isFellow) throw new ApiError('not-found', 404);
        return this.prekeys.bundle(deviceOf);
      },
      putFriendRequest: async (token, requestId, username) => this.#request(me(token), requestId, username),
      friendRequests: async (token) => this.#requestsOf(me(token)),
      acceptFriendRequest: async (token, id) => this.#accept(this.#open(id, 'to', me(token))),
      declineFriendRequest: async (token, id) => this.#close(this.#open(id, 'to', me(token))),
      withdrawFriendRequest: async (token, id) => this.#close(this.#open(id, 'from', me(token))),
      friends: async (token) =>
        this.#roomsOf(me(token))
          .filter((room) => room.open)
          .map((room) => ({ user: this.#other(room, me(token)), since: room.since, roomId: room.roomId })),
      unfriend: async (token, accountId) => this.#part(me(token), accountId),
      blocks: async (token) => this.#blockedBy(me(token)).map((user) => ({ user, since: 1 })),
      block: async (token, accountId) => {
        this.#blocks.add(`${me(token)} ${accountId}`);
        this.#part(me(token), accountId);
      },
      unblock: async (token, accountId) => {
        this.#blocks.delete(`${me(token)} ${accountId}`);
        this.onChanged(Topic.FRIEND_REQUESTS, [me(token)], null);
      },
      rooms: async (token) => [
        await this.#own(me(token)),
        ...this.#roomsOf(me(token)).map((room) => this.#view(room)),
        ...this.groups.rooms(me(token)),
      ],
      appendToLog: async (token, roomId, after, entries) =>
        this.groups.append(this.#auth.verify(token), roomId, after, entries),
      roomLog: async (token, roomId, after) => this.groups.page(me(token), roomId, after),
    };
  }

  /** The room of an account with itself. */
  async #own(accountId: string): Promise<RoomEntry> {
    const roomId = await directRoomId(this.#crypto, accountId, accountId);
    this.#ownRooms.set(roomId, accountId);
    const members = [this.#person(accountId)];
    return { roomId, kind: 'self', version: 1, open: true, members, group: null };
  }

  #requireListed(token: string): string {
    const { accountId, deviceId: device } = this.#auth.verify(token);
    if (!this.isListed(accountId, device)) throw new ApiError('forbidden', 403);
    return device;
  }

  #forget(accountId: string): void {
    for (const room of this.#roomsOf(accountId)) {
      this.rooms.delete(room.roomId);
      this.onChanged(Topic.FRIENDS, room.members, null);
    }
    this.people.delete(accountId);
    this.lists.delete(accountId);
    this.groups.forget(accountId);
    this.archives.shelves.delete(accountId);
  }

  #putList(accountId: string, signed: Uint8Array): void {
    const lists = this.lists.get(accountId) ?? [];
    const newest = lists.at(-1);
    if (newest && equal(newest, signed)) return;
    if (versionOf(signed) !== lists.length + 1) throw new ApiError('device-list-conflict', 409);
    const before = this.devices(accountId).devices;
    this.lists.set(accountId, [...lists, signed]);
    if (this.groupsAreFull && this.devices(accountId).devices.length > before.length) {
      this.lists.set(accountId, lists);
      throw new ApiError('limit-reached', 409);
    }
    for (const gone of before) if (!this.isListed(accountId, gone)) this.prekeys.stocks.delete(gone);
    const friends = this.#roomsOf(accountId).map((room) => this.#other(room, accountId).accountId);
    const fellows = [...this.people.keys()].filter((each) => this.groups.areFellows(accountId, each));
    this.onChanged(Topic.DEVICES, [accountId, ...friends, ...fellows], accountId);
  }

  #request(from: string, requestId: string, username: string) {
    const user = this.#named(username, 'user-not-found');
    const to = user.accountId;
    if (to === from) throw new ApiError('cannot-befriend-yourself', 409);
    if (this.areFriends(from, to)) throw new ApiError('already-friends', 409);
    if (this.#blocks.has(`${from} ${to}`)) throw new ApiError('blocked-by-you', 409);
    const known = this.#requests.get(requestId);
    if (known) return { requestId, state: 'pending' as const, user, createdAt: known.createdAt };
    const crossing = [...this.#requests.values()].find(
      (each) => each.from === to && each.to === from && each.state === 'pending',
    );
    if (crossing) {
      return this.#accept(crossing).then(() => ({
        requestId,
        state: 'accepted' as const,
        user,
        createdAt: 1,
      }));
    }
    const same = [...this.#requests.values()].some(
      (each) => each.from === from && each.to === to && each.state === 'pending',
    );
    if (same) throw new ApiError('request-already-sent', 409);
    const createdAt = this.#requests.size + 1;
    this.#requests.set(requestId, { requestId, from, to, createdAt, state: 'pending' });
    this.onChanged(Topic.FRIEND_REQUESTS, [from, to], null);
    return { requestId, state: 'pending' as const, user, createdAt };
  }

  #requestsOf(me: string) {
    const pending = [...this.#requests.values()].filter((each) => each.state === 'pending');
    const entry = (each: Request, who: string) => ({
      requestId: each.requestId,
      user: this.#person(who),
      createdAt: each.createdAt,
    });
    const visible = pending.filter((each) => !this.#blocks.has(`${me} ${each.from}`));
    return {
      incoming: visible.filter((each) => each.to === me).map((each) => entry(each, each.from)),
      outgoing: pending.filter((each) => each.from === me).map((each) => entry(each, each.to)),
    };
  }

  async #accept(request: Request): Promise<RoomEntry> {
    request.state = 'accepted';
    const { from, to } = request;
    const roomId = await directRoomId(this.#crypto, from, to);
    const room = this.rooms.get(roomId) ?? { roomId, members: [from, to], version: 0 };
    const opened = { ...room, version: room.version + 1, open: true, since: this.now() };
    this.rooms.set(roomId, opened);
    this.onChanged(Topic.FRIENDS, [from, to], null);
    return this.#view(opened);
  }

  #close(request: Request): void {
    request.state = 'closed';
    this.onChanged(Topic.FRIEND_REQUESTS, [request.from, request.to], null);
  }

  #part(me: string, other: string): void {
    for (const room of this.rooms.values()) {
      if (!room.open || !room.members.includes(me) || !room.members.includes(other)) continue;
      room.open = false;
      room.version++;
    }
    this.onChanged(Topic.FRIENDS, [me, other], null);
  }

  #open(requestId: string, side: 'from' | 'to', me: string): Request {
    const request = this.#requests.get(requestId);
    if (request?.[side] !== me) throw new ApiError('not-found', 404);
    if (request.state !== 'pending') throw new ApiError('request-closed', 409);
    return request;
  }

  #related(me: string, user: Person): { user: Person; relation: Relation } {
    if (user.accountId === me) return { user, relation: 'self' };
    return { user, relation: this.areFriends(me, user.accountId) ? 'friend' : 'none' };
  }

  #known(me: string, other: string): boolean {
    return (
      this.#roomsOf(me).some((room) => room.members.includes(other)) || this.groups.areFellows(me, other)
    );
  }

  #roomsOf(me: string): readonly Room[] {
    return [...this.rooms.values()].filter((room) => room.members.includes(me));
  }

  #blockedBy(me: string): readonly Person[] {
    return [...this.#blocks]
      .filter((pair) => pair.startsWith(`${me} `))
      .map((pair) => this.#person(pair.slice(me.length + 1)));
  }

  #other(room: Room, me: string): Person {
    return this.#person(room.members[0] === me ? room.members[1] : room.members[0]);
  }

  #view(room: Room): RoomEntry {
    const { roomId, version, open } = room;
    const members = room.members.map((id) => this.#person(id));
    return { roomId, kind: 'direct', version, open, members, group: null };
  }

  #named(username: string, code: string): Person {
    const account = this.#auth.byName(username);
    if (!account?.complete) throw new ApiError(code, 404);
    return this.#person(account.accountId);
  }

  #person(accountId: string): Person {
    const person = this.people.get(accountId);
    if (!person) throw new ApiError('not-found', 404);
    return person;
  }
}
