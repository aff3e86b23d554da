import { limits } from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { groupNotice } from '../conversations/notice.ts';
import type { DirectConversation } from '../conversations/records.ts';
import { firstCharacters } from '../kernel/characters.ts';
import { shownName } from '../kernel/shown-text.ts';
import type { Person } from '../port.ts';
import type { Work } from '../vault/work.ts';

/** A first name, a space and a last name. */
const MAX_CHARACTERS = 2 * limits.MAX_NAME_CHARACTERS + 1;

/**
 * [C-20] Says in the conversation with a friend that they are called something else now, if they are.
 *
 * @param before the row as it was; what the transaction has in its place knows them by the new name
 */
export function tellRenamed(
  tx: Work,
  conversations: Conversations,
  before: DirectConversation,
  nowMs: number,
): void {
  const row = conversations.row(tx, before.roomId);
  if (row?.kind !== 'direct') return;
  const [former, name] = [calledBy(before.person), calledBy(row.person)];
  if (former === name) return;
  const { accountId } = row.person;
  const change = { actorId: accountId, subjectIds: [accountId], name, former };
  // Below the newest messages, and the conversation stays where it is in the list.
  const event = { notice: 'name-changed', change } as const;
  conversations.append(tx, row, groupNotice(event, row, nowMs), row.sortMs);
}

function calledBy({ firstName, lastName, username }: Person): string {
  const name = shownName(`${firstName} ${lastName}`);
  return firstCharacters(name === '' ? username : name, MAX_CHARACTERS);
}
