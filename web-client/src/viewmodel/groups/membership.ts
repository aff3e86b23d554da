import type { ConversationView, GroupConversationView, MemberView, Person } from '../../messenger/port.ts';

/** The person behind an account id, if the conversation knows one. */
export function personIn(view: ConversationView, accountId: string): Person | null {
  if (view.kind === 'direct') return view.person.accountId === accountId ? view.person : null;
  const member = view.members.find(({ person }) => person.accountId === accountId);
  return member?.person ?? view.people[accountId] ?? null;
}

/** The members apart from the reader. */
export function othersIn({ members }: GroupConversationView, myId: string): readonly MemberView[] {
  return members.filter(({ person }) => person.accountId !== myId);
}

/** Who becomes owner when the owner leaves: the member of longest standing (`docs/spec/rooms.md` [M-6]). */
export function heirOf({ members }: GroupConversationView): Person | null {
  return members.find(({ role }) => role === 'member')?.person ?? null;
}

/** Where the reader is the owner and who would be the next one has no account any more: nobody could act then. */
export function goneHeirOf(view: GroupConversationView): Person | null {
  const heir = view.me === 'owner' ? view.members.find(({ role }) => role === 'member') : undefined;
  return heir?.gone === true ? heir.person : null;
}

export function isIn({ me }: GroupConversationView): boolean {
  return me !== 'former';
}

/** How far a message got among the others: the furthest that anybody's device told, and how many. */
export type Reach =
  | { readonly far: 'read' | 'delivered'; readonly everybody: true }
  | { readonly far: 'read' | 'delivered'; readonly everybody: false; readonly count: number };

/** Null where the mark says it all: nobody has it yet, or there is only one other. */
export function reachOf(
  reach: { readonly of: number; readonly delivered: number; readonly read: number } | undefined,
): Reach | null {
  if (reach === undefined || reach.of < 2) return null;
  const far = reach.read > 0 ? 'read' : 'delivered';
  const count = reach[far];
  if (count === 0) return null;
  return count >= reach.of ? { far, everybody: true } : { far, everybody: false, count };
}
