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
    this.entry.value = { route: next, depth: depth + 1 };
    this.history.push(this.entry.peek());
  }

  /** Goes somewhere without adding a step. */
  replace(change: Partial<Route>): void {
    const { route, depth } = this.entry.peek();
    this.entry.value = { route: { ...route, ...change }, depth };
    this.history.replace(this.entry.peek());
  }

  /** Goes back one step when it is one of ours, and otherwise to `fallback`. */
  close(fallback: Partial<Route>): void {
    if (this.entry.peek().depth > 0) this.history.back();
    else this.replace(fallback);
  }

  /** The browser went back or forward. */
  arrived(entry: HistoryEntry): void {
    this.entry.value = entry;
  }
}

function same(a: Route, b: Route): boolean {
  return a.roomId === b.roomId && a.details === b.details && a.dialog === b.dialog;
}
