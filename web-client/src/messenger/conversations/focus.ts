/** Which conversations somebody is looking at: in each tab at most one. */
export class Focus {
  readonly #rooms = new Map<string, string>();

  /** @param roomId null: this tab shows none, or nobody looks at it */
  set(roomId: string | null, tab = ''): void {
    if (roomId === null) this.#rooms.delete(tab);
    else this.#rooms.set(tab, roomId);
  }

  of(tab = ''): string | null {
    return this.#rooms.get(tab) ?? null;
  }

  /** Room by tab. */
  get all(): ReadonlyMap<string, string> {
    return this.#rooms;
  }

  /** Whether somebody is looking at this room now. */
  isReading(roomId: string): boolean {
    return [...this.#rooms.values()].includes(roomId);
  }
}
