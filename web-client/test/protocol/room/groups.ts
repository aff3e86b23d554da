import { compare, fixed, type Fixed } from '../../../src/bytes/index.ts';
import {
  buildDeviceList,
  createAccountIdentity,
  createDevice,
  deviceId,
  freshId,
  makeEntry,
  makeFirstEntry,
  roomNameHash,
  saltName,
  signDeviceList,
  signPlace,
  takeEntry,
  verifyDeviceList,
  type LogContext,
  type LogPerson,
  type MembershipChange,
  type MembershipEntry,
  type OurDevice,
  type RoomId,
  type RoomName,
  type TakenEntry,
  type VerifiedLog,
} from '../../../src/protocol/index.ts';
import { signEntry } from '../../../src/protocol/room/make-entry.ts';
import { MONDAY_MS, type Person } from '../people.ts';

/** A reader who knows nothing but the log. */
export const NEWCOMER: LogContext = { rememberedHash: () => Promise.resolve(null), nowMs: MONDAY_MS };

/** As a log knows her. */
export const inLog = ({ certified, identity }: Person): LogPerson => ({
  accountId: certified.accountId,
  identityKey: identity.publicKey,
});

export const ZEROS: Fixed<32> = fixed(32, new Uint8Array(32), 'hash');

export const inviteOf = (...people: readonly Person[]): MembershipChange => ({
  type: 'invite',
  people: people.map(inLog).toSorted((a, b) => compare(a.accountId, b.accountId)),
});
export const ACCEPT: MembershipChange = { type: 'accept' };
export const DECLINE: MembershipChange = { type: 'decline' };
export const LEAVE: MembershipChange = { type: 'leave' };
export const removalOf = ({ certified }: Person): MembershipChange => ({
  type: 'remove',
  accountId: certified.accountId,
});
export const handOverTo = ({ certified }: Person): MembershipChange => ({
  type: 'hand-over',
  accountId: certified.accountId,
});
/** Of somebody who replaced her identity since. */
export const expulsionOf = ({ certified, signedList }: Person): MembershipChange => ({
  type: 'expel',
  accountId: certified.accountId,
  evidence: signedList,
});

/** A group whose log everybody sees as it is: entries as the service keeps them, and what they make. */
export class Group {
  readonly roomId: RoomId;
  /** Serialised `SignedMembershipEntry`s. */
  readonly entries: Uint8Array[] = [];
  readonly taken: TakenEntry[] = [];
  log: VerifiedLog;
  /** In force. */
  name: RoomName;

  private constructor(roomId: RoomId, first: Uint8Array, log: VerifiedLog, name: RoomName) {
    this.roomId = roomId;
    this.entries.push(first);
    this.log = log;
    this.name = name;
  }

  static async begun(owner: Person, title = 'Trio'): Promise<Group> {
    const name = saltName(owner.crypto, title, '');
    const nameHash = await roomNameHash(owner.crypto, name);
    const { roomId, signed } = await makeFirstEntry(
      owner.crypto,
      owner.device,
      { nonce: owner.crypto.random(32), nameHash },
      { signedList: owner.signedList, nowMs: MONDAY_MS },
    );
    const { log } = await takeEntry(owner.crypto, null, roomId, signed, NEWCOMER);
    return new Group(roomId, signed, log, name);
  }

  /** What the person's device would append now; nobody has it yet. */
  async draft(who: Person, change: MembershipChange, nowMs = MONDAY_MS): Promise<Uint8Array> {
    return makeEntry(who.crypto, who.device, this.log, change, { signedList: who.signedList, nowMs });
  }

  /** Appends bytes, whoever made them. */
  async append(crypto: Person['crypto'], signed: Uint8Array, context = NEWCOMER): Promise<TakenEntry> {
    const { log, taken } = await takeEntry(crypto, this.log, this.roomId, signed, context);
    if (taken === null) {
      throw new Error('the log has this entry');
    }
    this.log = log;
    this.entries.push(signed);
    this.taken.push(taken);
    return taken;
  }

  async change(who: Person, change: MembershipChange, nowMs = MONDAY_MS): Promise<TakenEntry> {
    return this.append(who.crypto, await this.draft(who, change, nowMs), { ...NEWCOMER, nowMs });
  }

  /**
   * An entry that is signed properly, whether it is allowed or not; `instead` says what to write into it otherwise.
   * @param beside the list that travels with it
   */
  async forged(
    who: Person,
    change: MembershipChange,
    instead: Partial<MembershipEntry> = {},
    beside: Uint8Array | null = who.signedList,
  ): Promise<Uint8Array> {
    const { accountId, deviceId: id } = who.device.public;
    const list = await verifyDeviceList(who.crypto, accountId, who.signedList);
    const honest: MembershipEntry = {
      roomId: this.roomId,
      sequence: this.log.sequence + 1,
      previousHash: this.log.headHash,
      author: { accountId, deviceId: id },
      listVersion: list.version,
      listHash: list.hash,
      createdAtMs: MONDAY_MS,
      change,
    };
    return signEntry(who.crypto, who.device, { ...honest, ...instead }, beside);
  }

  async rename(who: Person, title: string): Promise<TakenEntry> {
    const name = saltName(who.crypto, title, '');
    const taken = await this.change(who, { type: 'rename', nameHash: await roomNameHash(who.crypto, name) });
    this.name = name;
    return taken;
  }
}

/** A group of these people: the first is its owner, the others were invited and accepted, in this order. */
export async function group(owner: Person, ...others: readonly Person[]): Promise<Group> {
  const made = await Group.begun(owner);
  if (others.length > 0) {
    await made.change(owner, inviteOf(...others));
  }
  for (const other of others) {
    await made.change(other, ACCEPT);
  }
  return made;
}

/** The same person, whose next list names these devices. */
export async function relisted(
  who: Person,
  devices: readonly OurDevice[],
  replaced?: Person['identity'],
): Promise<Person> {
  const known = await verifyDeviceList(who.crypto, who.certified.accountId, who.signedList);
  const identity = replaced ?? who.identity;
  const list = buildDeviceList({
    accountId: known.accountId,
    identityKey: identity.publicKey,
    previous: known,
    devices: devices.map((device) => ({ ...device.public, addedAtMs: MONDAY_MS })),
    nowMs: MONDAY_MS,
    identityReset: replaced !== undefined,
  });
  const signatures = await Promise.all(
    devices.map((device) => {
      const under = { ...device.public, accountId: known.accountId, accountIdentityKey: identity.publicKey };
      return signPlace(who.crypto, { ...device, public: under }, MONDAY_MS);
    }),
  );
  const signedList = await signDeviceList(who.crypto, identity, list, signatures);
  const certified = { ...who.certified, accountIdentityKey: identity.publicKey };
  return { ...who, identity, certified, signedList };
}

async function freshDevice(who: Person, identity = who.identity): Promise<OurDevice> {
  const { device } = await createDevice(who.crypto, {
    accountId: who.certified.accountId,
    deviceId: deviceId(freshId(who.crypto)),
    accountIdentityKey: identity.publicKey,
  });
  return device;
}

/** She signs in on a second device: the same person at either. */
export async function withSecondDevice(who: Person): Promise<readonly [Person, Person]> {
  const second = await freshDevice(who);
  const first = await relisted(who, [who.device, second]);
  const { signingKey, agreementKey, deviceId: id } = second.public;
  return [
    first,
    { ...first, device: second, certified: { ...first.certified, deviceId: id, signingKey, agreementKey } },
  ];
}

/** "Start over": another identity, another device, and the account says so. */
export async function startedOver(who: Person): Promise<Person> {
  const { identity } = await createAccountIdentity(who.crypto);
  const device = await freshDevice(who, identity);
  const list = await relisted(who, [device], identity);
  return { ...list, device, certified: { ...device.public, accountIdentityKey: identity.publicKey } };
}
