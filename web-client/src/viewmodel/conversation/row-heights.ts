/** Measurements that count: more, and a change of the font size would be noticed late. */
const REMEMBERED = 128;

/**
 * Which height is the most frequent among rows. As the estimate for rows that were not measured yet it is right for most
 * of them, and a list that was right has nothing to move: correcting one row makes the browser lay out the page again.
 */
export class RowHeights {
  private readonly measured: number[] = [];
  private readonly counts = new Map<number, number>();
  private best: number;

  constructor(first: number) {
    this.best = first;
  }

  get typical(): number {
    return this.best;
  }

  note(height: number): void {
    if (height <= 0) return; // not in the document any more
    this.measured.push(height);
    this.add(height, 1);
    if (this.measured.length > REMEMBERED) this.add(this.measured.shift() ?? 0, -1);
    if (this.count(height) > this.count(this.best)) this.best = height;
  }

  private add(height: number, by: number): void {
    this.counts.set(height, this.count(height) + by);
    if (this.count(height) <= 0) this.counts.delete(height);
  }

  private count(height: number): number {
    return this.counts.get(height) ?? 0;
  }
}
