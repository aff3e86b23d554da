/**
 * What was typed in this tab and is not in a snapshot yet, by room. Everything else is as the snapshot says: another tab
 * may have written it.
 */
export class Drafts {
  private readonly typed = new Map<string, { readonly text: string; readonly stored: boolean }>();

  private beingStored = 0;

  /** Whether a text was sent that the messenger has not stored yet: it would be gone with this tab. */
  get storing(): boolean {
    return this.beingStored > 0;
  }

  async whileStoring<T>(work: Promise<T>): Promise<T> {
    this.beingStored++;
    try {
      return await work;
    } finally {
      this.beingStored--;
    }
  }

  of(roomId: string): string | undefined {
    return this.typed.get(roomId)?.text;
  }

  edit(roomId: string, text: string): void {
    this.typed.set(roomId, { text, stored: false });
  }

  /** The messenger has stored it: every snapshot that comes from now on knows it, or something newer. */
  stored(roomId: string, text: string): void {
    if (this.of(roomId) === text) this.typed.set(roomId, { text, stored: true });
  }

  snapshotChanged(): void {
    for (const [roomId, { stored }] of this.typed) if (stored) this.typed.delete(roomId);
  }

  clear(): void {
    this.typed.clear();
  }
}
