import { equal } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { roomNameHash, type RoomName } from '../../protocol/index.ts';
import { shownName } from '../kernel/shown-text.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Work } from '../vault/work.ts';
import type { Groups } from './groups.ts';
import { emptyGroup, type Group, type ToldName } from './records.ts';

/** Names kept that are not in force, one of each teller: theirs may be told before the log tells of it. */
const MAX_TOLD_NAMES = 16;

/** [M-15] The name that the log is committed to, if somebody told it. */
export function nameInForce({ log, names }: Pick<Group, 'log' | 'names'>): ToldName | null {
  return (log && names.find(({ hash }) => equal(hash, log.nameHash))) ?? null;
}

/** [M-15] What it is called on screen: what it was called before, until the name in force has come. */
export function nameShown(group: Pick<Group, 'log' | 'names' | 'formerName'>): ToldName | null {
  return nameInForce(group) ?? group.formerName ?? null;
}

export interface NamesDependencies {
  readonly crypto: CryptoProvider;
  readonly groups: Groups;
  readonly conversations: Conversations;
}

/** What groups are called, as their members tell each other. */
export class Names {
  readonly #deps: NamesDependencies;

  constructor(deps: NamesDependencies) {
    this.#deps = deps;
  }

  /** [M-15] Somebody says that this is its name: it counts as soon as its hash is in force, whoever says so. */
  async told(tx: Work, roomId: string, by: string, { name, description, salt }: RoomName): Promise<void> {
    const { crypto, groups } = this.#deps;
    const hash = await roomNameHash(crypto, { name, description, salt });
    const group = groups.row(tx, roomId) ?? emptyGroup(roomId);
    groups.update(tx, withName(group, { by, name, description, salt, hash }));
    await this.#mendNotice(tx, roomId);
  }

  /** A rename was told before the name that it is about. */
  async #mendNotice(tx: Work, roomId: string): Promise<void> {
    const { groups, conversations } = this.#deps;
    const group = groups.row(tx, roomId);
    const inForce = group && nameInForce(group);
    if (!inForce || group.unnamedNotice === null) return;
    const notice = await conversations.at(tx, roomId, group.unnamedNotice);
    groups.update(tx, { ...group, unnamedNotice: null });
    if (!notice?.change) return;
    conversations.replace(tx, { ...notice, change: { ...notice.change, name: shownName(inForce.name) } });
  }
}

function withName(group: Group, told: ToldName): Group {
  const inForce = nameInForce(group);
  const others = group.names.filter((each) => each !== inForce && each.by !== told.by);
  const kept = inForce && !equal(inForce.hash, told.hash) ? [inForce] : [];
  return { ...group, names: [...kept, ...others.slice(1 - MAX_TOLD_NAMES), told] };
}
