import { computed, signal, type ReadonlySignal } from '@preact/signals-core';

/** Those the interface speaks, each by its BCP 47 name. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Where the choice is kept. It is no secret and is needed before the first screen. */
export interface LanguageStore {
  read(): string | null;
  write(choice: Language | 'system'): void;
  /** What the reader told the browser, most wanted first, BCP 47. */
  readonly preferred: readonly string[];
}

export class LanguageChoice {
  private readonly choice = signal<Language | 'system'>('system');
  private readonly store: LanguageStore;
  /** The language to speak: the chosen one, else the first wanted one that is known, else English. */
  readonly language: ReadonlySignal<Language>;

  constructor(store: LanguageStore) {
    this.store = store;
    const kept = store.read();
    this.choice.value = LANGUAGES.find((known) => known === kept) ?? 'system';
    this.language = computed(() => (this.choice.value === 'system' ? this.wanted() : this.choice.value));
  }

  get current(): ReadonlySignal<Language | 'system'> {
    return this.choice;
  }

  choose(choice: Language | 'system'): void {
    this.choice.value = choice;
    this.store.write(choice);
  }

  private wanted(): Language {
    for (const each of this.store.preferred) {
      const known = LANGUAGES.find((language) => each === language || each.startsWith(`${language}-`));
      if (known) return known;
    }
    return 'en';
  }
}
