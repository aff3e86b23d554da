import type { JSX } from 'preact';
import type { Person } from '../../messenger/port.ts';
import { useTacet } from '../context.ts';

/** The username, beside the name of somebody whom one could mistake for another. */
export function Telling({ person }: { person: Person }): JSX.Element | null {
  const { lookalikes } = useTacet().snapshot.value;
  if (!lookalikes.includes(person.accountId)) return null;
  return <span class="telling"> @{person.username}</span>;
}
