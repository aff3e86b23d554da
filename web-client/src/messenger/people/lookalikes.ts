import type { Person, Snapshot } from '../port.ts';

/** Letters of other scripts that are drawn like Latin ones in small or as a capital: the commonest, not a table. */
const LOOKS = new Map(
  [
    ['авекмнорстухіїјѕһԁԛԝ', 'abekmhopctyxlljshdqw'],
    ['αβεηικμνορτυχγϲ', 'abehlkmnoptyxyc'],
    ['ıłøđ01i|', 'llodolll'],
  ].flatMap(([theirs = '', ours = '']) =>
    Array.from(theirs, (letter, at) => [letter, ours[at] ?? ''] as const),
  ),
);

/** Names kept with what they look like; more are forgotten and looked at again. */
const MAX_KEPT = 4_096;

/**
 * What is left of a text for somebody who glances at it: no case, no marks, no spaces or punctuation, one letter for those
 * that look alike (as the skeleton of a username, `contracts/rest.md`, and for other scripts the commonest).
 */
export function lookOf(text: string): string {
  const bare = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}|]/gu, '');
  return Array.from(bare, (letter) => LOOKS.get(letter) ?? letter)
    .join('')
    .replaceAll('m', 'rn')
    .replaceAll('w', 'vv');
}

type Known = Pick<Snapshot, 'conversations' | 'incoming' | 'outgoing' | 'invitations'>;

/** Finds people whom a reader could mistake for each other. */
export class Lookalikes {
  readonly #looks = new Map<string, string>();

  /** Account ids of everybody known whose name looks like that, or like the username, of somebody else. */
  among(me: Person, known: Known): readonly string[] {
    const people = new Map(peopleOf(me, known).map((person) => [person.accountId, person]));
    const bearers = new Map<string, Set<string>>();
    for (const { accountId, username, firstName, lastName } of people.values()) {
      for (const name of [`${firstName} ${lastName}`, username]) {
        const look = this.#look(name);
        if (look !== '') bearers.set(look, (bearers.get(look) ?? new Set()).add(accountId));
      }
    }
    const alike = [...bearers.values()].filter(({ size }) => size > 1).flatMap((ids) => [...ids]);
    return [...new Set(alike)];
  }

  #look(name: string): string {
    const kept = this.#looks.get(name);
    if (kept !== undefined) return kept;
    if (this.#looks.size >= MAX_KEPT) this.#looks.clear();
    const look = lookOf(name);
    this.#looks.set(name, look);
    return look;
  }
}

function peopleOf(me: Person, { conversations, incoming, outgoing, invitations }: Known): readonly Person[] {
  return [
    me,
    ...conversations.flatMap((view) => (view.kind === 'direct' ? [view.person] : Object.values(view.people))),
    ...[...incoming, ...outgoing].map(({ person }) => person),
    ...invitations.flatMap(({ by, members }) => [by, ...members]),
  ];
}
