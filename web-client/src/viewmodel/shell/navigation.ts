import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals-core';
import type { HistoryEntry, Route } from './route.ts';

/** The browser's history, as navigation needs it. */
export interface HistoryPort {
  push(entry: HistoryEntry): void;
  replace(entry: HistoryEntry): void;
  back(): void;
}

/** Moves between places; every step forward is one step of the browser's Back. */
export class Navigation {
  private readonly entry: Signal<HistoryEntry>;
  private readonly history: HistoryPort;
  /** The browser was asked to go back, and has not been there yet. */
  private closing = false;
  private holds = 0;
  readonly route: ReadonlySignal<Route>;

  constructor(history: HistoryPort, start: HistoryEntry) {
    this.history = history;
    this.entry = signal(start);
    this.route = computed(() => this.entry.value.route);
  }

  open(change: Partial<Route>): void {
    const { route, depth } = this.entry.peek();
    const next = { ...route, ...change };
    if (same(next, route)) return;
    this.closing = false;
    this.push(next, depth + 1);
  }

  /** Goes somewhere without adding a step. */
  replace(change: Partial<Route>): void {
    const { route, depth } = this.entry.peek();
    this.entry.value = { route: { ...route, ...change }, depth };
    this.history.replace(this.entry.peek());
  }

  /** Goes back one step when it is one of ours, and otherwise to `fallback`. Asked twice in a row it goes once. */
  close(fallback: Partial<Route>): void {
    if (this.closing) return;
    this.closing = this.entry.peek().depth > 0;
    if (this.closing) this.history.back();
    else this.replace(fallback);
  }

  /** Something is being done here, and its outcome is to be seen: Back and Forward lead nowhere until it is released. */
  hold(): () => void {
    this.holds++;
    return () => void this.holds--;
  }

  /** The browser went back or forward. */
  arrived(entry: HistoryEntry): void {
    const asked = this.closing;
    this.closing = false;
    if (asked || this.holds === 0) this.entry.value = entry;
    else this.push(this.entry.peek().route, entry.depth + 1);
  }

  private push(route: Route, depth: number): void {
    this.entry.value = { route, depth };
    this.history.push(this.entry.peek());
  }
}

function same(a: Route, b: Route): boolean {
  return a.roomId === b.roomId && a.details === b.details && a.dialog === b.dialog;
}
