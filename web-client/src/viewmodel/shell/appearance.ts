import { signal, type ReadonlySignal } from '@preact/signals-core';

export const APPEARANCES = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof APPEARANCES)[number];

/** Where the choice is kept. It is no secret and is needed before the vault is open. */
export interface AppearanceStore {
  read(): string | null;
  write(appearance: Appearance): void;
}

export class AppearanceChoice {
  private readonly choice = signal<Appearance>('system');
  private readonly store: AppearanceStore;

  constructor(store: AppearanceStore) {
    this.store = store;
    const kept = store.read();
    this.choice.value = APPEARANCES.find((known) => known === kept) ?? 'system';
  }

  get current(): ReadonlySignal<Appearance> {
    return this.choice;
  }

  choose(appearance: Appearance): void {
    this.choice.value = appearance;
    this.store.write(appearance);
  }
}
