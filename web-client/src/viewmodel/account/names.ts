import type { Person } from '../../messenger/port.ts';

/** "First Last", or the username when no name is known. */
export function displayName(person: Pick<Person, 'username' | 'firstName' | 'lastName'>): string {
  const name = `${person.firstName} ${person.lastName}`.trim();
  return name === '' ? person.username : name;
}

/** How somebody is called among several: "Bob", or the username when no name is known. */
export function shortName(person: Pick<Person, 'username' | 'firstName'>): string {
  const name = person.firstName.trim();
  return name === '' ? person.username : name;
}

/** All a person is searched by. */
export function fullText(person: Pick<Person, 'username' | 'firstName' | 'lastName'>): string {
  return `${displayName(person)} ${person.username}`;
}

/** One or two letters for the avatar. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter(Boolean);
  const first = firstLetter(words[0]);
  const last = words.length > 1 ? firstLetter(words.at(-1)) : '';
  return (first + last).toLocaleUpperCase();
}

function firstLetter(word: string | undefined): string {
  return word === undefined ? '' : (Array.from(word)[0] ?? '');
}

/** How many avatar colours the design has; see `tokens.css`. */
export const AVATAR_HUES = 8;

/** The same person has the same colour everywhere: FNV-1a over the account id. */
export function avatarHue(accountId: string): number {
  let hash = 0x811c9dc5;
  for (const character of accountId) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 0) % AVATAR_HUES;
}
