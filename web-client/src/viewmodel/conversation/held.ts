import type { ConversationView, Person } from '../../messenger/port.ts';

/** Somebody verified whose identity was replaced, and because of whom nothing is sent; the first of them, if any. */
export function whoHolds(view: ConversationView): Person | null {
  if (view.kind === 'direct') return view.trust === 'changed' ? view.person : null;
  const [first] = view.heldBy;
  return (first !== undefined && view.people[first]) || null;
}
