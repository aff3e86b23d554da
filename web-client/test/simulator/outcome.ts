import type { MessageView } from '../../src/messenger/port.ts';
import { uuid, type VerifiedLog } from '../../src/protocol/index.ts';
import type { World } from '../messenger/world/world.ts';
import { canariesIn } from './canaries.ts';
import type { Device } from './device.ts';
import type { Loot } from './thief.ts';
import type { Given, Moment, Since, WrittenMessage, Witness } from './witness.ts';

/** A message as a device shows it. */
export interface Shown {
  /** Which message; -1 for a text that nobody wrote. */
  readonly number: number;
  readonly senderId: string;
  readonly mine: boolean;
  readonly state: MessageView['state'];
}

export interface ShownRoom {
  readonly roomId: string;
  readonly shown: readonly Shown[];
  readonly notices: readonly string[];
  /** Of a group: account ids of members, the owner first, then sorted; and its name. */
  readonly members: readonly string[] | null;
  readonly name: string | null;
}

export interface DeviceOutcome {
  readonly name: string;
  readonly accountId: string;
  readonly deviceId: string;
  readonly openedBy: string | null;
  readonly phase: string;
  readonly connection: string;
  readonly rooms: readonly ShownRoom[];
}

/** All that the verifier judges. */
export interface Outcome {
  readonly devices: readonly DeviceOutcome[];
  readonly messages: readonly WrittenMessage[];
  readonly given: readonly Given[];
  readonly members: ReadonlyMap<string, readonly Since<readonly string[]>[]>;
  readonly listed: ReadonlyMap<string, readonly Since<readonly string[]>[]>;
  /** As the service has them, by room: account ids of members, the owner first, then sorted. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly resets: readonly Since<string>[];
  /** Account ids of those to whom the newest lists of others were not shown. */
  readonly withheld: readonly Since<readonly string[]>[];
  readonly noncesRepeated: number;
  readonly loot: readonly Loot[];
  /** Messages of this number and later were written when every session had been renewed since the last theft. */
  readonly lastRound: number;
  readonly end: Moment;
}

export async function collect(
  world: World,
  devices: readonly Device[],
  witness: Witness,
): Promise<Omit<Outcome, 'loot' | 'lastRound'>> {
  return {
    devices: await Promise.all(devices.map(seenBy)),
    messages: witness.messages,
    given: witness.given,
    members: witness.members,
    listed: witness.devices,
    groups: new Map([...world.social.groups.kept].map(([roomId, { log }]) => [roomId, ownerFirst(log)])),
    resets: witness.resets,
    withheld: witness.withheld,
    noncesRepeated: world.ledger.repeated,
    end: witness.now(),
  };
}

async function seenBy(device: Device): Promise<DeviceOutcome> {
  const { snapshot } = device;
  const rooms = snapshot?.phase.at === 'ready' ? snapshot.conversations : [];
  return {
    name: device.name,
    accountId: device.accountId,
    deviceId: device.deviceId,
    openedBy: device.openedBy,
    phase: snapshot?.phase.at ?? 'off',
    connection: snapshot?.connection.state ?? 'off',
    rooms: await Promise.all(
      rooms.map(async (room): Promise<ShownRoom> => {
        const all = await everything(device, room.roomId);
        const group = room.kind === 'group' ? room : null;
        return {
          roomId: room.roomId,
          shown: all.filter(({ kind }) => kind !== 'notice').map(shown),
          notices: all.flatMap(({ notice }) => notice ?? []),
          members: group?.open ? group.members.map(({ person }) => person.accountId) : null,
          name: group && group.name,
        };
      }),
    ),
  };
}

function ownerFirst({ members, ownerId }: VerifiedLog): readonly string[] {
  const owner = ownerId && uuid(ownerId);
  return members.map(({ accountId }) => uuid(accountId)).toSorted((one) => (one === owner ? -1 : 0));
}

async function everything(device: Device, roomId: string): Promise<readonly MessageView[]> {
  const all: MessageView[] = [];
  for (;;) {
    const page = await device.does('messages', { roomId, fromIndex: all.length, count: 200 });
    all.push(...page);
    if (page.length < 200) return all;
  }
}

function shown({ body, senderId, mine, state }: MessageView): Shown {
  const [number = -1] = canariesIn(Buffer.from(body));
  return { number, senderId, mine, state };
}
