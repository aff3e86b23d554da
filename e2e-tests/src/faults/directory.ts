import { randomUUID } from 'node:crypto';
import type { Resident, Room } from './letters.ts';

/** People in a group besides its first: with more than two recipients the relay stores a body once for all. */
const GROUP_SIZE = 5;

/** Who lives in a town, and who talks with whom. */
export interface Directory {
  readonly residents: readonly Resident[];
  /** By the name of the resident. */
  readonly roomsOf: ReadonlyMap<string, readonly Room[]>;
}

/** So many people, each in a conversation with both neighbours and, from five on, in one group. */
export function directoryOf(count: number): Directory {
  const residents = Array.from({ length: count }, (_, i) => ({
    name: `r${i}`,
    account: randomUUID(),
    device: randomUUID(),
  }));
  const roomsOf = new Map<string, Room[]>(residents.map(({ name }) => [name, []]));
  const meet = (members: readonly Resident[]): void => {
    const room = { id: randomUUID(), members };
    for (const { name } of members) roomsOf.get(name)?.push(room);
  };
  residents.forEach((one, i) => {
    const next = residents[(i + 1) % count];
    if (next !== undefined && next !== one) meet([one, next]);
  });
  for (let i = 0; i + GROUP_SIZE <= count; i += GROUP_SIZE) meet(residents.slice(i, i + GROUP_SIZE));
  return { residents, roomsOf };
}

/** What `social-service` would have published about them, as commands of Redis; see `contracts/events`. */
export function published({ residents, roomsOf }: Directory): string[][] {
  const rooms = new Set([...roomsOf.values()].flat());
  const documents = [
    ...residents.map(({ account, device }) =>
      document(`dir:devices:{${account}}`, { accountId: account, devices: [device], listHash: 'AA' }),
    ),
    ...[...rooms].map(({ id, members }) =>
      document(`dir:room:{${id}}`, {
        roomId: id,
        kind: members.length > 2 ? 'group' : 'direct',
        members: members.map(({ account }) => account),
        open: true,
      }),
    ),
  ];
  return [...documents, ['SET', 'dir:complete', '1']];
}

function document(key: string, doc: object): string[] {
  return ['HSET', key, 'version', '1', 'doc', JSON.stringify(doc)];
}
