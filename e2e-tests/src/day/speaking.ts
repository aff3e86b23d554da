import { eventually } from '../waiting.ts';
import type { Book, Room } from './book.ts';
import type { DayBrowser } from './day-browser.ts';

/** Writes in that room as somebody would, until each is stored, or until they are taken out of it. */
export async function says(book: Book, browser: DayBrowser, room: Room, count: number): Promise<void> {
  if (!(await browser.turnsTo(room.roomId))) return;
  for (let at = 0; at < count; at++) {
    const said = book.says(browser.name, browser.owner, room);
    const isOpen = async () => (await browser.room(room.roomId))?.open === true;
    await browser.person.writes(said.body).catch(async (cause: unknown) => {
      if (await isOpen()) throw cause;
    });
    const isOut = await eventually(`${browser.name} has stored "${said.body}"`, async () => {
      const messages = await browser.messages(room.roomId);
      if (messages.some((each) => each.body === said.body)) return false;
      return (await isOpen()) ? undefined : true;
    });
    if (!isOut) continue;
    said.isDoubtful = true;
    return;
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
