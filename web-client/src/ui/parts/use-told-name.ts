import type { Person } from '../../messenger/port.ts';
import { useTacet } from '../context.ts';
import { toldName } from '../format/names.ts';

/** What somebody is called where it matters who of two it is. */
export function useToldName(person: Person, name?: string): string {
  return toldName(person, useTacet().snapshot.value.lookalikes, name);
}
