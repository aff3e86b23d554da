/** One text that somebody wrote, and when it was on its way. */
export interface Said {
  readonly body: string;
  readonly roomId: string;
  /** Name of the browser it was written in. */
  readonly browser: string;
  readonly author: string;
  /** Standing of its room when it was written. */
  readonly from: number;
  /** Standing of its room when it was seen to have left; null until then. */
  until: number | null;
  /** Its browser was signed out, or its writer taken out of the group, before it had left: nobody need have it. */
  isDoubtful: boolean;
}

/** A room as everybody who has heard of everything knows it. People are named by their first names. */
export interface Room {
  readonly roomId: string;
  name: string;
  owner: string;
  readonly kind: 'direct' | 'group';
  readonly invited: Set<string>;
  /** Who was in it, one after the other; in a group in the order of joining. */
  readonly standings: (readonly string[])[];
}

/** What has happened on this day, as far as it decides who must have which text, and who must not. */
export class Book {
  readonly said: Said[] = [];
  readonly rooms = new Map<string, Room>();

  opens(roomId: string, kind: Room['kind'], name: string, people: readonly string[]): Room {
    const owner = people[0] ?? '';
    const room: Room = { roomId, kind, name, owner, invited: new Set(), standings: [people] };
    this.rooms.set(roomId, room);
    return room;
  }

  /** Written in that browser by who is in the room; the number makes it unlike any other. */
  says(browser: string, author: string, room: Room): Said {
    const body = `Number ${this.said.length + 1}.`;
    const from = room.standings.length - 1;
    const said: Said = { body, roomId: room.roomId, browser, author, from, until: null, isDoubtful: false };
    this.said.push(said);
    return said;
  }

  /** Of that browser, those not known to have left. */
  underWay(browser: string): readonly Said[] {
    return this.said.filter((each) => each.browser === browser && each.until === null);
  }

  hasLeft(said: Said): void {
    said.until ??= this.#room(said).standings.length - 1;
  }

  joins(room: Room, person: string): void {
    room.invited.delete(person);
    room.standings.push([...membersOf(room), person]);
  }

  /** The one who has been there longest goes on with a group whose owner leaves. */
  leaves(room: Room, person: string): void {
    const left = membersOf(room).filter((each) => each !== person);
    room.standings.push(left);
    if (room.owner === person) room.owner = left[0] ?? '';
  }

  /** Who was in the room all the time while it was on its way: nobody, once its writer was not. */
  mustHave(said: Said): readonly string[] {
    if (said.isDoubtful) return [];
    const all = this.#while(said).reduce((some, each) => some.filter((person) => each.includes(person)));
    return all.includes(said.author) ? all : [];
  }

  /** Who was in the room at any time while it was on its way. */
  mayHave(said: Said): readonly string[] {
    return [...new Set([said.author, ...this.#while(said).flat()])];
  }

  #while(said: Said): readonly (readonly string[])[] {
    const { standings } = this.#room(said);
    return standings.slice(said.from, (said.until ?? standings.length - 1) + 1);
  }

  #room({ roomId }: Said): Room {
    const room = this.rooms.get(roomId);
    if (!room) throw new Error(`nobody opened the room of "${roomId}"`);
    return room;
  }
}

/** In a group in the order of joining, but for the owner whom it was handed to. */
export function membersOf(room: Room): readonly string[] {
  return room.standings.at(-1) ?? [];
}
