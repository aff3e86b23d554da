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

const plurals = new Intl.PluralRules('en');

/** The text of a message in the language of the interface, with its slots filled. */
export function t<K extends MessageKey>(key: K, ...values: Arguments<K>): string {
  const message = known[key] ?? '';
  const given: Readonly<Record<string, string | number>> = values[0] ?? {};
  const text = typeof message === 'string' ? message : message[pluralForm(Number(given['count']))];
  return text.replace(/\{(\w+)\}/gu, (_, name: string) => {
    const value = given[name] ?? '';
    return typeof value === 'number' ? formatNumber(value) : value;
  });
}

function pluralForm(count: number): keyof Plural {
  return plurals.select(count) === 'one' ? 'one' : 'other';
}

let numbers: Intl.NumberFormat | undefined;

export function formatNumber(value: number): string {
  numbers ??= new Intl.NumberFormat();
  return numbers.format(value);
}
