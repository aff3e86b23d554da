import { signal } from '@preact/signals';
import type { Language } from '../../viewmodel/shell/language.ts';
import { en, type Catalogue, type Plural } from './en.ts';

export type MessageKey = keyof Catalogue;

type Text<K extends MessageKey> = Catalogue[K] extends Plural ? Catalogue[K]['other'] : Catalogue[K];
type Slots<T> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Slots<Rest> : never;
type IsPlural<K extends MessageKey> = Catalogue[K] extends Plural ? 'count' : never;

/** The values a message needs: a number for `count`, text for every other slot. */
export type MessageValues<K extends MessageKey> = {
  readonly [Name in Slots<Text<K>> | IsPlural<K>]: Name extends 'count' ? number : string;
};

type Arguments<K extends MessageKey> = [keyof MessageValues<K>] extends [never] ? [] : [MessageValues<K>];

const known: Partial<Record<MessageKey, string | Plural>> = { ...en };

/** Texts that the first load does without; before what shows them is drawn. */
export function addMessages(late: Partial<Record<MessageKey, string | Plural>>): void {
  Object.assign(known, late);
}

interface Spoken {
  readonly language: Language;
  /** BCP 47: for numbers, dates and lists. */
  readonly locale: string;
  readonly messages: Partial<Record<MessageKey, string | Plural>>;
  readonly plurals: Intl.PluralRules;
}

function spokenAs(language: Language, messages: Spoken['messages']): Spoken {
  return { language, locale: localeOf(language), messages, plurals: new Intl.PluralRules(language) };
}

/** The reader's own region, where the browser tells one of that language. */
function localeOf(language: Language): string {
  const preferred = globalThis.navigator?.languages ?? [];
  return preferred.find((each) => each === language || each.startsWith(`${language}-`)) ?? language;
}

// A signal, so that whatever shows a text is drawn anew when the language changes.
const spoken = signal<Spoken>(spokenAs('en', known));

/** From now on texts are of this catalogue. @param messages English needs none: it is always there */
export function speak(language: Language, messages: Spoken['messages'] = known): void {
  spoken.value = spokenAs(language, messages);
}

/** The language on screen. */
export function spokenLanguage(): Language {
  return spoken.value.language;
}

/** The text of a message in the language of the interface, with its slots filled. */
export function t<K extends MessageKey>(key: K, ...values: Arguments<K>): string {
  const { messages, plurals } = spoken.value;
  const message = messages[key] ?? '';
  const given: Readonly<Record<string, string | number>> = values[0] ?? {};
  const text = typeof message === 'string' ? message : message[pluralForm(plurals, Number(given['count']))];
  return text.replace(/\{(\w+)\}/gu, (_, name: string) => {
    const value = given[name] ?? '';
    return typeof value === 'number' ? formatNumber(value) : value;
  });
}

function pluralForm(plurals: Intl.PluralRules, count: number): keyof Plural {
  return plurals.select(count) === 'one' ? 'one' : 'other';
}

/** Formatters of the reader's locale, made when first needed: making one is slow. */
export function perLocale<T>(make: (locale: string) => T): () => T {
  let made: { readonly locale: string; readonly value: T } | undefined;
  return () => {
    const { locale } = spoken.value;
    if (made?.locale !== locale) made = { locale, value: make(locale) };
    return made.value;
  };
}

const numbers = perLocale((locale) => new Intl.NumberFormat(locale));

export const formatNumber = (value: number): string => numbers().format(value);
