import type { Catalogue, Plural } from '../en.ts';

/** A text for each of the English ones, with a plural where that has one. A slot that is left out is found by a test. */
export type Translation = {
  readonly [Key in keyof Catalogue]: Catalogue[Key] extends Plural ? Plural : string;
};

/** Some of them; together they are all. */
export type Part = Partial<Translation>;
