import { effect } from '@preact/signals';
import type { Language, LanguageChoice, LanguageStore } from '../../viewmodel/shell/language.ts';
import type { Toasts } from '../../viewmodel/shell/toasts.ts';
import { speak, spokenLanguage } from '../messages/translate.ts';

const KEY = 'tacet.language';

/** Storage may be forbidden; then the choice lasts as long as the page. */
export const browserLanguage: LanguageStore = {
  preferred: navigator.languages,
  read: () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  },
  write: (choice) => {
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // Nothing to tell: the language has changed, it will just not be remembered.
    }
  },
};

/**
 * Speaks the chosen language from now on. A catalogue that cannot be fetched leaves the one on screen, and says so.
 *
 * @returns settles when the first one is there: nothing is drawn in two languages
 */
export function followLanguage(choice: LanguageChoice, toasts: Pick<Toasts, 'show'>): Promise<void> {
  let first: Promise<void> = Promise.resolve();
  effect(() => {
    first = change(choice.language.value, () => choice.language.peek(), toasts);
  });
  effect(() => {
    document.documentElement.lang = spokenLanguage();
  });
  return first;
}

async function change(wanted: Language, now: () => Language, toasts: Pick<Toasts, 'show'>): Promise<void> {
  if (wanted === 'en') return speak('en');
  try {
    const { de } = await import('../messages/de.ts');
    // Another one may have been chosen while this came.
    if (now() === wanted) speak(wanted, de);
  } catch {
    toasts.show({ what: 'failure', failure: { code: 'network' } });
  }
}
