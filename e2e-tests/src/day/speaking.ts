import { eventually } from '../waiting.ts';
import type { Book, Room } from './book.ts';
import type { DayBrowser } from './day-browser.ts';

/** Writes in that room as somebody would, until each is stored. */
export async function says(book: Book, browser: DayBrowser, room: Room, count: number): Promise<void> {
  if (!(await browser.turnsTo(room.roomId))) return;
  for (let at = 0; at < count; at++) {
    const { body } = book.says(browser.name, browser.owner, room);
    await browser.person.writes(body);
    await eventually(`${browser.name} has stored "${body}"`, async () => {
      const messages = await browser.messages(room.roomId);
      return messages.some((each) => each.body === body) ? true : undefined;
    });
  }
}

/** Looks which of its texts are not under way any more. */
export async function notesWhatHasLeft(book: Book, browser: DayBrowser): Promise<void> {
  const waiting = book.underWay(browser.name);
  for (const roomId of new Set(waiting.map((each) => each.roomId))) {
    const messages = await browser.messages(roomId);
    const left = new Set(
      messages.filter(({ state }) => state !== 'sending' && state !== 'failed').map(({ body }) => body),
    );
    for (const said of waiting) if (said.roomId === roomId && left.has(said.body)) book.hasLeft(said);
  }
}
