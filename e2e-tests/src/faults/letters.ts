import { create, toBinary } from '@bufbuild/protobuf';
import { createHash } from 'node:crypto';
import {
  ClientFrameSchema,
  SendSchema,
  type ClientFrame,
  type Deliver,
} from '../../../web-client/src/wire/gen/tacet/relay/v1/frames_pb.ts';

/** The relay takes ciphertext for what it is: bytes. Here they say what they are, so that a changed one shows. */
export const SMALLEST_BYTES = 64;

/** An account with its one device. */
export interface Resident {
  readonly name: string;
  readonly account: string;
  readonly device: string;
}

export interface Room {
  readonly id: string;
  readonly members: readonly Resident[];
}

/** Numbered messages: the sender's name and a number make the key. */
export interface Letter {
  readonly key: string;
  readonly number: number;
  readonly sender: Resident;
  readonly room: Room;
  readonly recipients: readonly Resident[];
  readonly bytes: number;
}

export function letter(sender: Resident, room: Room, number: number, bytes: number): Letter {
  const recipients = room.members.filter((member) => member !== sender);
  return { key: `${sender.name}:${number}`, number, sender, room, recipients, bytes };
}

/** The frame that sends it, the same bytes each time. */
export function sendFrame({ key, number, room, recipients, bytes }: Letter): Uint8Array {
  return frameBytes({
    case: 'send',
    value: create(SendSchema, {
      envelopeId: envelopeId(number),
      header: {
        roomId: idBytes(room.id),
        roomVersion: 1n,
        deviceLists: room.members.map(({ account }) => ({ accountId: idBytes(account), version: 1n })),
        sendCounter: BigInt(number),
      },
      contentChunk: content(key, bytes),
      keys: recipients.map((to) => ({
        accountId: idBytes(to.account),
        deviceId: idBytes(to.device),
        sealed: sealed(key, to),
      })),
      commit: true,
    }),
  });
}

export function frameBytes(frame: ClientFrame['frame']): Uint8Array {
  return toBinary(ClientFrameSchema, create(ClientFrameSchema, { frame }));
}

/** Whether this is, byte for byte, what was sent to `to` under the key. */
export function isIntact(key: string, to: Resident, delivered: Deliver): boolean {
  return (
    same(delivered.content, content(key, delivered.content.length)) &&
    delivered.content.length >= SMALLEST_BYTES &&
    same(delivered.sealedKey, sealed(key, to))
  );
}

function content(key: string, bytes: number): Buffer {
  const digest = createHash('sha256').update(`${key} ${bytes}`).digest();
  return Buffer.alloc(bytes, digest);
}

function sealed(key: string, to: Resident): Buffer {
  return Buffer.from(`sealed for ${to.device}: ${key}`);
}

/** An envelope id is unique for its sender; the number is in it. */
function envelopeId(number: number): Buffer {
  const id = Buffer.alloc(16);
  id.writeBigUInt64BE(BigInt(number), 8);
  return id;
}

export function numberOf(id: Uint8Array): number {
  return Number(Buffer.from(id).readBigUInt64BE(8));
}

export function idBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

export function uuidOf(id: Uint8Array): string {
  return Buffer.from(id)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
