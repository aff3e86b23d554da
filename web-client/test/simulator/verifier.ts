import type { DeviceOutcome, Outcome, ShownRoom } from './outcome.ts';
import type { Given, Moment, Since, WrittenMessage } from './witness.ts';

/** Everything that is not as it must be, one line each; none when all is well. */
export function violationsOf(outcome: Outcome): readonly string[] {
  return [
    ...outcome.devices.flatMap((device) => [
      ...stateOf(outcome, device),
      ...device.rooms.flatMap((room) => [
        ...roomOf(outcome, device, room),
        ...groupOf(outcome, device, room),
      ]),
      ...missingOn(outcome, device),
      ...shownInVain(outcome, device),
    ]),
    ...keysInVain(outcome),
    ...namesOf(outcome),
    ...lootOf(outcome),
    ...(outcome.noncesRepeated > 0
      ? [`${outcome.noncesRepeated} times a key and nonce were used twice`]
      : []),
  ];
}

function stateOf(outcome: Outcome, device: DeviceOutcome): readonly string[] {
  if (!isListed(outcome, device)) return [];
  if (device.phase === 'ready' && device.connection === 'online') return [];
  // [D-12] Of several that end each other's logins at once nobody goes on before somebody types the password.
  const ends = outcome.resets.filter(({ is }) => is === device.accountId).length;
  if (device.connection === 'signed-out' && (ends > 1 || (ends > 0 && wasShortened(outcome, device))))
    return [];
  return [`${device.name} is ${device.phase} and ${device.connection}`];
}

/** Another device was signed out meanwhile, perhaps the one that was to go on: the newest list no longer names it. */
function wasShortened({ listed }: Outcome, { accountId }: DeviceOutcome): boolean {
  const all = listed.get(accountId) ?? [];
  return all.some(({ is }, at) => is.length < (all[at - 1]?.is.length ?? 0));
}

/** Once each, in one order per sender, by whom it says, and nothing lost or stuck. */
function roomOf(
  outcome: Outcome,
  device: DeviceOutcome,
  { roomId, shown, notices }: ShownRoom,
): readonly string[] {
  const found: string[] = [];
  const seen = new Set<number>();
  const before = new Map<string, readonly WrittenMessage[]>();
  const isWell = isListed(outcome, device);
  for (const { number, senderId, mine, state } of shown) {
    const message = outcome.messages[number];
    const what = `${device.name} shows message ${number}`;
    if (!message) {
      if (state !== 'lost' && state !== 'repairing') found.push(what);
      else if (
        isWell &&
        canBeAsked(outcome, device, senderId, roomId) &&
        !wasSealedTwice(outcome, senderId)
      ) {
        found.push(`${device.name} shows a place of ${nameOf(outcome, senderId)} as ${state}`);
      }
      continue;
    }
    if (seen.has(number)) found.push(`${what} twice`);
    seen.add(number);
    if (message.roomId !== roomId) found.push(`${what} in another room`);
    if (message.accountId !== senderId || mine !== (senderId === device.accountId)) {
      found.push(`${what} as somebody else's`);
    }
    const above = before.get(message.by) ?? [];
    if (above.some((each) => number < each.number && !mayOvertake(outcome, device, each, message))) {
      found.push(`${what} after a later one of ${message.by}`);
    }
    before.set(message.by, [...above, message]);
    if (isWell && isStuck(outcome, message, state)) found.push(`${what} as ${state}`);
  }
  // One that was ended became the notice that it was.
  if (notices.includes('security-alarm') && !isShutOut(outcome, device)) {
    found.push(`${device.name} has an alarm in ${roomId}`);
  }
  return found;
}

/**
 * [C-12] A relay that held the earlier one back, or threw it away, is found out by who has counted that device before. Of
 * what cannot be read, since the identity of either is new, each takes the place of the bubble that said so.
 */
function mayOvertake(
  outcome: Outcome,
  device: DeviceOutcome,
  later: WrittenMessage,
  earlier: WrittenMessage,
): boolean {
  const inTurn = (earlier.acceptedAt ?? Infinity) < (later.acceptedAt ?? Infinity);
  if (inTurn || device.name === earlier.by) return false;
  const accounts = [device.accountId, earlier.accountId];
  return !hadHeardOf(outcome, device, earlier) || accounts.some((each) => wasReset(outcome, each));
}

/** Only what can still be sent is sent: not out of a room that its writer is no longer in. */
function isStuck(outcome: Outcome, message: WrittenMessage, state: string): boolean {
  if (state !== 'sending' && state !== 'failed') return false;
  const members = between(outcome.members.get(message.roomId) ?? [], message.writtenAt, outcome.end).flat();
  return couldSend(outcome, message) && !isExcused(outcome, message, members);
}

/**
 * [I-9] What was under way when one of those accounts began anew may be lost. Not what was written when all was well again,
 * unless its writer is told that it was not sent.
 */
function isExcused(
  { devices, lastRound, resets }: Outcome,
  { number, by }: WrittenMessage,
  accounts: readonly string[],
): boolean {
  const shown = devices.find(({ name }) => name === by)?.rooms.flatMap((room) => room.shown) ?? [];
  const isToldOf = shown.some((each) => each.number === number && each.state === 'failed');
  return (number < lastRound || isToldOf) && resets.some(({ is }) => accounts.includes(is));
}

const nameOf = ({ devices }: Outcome, account: string) =>
  devices.find(({ accountId }) => accountId === account)?.name.split(' ')[0] ?? 'nobody';

const couldSend = (outcome: Outcome, { roomId, accountId, by, writtenAt }: WrittenMessage) => {
  const writer = outcome.devices.find(({ name }) => name === by);
  return (
    writer !== undefined &&
    isMember(outcome, roomId, accountId, writtenAt) &&
    isListed(outcome, writer, writtenAt)
  );
};

/**
 * [C-14] Nobody answers what was encrypted for an identity that was replaced, nor a device that is gone; nor, in a group, who
 * is out of it since its own identity was replaced.
 */
const canBeAsked = (outcome: Outcome, { accountId }: DeviceOutcome, senderId: string, roomId: string) =>
  !isDestroyed(outcome, senderId) &&
  !wasReset(outcome, accountId) &&
  (!wasReset(outcome, senderId) || isMember(outcome, roomId, senderId, outcome.end));

/**
 * [V-13] A relay that stored it said that it refused, and its sender sealed it anew and keeps nothing of the former. The
 * second is known by its number; if the first cannot be read, as the sender's identity changed just then, nobody has it.
 */
const wasSealedTwice = (outcome: Outcome, senderId: string) =>
  wasReset(outcome, senderId) &&
  outcome.messages.some(
    ({ accountId, acceptedAt, settledAt }) => accountId === senderId && settledAt !== acceptedAt,
  );

/**
 * [I-6] It takes no other identity of its own account, since it cannot tell whether its owner made it or the service did: the
 * alarm is true until it starts over. Whose login has ended is told nothing any more, neither that it is off the list nor
 * that a list of somebody else is there by now.
 */
const isShutOut = (outcome: Outcome, device: DeviceOutcome) =>
  !isListed(outcome, device) && (wasReset(outcome, device.accountId) || device.connection === 'signed-out');

/** A device of that account took what it had with it. */
function isDestroyed(outcome: Outcome, accountId: string): boolean {
  const all = outcome.listed.get(accountId) ?? [];
  const newest = all.at(-1)?.is ?? [];
  return all.some(({ is }) => is.some((device) => !newest.includes(device)));
}

/** All members agree about the log, and with the service. */
function groupOf(outcome: Outcome, device: DeviceOutcome, { roomId, members }: ShownRoom): readonly string[] {
  const genuine = outcome.groups.get(roomId);
  if (!genuine || !isListed(outcome, device)) return [];
  const isIn = genuine.includes(device.accountId);
  if (!isIn) return members ? [`${device.name} thinks that it is in ${roomId}`] : [];
  // [M-5] Only other members can say that its identity is gone.
  if (!members && genuine.every((each) => wasReset(outcome, each))) return [];
  const same = members?.[0] === genuine[0] && members?.toSorted().join() === genuine.toSorted().join();
  return same ? [] : [`${device.name} knows other members of ${roomId}`];
}

/** Whoever is in a group gives it one name; somebody who has lost everything, or was left alone, may know none. */
function namesOf(outcome: Outcome): readonly string[] {
  const { devices, groups } = outcome;
  return [...groups].flatMap(([roomId, members]) => {
    const views = devices
      .filter((device) => isListed(outcome, device))
      .filter(({ accountId, phase }) => phase === 'ready' && members.includes(accountId))
      .flatMap((device) =>
        device.rooms.filter(
          (room) =>
            room.roomId === roomId && room.members && !(room.name === '' && mayKnowNoName(outcome, device)),
        ),
      );
    const names = new Set(views.map(({ name }) => name));
    return names.size > 1 ? [`${roomId} has the names ${[...names].join(', ')}`] : [];
  });
}

/** [D-10] The device that let it in was signed out, perhaps before it had told it anything. */
function mayKnowNoName(outcome: Outcome, { accountId, openedBy }: DeviceOutcome): boolean {
  const opener = outcome.devices.find(({ name }) => name === openedBy);
  return wasReset(outcome, accountId) || (opener !== undefined && !isListed(outcome, opener));
}

/** Every accepted message on every entitled device. */
function missingOn(outcome: Outcome, device: DeviceOutcome): readonly string[] {
  const shown = new Set(device.rooms.flatMap(({ shown: all }) => all.map(({ number }) => number)));
  return outcome.messages
    .filter((message) => !shown.has(message.number) && isAccepted(outcome, message))
    .filter((message) => isEntitled(outcome, device, message))
    .map(({ number, by }) => `${device.name} does not show message ${number} of ${by}`);
}

/** Whoever wrote it was told that it is stored, or it shows there; and it could be sent, or the relay took it when it could. */
function isAccepted(outcome: Outcome, message: WrittenMessage): boolean {
  const { number, by, outcome: said } = message;
  const writer = outcome.devices.find(({ name }) => name === by);
  const isThere = writer?.rooms.some(({ shown }) => shown.some((each) => each.number === number)) ?? false;
  const isStored = said === 'stored' || (said === 'unsure' && isThere);
  return isStored && (couldSend(outcome, message) || wasTaken(outcome, message));
}

/** [I-13] Its device was on the list until the relay had it for everybody, and may have been signed out since. */
function wasTaken(
  outcome: Outcome,
  { roomId, accountId, by, writtenAt, acceptedAt }: WrittenMessage,
): boolean {
  const writer = outcome.devices.find(({ name }) => name === by);
  if (!writer || acceptedAt === null || !isMember(outcome, roomId, accountId, writtenAt)) return false;
  const lists = between(outcome.listed.get(accountId) ?? [], writtenAt, acceptedAt);
  return lists.length > 0 && lists.every((list) => list.includes(writer.deviceId));
}

/**
 * Its account is in the room and it is on the account's list, since the message was written; or the device that let it in
 * has the message [D-10].
 */
function isEntitled(outcome: Outcome, device: DeviceOutcome, message: WrittenMessage): boolean {
  const { roomId, writtenAt, accountId, acceptedAt } = message;
  if (!isMember(outcome, roomId, device.accountId, writtenAt)) return false;
  if (!isListed(outcome, device, writtenAt))
    return isListed(outcome, device) && isHandedOn(outcome, device, message);
  if (isExcused(outcome, message, [accountId, device.accountId])) return false;
  // [C-13] What could not be read for want of a list is asked for, of a device that is gone by then.
  const isGone = !couldSend(outcome, message);
  if (isGone && wasBlind(outcome, device, accountId, writtenAt, outcome.end)) return false;
  // [C-12] What the relay threw away is missed by its number, but not by the writer's own devices, and not by who had
  // never heard of the device that wrote it.
  if (acceptedAt !== null || device.name === message.by) return true;
  return device.accountId !== accountId && hadHeardOf(outcome, device, message);
}

function isHandedOn(
  outcome: Outcome,
  device: DeviceOutcome,
  { number, roomId, by, writtenAt, accountId, acceptedAt, settledAt }: WrittenMessage,
): boolean {
  // [I-9] What its writer did not know to be accepted when somebody else there began anew counted as unsent: no history of
  // that device; another one that has it knows that it was accepted.
  const members = between(outcome.members.get(roomId) ?? [], writtenAt, outcome.end).flat();
  const wasUnsent = device.openedBy === by && members.some((each) => wasReset(outcome, each));
  if (wasUnsent) return false;
  // What the relay threw away, and the opener asked for after its history had been cut, is not handed on.
  if (acceptedAt === null) return false;
  const lists = outcome.listed.get(device.accountId) ?? [];
  const listedAt = lists.find(({ is }) => is.includes(device.deviceId))?.at ?? outcome.end;
  // Sealed before for the others alone: only a relay that lies still stores it when the list names one more, and the
  // opener may get it after its history was cut.
  if (acceptedAt > listedAt && !hadKeyOf(outcome, device, number)) return false;
  // The opener may have had to ask for it, as nobody showed it the list of who wrote it, and get it after its history was cut.
  if (wasBlind(outcome, device, accountId, writtenAt, listedAt)) return false;
  const opener = outcome.devices.find(({ name }) => name === device.openedBy);
  return (
    opener !== undefined &&
    !wasResentTo(outcome, opener, { number, roomId, settledAt }, listedAt) &&
    isListed(outcome, opener, writtenAt) &&
    opener.rooms.some(({ shown }) => shown.some((each) => each.number === number))
  );
}

/**
 * [D-10] What had been taken for everybody was resent to that device alone, [C-14], since then: it could not read it at first,
 * and may have got it after its history had been cut.
 */
function wasResentTo(
  { given }: Outcome,
  { deviceId }: DeviceOutcome,
  message: Pick<WrittenMessage, 'number' | 'roomId' | 'settledAt'>,
  since: Moment,
): boolean {
  const after = Math.max(since, message.settledAt ?? Infinity);
  return given.some(
    ({ taken, to, roomId, number, at }) =>
      taken && to === deviceId && roomId === message.roomId && number === message.number && at > after,
  );
}

/** Whether its account was not shown the newest list of that other one at some time. */
function wasBlind(
  { withheld }: Outcome,
  { accountId }: DeviceOutcome,
  other: string,
  from: Moment,
  until: Moment,
): boolean {
  return accountId !== other && between(withheld, from, until).some((all) => all.includes(accountId));
}

const hadKeyOf = ({ given }: Outcome, { deviceId }: DeviceOutcome, number: number) =>
  given.some((each) => each.taken && each.number === number && each.to === deviceId);

const wasReset = ({ resets }: Outcome, account: string) => resets.some(({ is }) => is === account);

/** [C-12] What came there first of its writer was numbered before it: counting began with that. */
function hadHeardOf(
  outcome: Outcome,
  device: DeviceOutcome,
  { by, roomId, number }: WrittenMessage,
): boolean {
  const [first] = outcome.messages
    .filter((each) => each.by === by && each.roomId === roomId && each.acceptedAt !== null)
    .filter((each) => isListed(outcome, device, each.writtenAt))
    .toSorted((one, other) => (one.acceptedAt ?? Infinity) - (other.acceptedAt ?? Infinity));
  return first !== undefined && first.number < number;
}

/** Nothing shows where it must not: with accounts that were not in the room, or devices that were off the list. */
function shownInVain(outcome: Outcome, device: DeviceOutcome): readonly string[] {
  return device.rooms.flatMap(({ shown }) =>
    shown.flatMap(({ number }) => {
      const message = outcome.messages[number];
      if (!message || message.by === device.name || mayRead(outcome, device, message)) return [];
      return [`${device.name} must not show message ${number} of ${message.by}`];
    }),
  );
}

function mayRead(outcome: Outcome, device: DeviceOutcome, message: WrittenMessage): boolean {
  const { roomId, writtenAt, settledAt, accountId } = message;
  const until = settledAt ?? outcome.end;
  const wasIn = between(outcome.members.get(roomId) ?? [], writtenAt, until).some((all) =>
    all.includes(device.accountId),
  );
  const wasListed = between(outcome.listed.get(device.accountId) ?? [], writtenAt, outcome.end).some((all) =>
    all.includes(device.deviceId),
  );
  return wasListed && (wasIn || accountId === device.accountId);
}

/** No key was on its way to somebody who must not read it; the relay's refusal does not count as protection. */
function keysInVain(outcome: Outcome): readonly string[] {
  const owners = ownersOf(outcome);
  return outcome.given.flatMap((given) => {
    const message = outcome.messages[given.number];
    const owner = owners.get(given.to);
    if (!message) return [];
    if (owner === undefined) return [`a key of message ${given.number} went to nobody's device`];
    const may = given.taken ? mayHaveKey(outcome, given, owner, message) : mayBeMeant(given, owner, message);
    return may ? [] : [`a key of message ${given.number} of ${message.by} went to ${given.to}`];
  });
}

function mayHaveKey(outcome: Outcome, given: Given, owner: string, message: WrittenMessage): boolean {
  // In the own room older devices tell younger ones of the same account.
  if (given.roomId !== message.roomId) return ownersOf(outcome).get(given.from) === owner;
  const until = message.settledAt ?? given.at;
  const wasIn = between(outcome.members.get(message.roomId) ?? [], message.writtenAt, until);
  const wasListed = between(outcome.listed.get(owner) ?? [], message.writtenAt, until);
  return wasIn.some((all) => all.includes(owner)) && wasListed.some((all) => all.includes(given.to));
}

/** [M-14] Whom the device that sends knows as a member when it goes out, whatever it knew when it was written. */
function mayBeMeant(given: Given, owner: string, message: WrittenMessage): boolean {
  if (given.roomId !== message.roomId || given.knew === null || message.knew.length === 0) return true;
  return given.knew.includes(owner);
}

/**
 * A stolen state opens nothing that was read before, and nothing once the sessions were renewed. What the device
 * acknowledged and could not read, as the list that named its writer was withheld, was not read before.
 */
function lootOf({ devices, loot, lastRound }: Outcome): readonly string[] {
  return loot.flatMap(({ device, read, before }) => {
    const shown = devices.find(({ name }) => name === device)?.rooms.flatMap((room) => room.shown) ?? [];
    const known = new Set(shown.map(({ number }) => number));
    return [...new Set(read)]
      .filter((number) => (before.includes(number) && known.has(number)) || number >= lastRound)
      .map((number) => `who stole ${device} read message ${number}`);
  });
}

function ownersOf({ listed }: Outcome): ReadonlyMap<string, string> {
  const all = [...listed].flatMap(([account, lists]) =>
    lists.flatMap(({ is }) => is.map((device) => [device, account] as const)),
  );
  return new Map(all);
}

const isMember = (outcome: Outcome, roomId: string, account: string, from: Moment) =>
  throughout(outcome.members.get(roomId), from, outcome.end, (all) => all.includes(account));

const isListed = (outcome: Outcome, { accountId, deviceId }: DeviceOutcome, from: Moment = outcome.end) =>
  throughout(outcome.listed.get(accountId), from, outcome.end, (all) => all.includes(deviceId));

function throughout<T>(
  history: readonly Since<T>[] | undefined,
  from: Moment,
  until: Moment,
  holds: (is: T) => boolean,
): boolean {
  const during = between(history ?? [], from, until);
  return during.length > 0 && during.every(holds);
}

/** What it was at any time of those. */
export function between<T>(history: readonly Since<T>[], from: Moment, until: Moment): readonly T[] {
  return history
    .filter(({ at }, index) => at <= until && (history[index + 1]?.at ?? Infinity) > from)
    .map(({ is }) => is);
}
