import type { ConversationView, MessageView } from '../../../web-client/src/messenger/port.ts';
import { membersOf, type Book, type Room } from './book.ts';
import type { DayBrowser } from './day-browser.ts';

/** What is wrong with what a browser shows in the end; empty when nothing is. */
export type Verdict = readonly string[];

/** Everything that all the browsers show, held against what was said and to whom. */
export async function verdictOn(browsers: readonly DayBrowser[], book: Book): Promise<Verdict> {
  const wrong: string[] = [];
  for (const browser of browsers) {
    const { conversations } = await browser.snapshot();
    for (const view of conversations) {
      const room = book.rooms.get(view.roomId);
      if (!room) wrong.push(`${browser.name} is in a room that nobody opened`);
      else wrong.push(...about(browser, membershipIn(view, room, browser)));
    }
    for (const room of book.rooms.values()) {
      const view = conversations.find((each) => each.roomId === room.roomId);
      const messages = view ? await browser.messages(room.roomId) : [];
      if (!view && membersOf(room).includes(browser.owner))
        wrong.push(`${browser.name} has no ${titleOf(room)}`);
      wrong.push(...about(browser, textsIn(messages, room, browser, book), ` in ${titleOf(room)}`));
    }
  }
  return wrong;
}

const about = (browser: DayBrowser, all: readonly string[], where = ''): readonly string[] =>
  all.map((each) => `${browser.name}: ${each}${where}`);

const titleOf = ({ name, standings }: Room): string => name || (standings[0] ?? []).join(' and ');

/** No stranger, nobody missing, the right owner and name. */
function membershipIn(view: ConversationView, room: Room, { owner }: DayBrowser): Verdict {
  if (view.kind === 'direct') return view.open ? [] : [`${titleOf(room)} is closed`];
  const members = membersOf(room);
  if (!members.includes(owner)) return view.me === 'former' ? [] : [`is ${view.me} of ${titleOf(room)}`];
  const shown = view.members.map(({ person }) => person.firstName).toSorted();
  const invited = view.invited.map(({ person }) => person.firstName).toSorted();
  const wrong: string[] = [];
  if (shown.join() !== members.toSorted().join())
    wrong.push(`members ${shown.join()}, not ${members.join()}`);
  if (invited.join() !== [...room.invited].toSorted().join()) wrong.push(`invited ${invited.join()}`);
  if (view.members[0]?.person.firstName !== room.owner) wrong.push(`not owned by ${room.owner}`);
  if (view.name !== room.name) wrong.push(`called ${view.name}, not ${room.name}`);
  return wrong.map((each) => `${titleOf(room)}: ${each}`);
}

function textsIn(messages: readonly MessageView[], room: Room, browser: DayBrowser, book: Book): Verdict {
  const here = book.said.filter(({ roomId }) => roomId === room.roomId);
  const shown = messages.filter(isReadable).map(({ body }) => body);
  const wrong = messages
    .filter(isUnreadable)
    .map(({ state, notice = state, index }) => `${notice} at ${index}`);
  for (const said of here) {
    const times = shown.filter((body) => body === said.body).length;
    if (times === 0 && book.mustHave(said).includes(browser.owner))
      wrong.push(`lacks "${said.body}" of ${said.browser}`);
    if (times > 0 && !book.mayHave(said).includes(browser.owner))
      wrong.push(`has "${said.body}" of ${said.browser}`);
    if (times > 1) wrong.push(`has "${said.body}" ${times} times`);
  }
  for (const body of shown)
    if (!here.some((said) => said.body === body)) wrong.push(`has "${body}", which nobody said here`);
  if (membersOf(room).includes(browser.owner))
    wrong.push(...messages.filter(isWaiting).map(({ body }) => `"${body}" did not leave`));
  return [...wrong, ...disorderedIn(shown, here)];
}

const isReadable = ({ kind, state }: MessageView): boolean =>
  kind === 'text' && state !== 'repairing' && state !== 'lost';

const isWaiting = ({ kind, state }: MessageView): boolean =>
  kind === 'text' && (state === 'sending' || state === 'failed');

function isUnreadable({ kind, state, notice }: MessageView): boolean {
  if (kind !== 'notice') return kind !== 'text' || state === 'repairing' || state === 'lost';
  return (
    notice === 'messages-missing' ||
    notice === 'security-alarm' ||
    notice === 'identity-changed' ||
    notice === 'unverified'
  );
}

/** What each browser said stands in the order in which it said it. */
function disorderedIn(shown: readonly string[], said: Book['said']): Verdict {
  const wrong: string[] = [];
  for (const browser of new Set(said.map((each) => each.browser))) {
    const order = said.filter((each) => each.browser === browser).map(({ body }) => shown.indexOf(body));
    const places = order.filter((place) => place >= 0);
    if (places.some((place, at) => at > 0 && place < (places[at - 1] ?? 0)))
      wrong.push(`disorder of ${browser}`);
  }
  return wrong;
}
