import { ByteReader, CodecError, concat, equal, u16, u64, u8, type Fixed } from '../../bytes/index.ts';
import { accountIdentityKey, deviceSigningKey } from '../identity/keys.ts';
import { accountId, deviceId, roomId } from '../ids.ts';
import { MAX_DEVICES, MAX_ROOM_ENTRIES, MAX_ROOM_MEMBERS } from '../limits.ts';
import type { LogPerson } from './change.ts';
import {
  verifiedLog,
  type AuthorList,
  type FormerMember,
  type LogInvited,
  type LogMember,
  type LogParts,
  type VerifiedLog,
} from './log-state.ts';

const FORMAT = 1;

/** [M-17] The record of a log. It is as true as the store it lies in: to be sealed. */
export function encodeLog(log: VerifiedLog): Uint8Array {
  return concat(
    u8(FORMAT),
    log.roomId,
    log.nameHash,
    list(log.hashes, (hash) => hash),
    list(log.members, encodeMember),
    ...(log.ownerId === null ? [] : [log.ownerId]),
    list(log.invited, (each) => concat(encodeMember(each), each.inviterId)),
    list(log.former, (each) => concat(encodeMember(each), u16(each.until), u64(each.endedAtMs))),
    list(log.authorLists, encodeAuthorList),
  );
}

const list = <T>(all: readonly T[], encode: (one: T) => Uint8Array): Uint8Array =>
  concat(u16(all.length), ...all.map(encode));

const encodeMember = ({ accountId: account, identityKey, since }: LogMember): Uint8Array =>
  concat(account, identityKey, u16(since));

function encodeAuthorList({
  accountId: account,
  identityKey,
  version,
  hash,
  devices,
}: AuthorList): Uint8Array {
  return concat(
    account,
    identityKey,
    u64(version),
    hash,
    u8(devices.length),
    ...devices.flatMap((device) => [device.deviceId, device.signingKey]),
  );
}

/** @throws CodecError `log-record-…` */
export function decodeLog(record: Uint8Array): VerifiedLog {
  const reader = new ByteReader(record, 'log-record');
  if (reader.u8() !== FORMAT) {
    throw new CodecError('log-record-version');
  }
  const room = roomId(reader.take(16));
  const nameHash = reader.take(32);
  const hashes: readonly Fixed<32>[] = times(reader.u16(), MAX_ROOM_ENTRIES, () => reader.take(32));
  const members = times(reader.u16(), MAX_ROOM_MEMBERS, () => readMember(reader));
  const parts = {
    roomId: room,
    nameHash,
    hashes,
    members,
    ownerId: members.length === 0 ? null : accountId(reader.take(16)),
    invited: times(reader.u16(), MAX_ROOM_MEMBERS, () => readInvited(reader)),
    former: times(reader.u16(), MAX_ROOM_ENTRIES, () => readFormer(reader)),
    authorLists: times(reader.u16(), MAX_ROOM_ENTRIES, () => readAuthorList(reader)),
  };
  reader.end();
  if (!isPossible(parts)) {
    throw new CodecError('log-record-state');
  }
  return verifiedLog(parts);
}

function readMember(reader: ByteReader): LogMember {
  return { ...readPerson(reader), since: reader.u16() };
}

function readPerson(reader: ByteReader): LogPerson {
  return { accountId: accountId(reader.take(16)), identityKey: accountIdentityKey(reader.take(32)) };
}

function readInvited(reader: ByteReader): LogInvited {
  return { ...readMember(reader), inviterId: accountId(reader.take(16)) };
}

function readFormer(reader: ByteReader): FormerMember {
  return { ...readMember(reader), until: reader.u16(), endedAtMs: reader.time() };
}

function readAuthorList(reader: ByteReader): AuthorList {
  return {
    ...readPerson(reader),
    version: reader.time(),
    hash: reader.take(32),
    devices: times(reader.u8(), MAX_DEVICES, () => ({
      deviceId: deviceId(reader.take(16)),
      signingKey: deviceSigningKey(reader.take(32)),
    })),
  };
}

/** There is a first entry, every sequence is one of the log, and the owner is a member. */
function isPossible({ hashes, members, ownerId, invited, former }: LogParts): boolean {
  const isSequence = (value: number) => value >= 1 && value <= hashes.length;
  return (
    hashes.length > 0 &&
    [...members, ...invited].every(({ since }) => isSequence(since)) &&
    former.every(({ since, until }) => isSequence(since) && since < until && isSequence(until)) &&
    (ownerId === null || members.some(({ accountId: account }) => equal(account, ownerId)))
  );
}

function times<T>(count: number, limit: number, read: () => T): readonly T[] {
  if (count > limit) {
    throw new CodecError('log-record-too-many');
  }
  return Array.from({ length: count }, read);
}
