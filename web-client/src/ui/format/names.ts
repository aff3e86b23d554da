import type { ConversationView, Person } from '../../messenger/port.ts';
import { displayName, shortName } from '../../viewmodel/account/names.ts';
import { personIn } from '../../viewmodel/groups/membership.ts';
import { perLocale, t } from '../messages/translate.ts';

/** British English, because it needs no comma before “and”. */
const list = perLocale(
  (locale) => new Intl.ListFormat(locale.startsWith('en') ? 'en-GB' : locale, { type: 'conjunction' }),
);

/** "Bob, Carol and Dave"; also of other things than names. */
export function formatNames(names: readonly string[]): string {
  return list().format(names);
}

/** What a conversation is called: the person, the group, or its people while the name has not come. */
export function conversationName(view: ConversationView, myId: string): string {
  if (view.kind === 'direct') return displayName(view.person);
  if (view.name !== '') return view.name;
  const others = view.members.filter(({ person }) => person.accountId !== myId);
  if (others.length === 0) return t('group.unnamed');
  return formatNames(others.map(({ person }) => shortName(person)));
}

/** A name, with the username where somebody else could be taken for that person; `name` as they are called there. */
export function toldName(person: Person, lookalikes: readonly string[], name = displayName(person)): string {
  return lookalikes.includes(person.accountId) ? `${name} @${person.username}` : name;
}

/** Who wrote: the whole name, as it stands above a bubble. */
export function senderName(
  view: ConversationView,
  accountId: string,
  lookalikes: readonly string[] = [],
): string {
  const person = personIn(view, accountId) ?? (view.kind === 'direct' ? view.person : null);
  if (person === null) return t('group.somebody');
  return toldName(person, lookalikes);
}

/** Who wrote, where there is little room. */
export function senderShortName(view: ConversationView, accountId: string): string {
  const person = personIn(view, accountId);
  return person === null ? t('group.somebody') : shortName(person);
}
