/** Which conversation is on screen, and where its unread divider stands while it is. */
export class Focus {
  #roomId: string | null = null;
  #active = false;
  #divider: number | null = null;

  /** @param firstUnread index of the oldest unread message of the room, for the divider */
  set(roomId: string | null, active: boolean, firstUnread: number | null): void {
    if (roomId !== this.#roomId) this.#divider = null;
    this.#roomId = roomId;
    this.#active = active;
    if (active) this.#divider ??= firstUnread;
  }

  /** Whether somebody is looking at this room now. */
  isReading(roomId: string): boolean {
    return this.#active && this.#roomId === roomId;
  }

  /** [D-9] Read elsewhere: on this screen the divider stays where it is. */
  hold(roomId: string, firstUnread: number | null): void {
    if (roomId === this.#roomId) this.#divider ??= firstUnread;
  }

  /** Index before which the divider stands: kept while the room stays on screen. */
  divider(roomId: string, firstUnread: number | null): number | null {
    return this.#roomId === roomId ? (this.#divider ?? firstUnread) : firstUnread;
  }
}
