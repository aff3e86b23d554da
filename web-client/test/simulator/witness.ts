import { fromBinary } from '@bufbuild/protobuf';

import { base64url } from '../../src/bytes/index.ts';
import { deviceId, roomId as roomOf, uuid } from '../../src/protocol/index.ts';
import { ClientFrameSchema, type Send } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import type { World } from '../messenger/world/world.ts';
import { Canaries } from './canaries.ts';
import type { Device } from './device.ts';

/** Counts what happens: of two moments the higher one is later. */
export type Moment = number;

export interface WrittenMessage {
  readonly number: number;
  /** Name of the device that wrote it. */
  readonly by: string;
  readonly accountId: string;
  readonly roomId: string;
  readonly writtenAt: Moment;
  /** Account ids of the members that its device knew when it wrote. */
  readonly knew: readonly string[];
  /** `unsure`: the device went down before it answered. */
  outcome: 'stored' | 'refused' | 'unsure';
  /** When the relay first took it, for everybody. */
  acceptedAt: Moment | null;
  /** When it last did: whoever was told that it was refused encrypts it anew. */
  settledAt: Moment | null;
}

/** A message went to a device: in its frames a key for that device was on the way to the relay. */
export interface Given {
  readonly at: Moment;
  readonly number: number;
  readonly roomId: string;
  /** Device ids. */
  readonly from: string;
  readonly to: string;
  /** Account ids of the members that the sending device knew then; null: it was just starting. */
  readonly knew: readonly string[] | null;
  readonly taken: boolean;
}

export interface Since<T> {
  readonly at: Moment;
  readonly is: T;
}

/** Stands beside the server and beside everybody who writes, and remembers. */
export class Witness {
  readonly canaries = new Canaries();
  readonly messages: WrittenMessage[] = [];
  readonly given: Given[] = [];
  /** Who was in a room, as the service had it. */
  readonly members = new Map<string, Since<readonly string[]>[]>();
  /** The devices on the newest list of an account, as the service had it. */
  readonly devices = new Map<string, Since<readonly string[]>[]>();
  /** Every content that the relay stored for a device, in its order. */
  readonly mail = new Map<string, { readonly at: Moment; readonly content: Uint8Array }[]>();
  /** When an account began to get another identity, or to come back with its phrase: what its former devices had is gone. */
  readonly resets: Since<string>[] = [];
  /** To which accounts the newest lists of others were not shown, since when. */
  readonly withheld: Since<readonly string[]>[] = [];
  #moment: Moment = 0;
  readonly #parts = new Map<string, Uint8Array[]>();

  now(): Moment {
    return ++this.#moment;
  }

  observes({ social, relay }: World): void {
    watched(social.groups.kept, (roomId) =>
      this.#remember(this.members, roomId, social.groups.members(roomId) ?? []),
    );
    watched(social.rooms, (roomId) =>
      this.#remember(this.members, roomId, social.room(roomId)?.members ?? []),
    );
    watched(social.lists, (account) =>
      this.#remember(this.devices, account, social.devices(account).devices),
    );
    const { mailboxes } = relay;
    const store = mailboxes.store.bind(mailboxes);
    mailboxes.store = (sender, send) => {
      this.#taken(sender.deviceId, send);
      return store(sender, send);
    };
  }

  written(
    message: Omit<WrittenMessage, 'number' | 'writtenAt' | 'acceptedAt' | 'settledAt' | 'outcome'>,
  ): WrittenMessage {
    const number = this.messages.length;
    const full: WrittenMessage = {
      ...message,
      number,
      writtenAt: this.now(),
      outcome: 'unsure',
      acceptedAt: null,
      settledAt: null,
    };
    this.messages.push(full);
    return full;
  }

  /** A frame left a device. */
  left(device: Device, bytes: Uint8Array): void {
    const { frame } = fromBinary(ClientFrameSchema, bytes);
    if (frame.case !== 'send') return;
    const { envelopeId, header, contentChunk, keys, commit } = frame.value;
    // Keys may come in other parts than the end of the content.
    const id = `${device.name} ${base64url(envelopeId)}`;
    const to = [...(this.#parts.get(id) ?? []), ...keys.map((key) => key.deviceId)];
    this.#parts.set(id, to);
    if (!commit) return;
    this.#parts.delete(id);
    const roomId = uuid(roomOf(header?.roomId ?? new Uint8Array(16)));
    const knew = membersKnownTo(device, roomId);
    this.#note(contentChunk, { roomId, from: device.deviceId, knew, taken: false }, to);
  }

  #taken(from: string, { header, keys, contentChunk }: Send): void {
    const roomId = uuid(roomOf(header?.roomId ?? new Uint8Array(16)));
    const to = keys.map((key) => key.deviceId);
    const at = this.#note(contentChunk, { roomId, from, knew: null, taken: true }, to);
    for (const each of to) {
      const device = uuid(deviceId(each));
      this.mail.set(device, [...(this.mail.get(device) ?? []), { at, content: contentChunk }]);
    }
    for (const number of this.canaries.within(contentChunk)) {
      const message = this.messages[number];
      if (message?.roomId !== roomId || header?.targeted) continue;
      message.acceptedAt ??= at;
      message.settledAt = at;
    }
  }

  #note(content: Uint8Array, what: Omit<Given, 'at' | 'number' | 'to'>, to: readonly Uint8Array[]): Moment {
    const at = this.now();
    for (const number of this.canaries.within(content)) {
      for (const each of to) this.given.push({ ...what, at, number, to: uuid(deviceId(each)) });
    }
    return at;
  }

  #remember<T>(book: Map<string, Since<T>[]>, key: string, is: T): void {
    book.set(key, [...(book.get(key) ?? []), { at: this.now(), is }]);
  }
}

/** Account ids of who is in that room as that device shows it. */
export function membersKnownTo(device: Device, roomId: string): readonly string[] | null {
  const { snapshot } = device;
  if (snapshot?.phase.at !== 'ready') return null;
  const row = snapshot.conversations.find((each) => each.roomId === roomId);
  if (!row) return null;
  if (row.kind === 'direct') return [snapshot.phase.me.accountId, row.person.accountId];
  return row.members.map(({ person }) => person.accountId);
}

/** Calls after everything that is put into the map. */
function watched<V>(map: Map<string, V>, changed: (key: string) => void): void {
  const set = map.set.bind(map);
  map.set = (key, value) => {
    set(key, value);
    changed(key);
    return map;
  };
}
