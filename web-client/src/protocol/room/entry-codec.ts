import { create, toBinary, type Message, type MessageInitShape } from '@bufbuild/protobuf';
import { CodecError, compare, isZero, ValidationError, type Fixed } from '../../bytes/index.ts';
import {
  MembershipEntrySchema,
  SignedMembershipEntrySchema,
  type MembershipEntry as WireEntry,
} from '../../wire/gen/tacet/room/v1/room_pb.ts';
import { accountIdentityKey } from '../identity/keys.ts';
import { accountId, deviceId, roomId } from '../ids.ts';
import { MAX_INVITED_AT_ONCE, MAX_ROOM_ENTRY_BYTES } from '../limits.ts';
import { bytes32, bytes64, parse, refuseUnknown, safeInteger, wireInteger } from '../wire.ts';
import type { LogPerson, MembershipChange, MembershipEntry } from './change.ts';

/** [M-2] */
const FORMAT = 1;
type WireChange = WireEntry['change'];
type WireChangeInit = NonNullable<MessageInitShape<typeof MembershipEntrySchema>['change']>;

/** An entry as it travels. */
export interface SignedEntry {
  /** The bytes that were signed. */
  readonly entry: Uint8Array;
  readonly signature: Fixed<64>;
  /** [M-3] Serialised `SignedDeviceList`; null where the log has it already. */
  readonly authorList: Uint8Array | null;
}

export function encodeSignedEntry({ entry, signature, authorList }: SignedEntry): Uint8Array {
  return toBinary(
    SignedMembershipEntrySchema,
    create(SignedMembershipEntrySchema, {
      entry,
      signature,
      authorList: authorList ?? new Uint8Array(),
    }),
  );
}

/** @throws CodecError `membership-…` */
export function decodeSignedEntry(bytes: Uint8Array): SignedEntry {
  const { entry, signature, authorList } = parse(SignedMembershipEntrySchema, bytes, 'membership');
  return {
    entry,
    signature: bytes64(signature, 'membership-signature'),
    authorList: authorList.length === 0 ? null : authorList,
  };
}

/**
 * [M-2] The bytes of an entry, to be signed.
 * @throws ValidationError as {@link decodeEntry}
 */
export function encodeEntry(entry: MembershipEntry): Uint8Array {
  validate(entry);
  const bytes = toBinary(
    MembershipEntrySchema,
    create(MembershipEntrySchema, {
      format: FORMAT,
      roomId: entry.roomId,
      sequence: wireInteger(entry.sequence),
      previousHash: entry.previousHash,
      authorAccountId: entry.author.accountId,
      authorDeviceId: entry.author.deviceId,
      listVersion: wireInteger(entry.listVersion),
      listHash: entry.listHash,
      createdAtMs: wireInteger(entry.createdAtMs),
      change: encodeChange(entry.change),
    }),
  );
  return withinLimit(bytes);
}

/**
 * [M-2] The entry of signed bytes. Nothing about it is verified.
 * @throws CodecError `membership-…`
 * @throws ValidationError `membership-too-long`, `membership-predecessor`, `membership-people`
 */
export function decodeEntry(bytes: Uint8Array): MembershipEntry {
  const wire = parse(MembershipEntrySchema, withinLimit(bytes), 'membership');
  if (wire.format !== FORMAT) {
    throw new CodecError('membership-version');
  }
  refuseUnknown([wire, ...messagesIn(wire.change)], 'membership');
  const entry = {
    roomId: roomId(wire.roomId),
    sequence: safeInteger(wire.sequence, 'membership'),
    previousHash: bytes32(wire.previousHash, 'membership-hash'),
    author: {
      accountId: accountId(wire.authorAccountId),
      deviceId: deviceId(wire.authorDeviceId),
    },
    listVersion: safeInteger(wire.listVersion, 'membership'),
    listHash: bytes32(wire.listHash, 'membership-hash'),
    createdAtMs: safeInteger(wire.createdAtMs, 'membership'),
    change: decodeChange(wire.change),
  };
  validate(entry);
  return entry;
}

function withinLimit(bytes: Uint8Array): Uint8Array {
  if (bytes.length > MAX_ROOM_ENTRY_BYTES) {
    throw new ValidationError('membership-too-long');
  }
  return bytes;
}

function messagesIn(change: WireChange): readonly Message[] {
  if (change.case === undefined) {
    return [];
  }
  return change.case === 'invite' ? [change.value, ...change.value.people] : [change.value];
}

function encodeChange(change: MembershipChange): WireChangeInit {
  switch (change.type) {
    case 'create':
      return { case: 'create', value: { nonce: change.nonce, nameHash: change.nameHash } };
    case 'invite':
      return { case: 'invite', value: { people: [...change.people] } };
    case 'accept':
    case 'decline':
    case 'leave':
      return { case: change.type, value: {} };
    case 'remove':
      return { case: 'remove', value: { accountId: change.accountId } };
    case 'rename':
      return { case: 'rename', value: { nameHash: change.nameHash } };
    case 'hand-over':
      return { case: 'handOver', value: { accountId: change.accountId } };
    case 'expel':
      return {
        case: 'expel',
        value: { accountId: change.accountId, evidence: change.evidence },
      };
  }
}

function decodeChange(change: WireChange): MembershipChange {
  switch (change.case) {
    case 'create':
      return {
        type: 'create',
        nonce: bytes32(change.value.nonce, 'membership-nonce'),
        nameHash: bytes32(change.value.nameHash, 'membership-name-hash'),
      };
    case 'invite':
      return {
        type: 'invite',
        people: change.value.people.map((person) => ({
          accountId: accountId(person.accountId),
          identityKey: accountIdentityKey(person.identityKey),
        })),
      };
    case 'accept':
    case 'decline':
    case 'leave':
      return { type: change.case };
    case 'remove':
      return { type: 'remove', accountId: accountId(change.value.accountId) };
    case 'rename':
      return { type: 'rename', nameHash: bytes32(change.value.nameHash, 'membership-name-hash') };
    case 'handOver':
      return { type: 'hand-over', accountId: accountId(change.value.accountId) };
    case 'expel':
      return {
        type: 'expel',
        accountId: accountId(change.value.accountId),
        evidence: change.value.evidence,
      };
    case undefined:
    default:
      throw new CodecError('membership-malformed');
  }
}

function validate({ sequence, previousHash, change }: MembershipEntry): void {
  // A first entry names no predecessor, every other one does.
  if (sequence === 0 || (sequence === 1) !== isZero(previousHash)) {
    throw new ValidationError('membership-predecessor');
  }
  if (change.type === 'invite' && !isOrdered(change.people)) {
    throw new ValidationError('membership-people');
  }
}

/** [M-5] One set of people has one way to be written, and nobody is in it twice. */
function isOrdered(people: readonly LogPerson[]): boolean {
  return (
    people.length >= 1 &&
    people.length <= MAX_INVITED_AT_ONCE &&
    people.every((person, index) => {
      const before = people[index - 1];
      return before === undefined || compare(before.accountId, person.accountId) < 0;
    })
  );
}
