import type { Conversation } from '../conversations/records.ts';

/** Devices remembered this way, 40 kB; of more than these every number is looked up. */
const MAX_BROUGHT = 512;

/** A sending device, by its name in `Conversation.heard`, and a number of it. */
export type NumberOf = readonly [device: string, counter: number];

/**
 * [D-10] Takes note of the highest numbers that stand in a conversation without having been counted there: a history brought
 * them, or their device was heard of too long ago.
 */
export function withBrought(row: Conversation, numbers: readonly NumberOf[]): Conversation {
  const uncounted = numbers.filter(([device, counter]) => counter > (row.heard?.[device]?.highest ?? 0));
  if (uncounted.length === 0 || isUnknown(row)) return row;
  const all = new Map(Object.entries(row.brought ?? {}));
  for (const [device, counter] of uncounted) all.set(device, Math.max(counter, all.get(device) ?? 0));
  return { ...row, brought: all.size > MAX_BROUGHT ? null : Object.fromEntries(all) };
}

/** What was counted since, as far as that, needs no other note. */
export function withoutBrought(row: Conversation, [device, counter]: NumberOf): Conversation {
  const known = row.brought?.[device];
  if (known === undefined || known > counter) return row;
  const { [device]: _, ...others } = row.brought ?? {};
  return { ...row, brought: others };
}

/** Whether a number above all that were counted may stand here all the same: only looking it up tells. */
export function mayStandHere(row: Conversation, devices: readonly string[], counter: number): boolean {
  return isUnknown(row) || devices.some((device) => counter <= (row.brought?.[device] ?? 0));
}

/** Earlier clients took histories in without taking note. */
function isUnknown({ brought, older = 0 }: Conversation): boolean {
  return brought === null || (brought === undefined && older > 0);
}
