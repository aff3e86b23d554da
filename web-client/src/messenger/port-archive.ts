/** The part of the port that is about the archive of history at the server (`docs/spec/archive.md`). */

export interface ArchiveView {
  /**
   * `waiting`: for the server, or for room on the disk. `full`: the server takes nothing more. `changed`: what the server has
   * does not hold, and nothing is saved. `deleting`: it is off, and the server does not know yet. `gone`: as `off`, and it was
   * not this device that switched it off.
   */
  readonly state: 'off' | 'saving' | 'saved' | 'waiting' | 'full' | 'changed' | 'deleting' | 'gone';
  /** Entries of conversations that are in it as far as they belong there, and of all. */
  readonly saved: number;
  readonly of: number;
  /** Bytes at the server. */
  readonly size: number;
}

export interface ArchiveCommands {
  /** Fails with `no-recovery-phrase` where the account has none: without one nobody could open it. */
  switchArchiveOn(input: Record<string, never>): void;
  /** Also deletes it at the server, as soon as that can be reached. */
  deleteArchive(input: Record<string, never>): void;
}
