import { beforeEach, describe, expect, test } from 'vitest';
import { Navigation } from '../../src/viewmodel/shell/navigation.ts';
import { HOME, type HistoryEntry } from '../../src/viewmodel/shell/route.ts';

/** A browser's history, which goes back only when its turn comes. */
class Browser {
  readonly entries: HistoryEntry[] = [{ route: HOME, depth: 0 }];
  private at = 0;
  private steps: number[] = [];
  onArrival: (entry: HistoryEntry) => void = () => undefined;

  push(entry: HistoryEntry): void {
    this.entries.splice(++this.at, Infinity, entry);
  }

  replace(entry: HistoryEntry): void {
    this.entries[this.at] = entry;
  }

  back(): void {
    this.steps.push(-1);
  }

  forward(): void {
    this.steps.push(1);
  }

  /** The browser gets to what was asked of it. */
  turn(): void {
    const steps = this.steps;
    this.steps = [];
    for (const step of steps) {
      this.at += step;
      this.onArrival(this.entries[this.at] ?? { route: HOME, depth: 0 });
    }
  }
}

describe('the way through the app', () => {
  let browser: Browser;
  let navigation: Navigation;

  beforeEach(() => {
    browser = new Browser();
    navigation = new Navigation(browser, { route: HOME, depth: 0 });
    browser.onArrival = (entry) => navigation.arrived(entry);
    navigation.open({ roomId: 'r' });
    navigation.open({ dialog: 'sign-out' });
  });

  test('two quick presses of what closes are one step back', () => {
    navigation.close({ dialog: null });
    navigation.close({ dialog: null });
    browser.turn();
    expect(navigation.route.value).toEqual({ ...HOME, roomId: 'r' });
    navigation.close({ roomId: null });
    browser.turn();
    expect(navigation.route.value).toEqual(HOME);
  });

  test('Back leads nowhere while something is being done, and where it always led afterwards', () => {
    const release = navigation.hold();
    const another = navigation.hold();
    browser.back();
    browser.turn();
    another();
    browser.back();
    browser.turn();
    expect(navigation.route.value.dialog).toBe('sign-out');
    expect(browser.entries.map(({ depth }) => depth)).toEqual([0, 1, 2]);
    release();
    browser.back();
    browser.turn();
    expect(navigation.route.value).toEqual({ ...HOME, roomId: 'r' });
  });

  test('Forward neither', () => {
    navigation.close({ dialog: null });
    browser.turn();
    const release = navigation.hold();
    browser.forward();
    browser.turn();
    expect(navigation.route.value).toEqual({ ...HOME, roomId: 'r' });
    expect(browser.entries.map(({ depth }) => depth)).toEqual([0, 1, 2, 3]);
    release();
  });

  test('what is done closes its dialog, also where the dialog still says that it is at work', () => {
    navigation.hold();
    navigation.close({ dialog: null });
    browser.turn();
    expect(navigation.route.value).toEqual({ ...HOME, roomId: 'r' });
  });

  test('whoever goes on while the browser still goes back can go back again', () => {
    navigation.close({ dialog: null });
    navigation.open({ dialog: 'settings' });
    navigation.close({ dialog: null });
    browser.turn();
    expect(navigation.route.value.dialog).toBeNull();
  });
});
