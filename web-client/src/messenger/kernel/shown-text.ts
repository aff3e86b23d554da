/** Joiners, which many scripts and emoji need, and the tags that flags are made of. */
const JOINERS = '\\u200c\\u200d\\u{e0020}-\\u{e007f}';
const CONTROLS = '\\p{Cc}\\p{Zl}\\p{Zp}';
/** Formatting, and what is blank by design: grapheme joiner, Hangul and Khmer fillers, the empty Braille pattern. */
const INVISIBLE = '\\p{Cf}\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u2800\\u3164\\uffa0';
/** Embeddings, overrides and isolates. */
const TURNING = '\\u202a-\\u202e\\u2066-\\u2069';

const NOT_IN_NAMES = new RegExp(`(?![${JOINERS}])[${CONTROLS}${INVISIBLE}]`, 'gu');
const NOT_IN_LINES = new RegExp(`(?!\n)[${CONTROLS}${TURNING}]`, 'gu');

/**
 * A name without what cannot be seen or changes how its neighbours are shown (`contracts/rest.md`, profile texts). The
 * service refuses such names; this is for those that came all the same, and for what was pasted without being seen.
 */
export function shownName(text: string): string {
  return text.replace(NOT_IN_NAMES, '').trim();
}

/** The same of several lines, which are read by themselves: direction marks may stand. */
export function shownLines(text: string): string {
  return text.replace(NOT_IN_LINES, '').trim();
}
