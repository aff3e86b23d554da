import type { Plural } from '../en.ts';

/** A text for each of the English ones, with a plural where that has one. A slot that is left out is found by a test. */
export type Translation<C> = { readonly [Key in keyof C]: C[Key] extends Plural ? Plural : string };
