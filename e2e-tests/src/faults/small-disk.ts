import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHUNK = Buffer.alloc(65_536);

/** A disk of its own that can be full. Needs root: mounting does. */
export class SmallDisk {
  readonly path: string;
  private readonly ballast: string;

  constructor(megabytes: number) {
    this.path = mkdtempSync(join(tmpdir(), 'tacet-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tacet-faults', this.path]);
    this.ballast = join(this.path, 'ballast');
  }

  /** Takes the room there is, to the last byte, or so many megabytes of it. */
  fill(megabytes = Infinity): void {
    const file = openSync(this.ballast, 'a');
    try {
      for (let left = megabytes * 1_000_000; left > 0; left -= CHUNK.length) {
        // The last chunk may fit in part: then the next one fails.
        writeSync(file, CHUNK);
      }
    } catch (failure) {
      if (!(failure instanceof Error && 'code' in failure && failure.code === 'ENOSPC')) throw failure;
    } finally {
      closeSync(file);
    }
  }

  /** Gives it back. */
  free(): void {
    rmSync(this.ballast, { force: true });
  }

  dispose(): void {
    execFileSync('umount', ['--lazy', this.path]);
    rmSync(this.path, { recursive: true, force: true });
  }
}
