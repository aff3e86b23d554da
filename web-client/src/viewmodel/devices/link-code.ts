/** [D-1] Letters of a code, those of check included. */
export const LINK_CODE_LETTERS = 28;

const GROUP_LETTERS = 4;
const SEPARATORS = /[\s\p{Pd}]/gu;
const FOREIGN = /[^0-9A-HJKMNP-TV-Z]/u;

/** [D-1] The letters of a code as it was typed, pasted or scanned, as the other browser shows them. */
export function codeLetters(text: string): string {
  return text.replace(SEPARATORS, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/gu, '1');
}

/** "ABCD-EFGH-J", the way the other browser shows it. */
export function groupedCode(text: string): string {
  const letters = Array.from(codeLetters(text));
  return letters.map((letter, at) => (at > 0 && at % GROUP_LETTERS === 0 ? `-${letter}` : letter)).join('');
}

/** What can be said of a code before it is tried; whether it is right only the messenger knows. */
export type CodeState = 'unfinished' | 'whole' | 'foreign-letter' | 'too-long';

export function judgeCode(text: string): CodeState {
  const letters = codeLetters(text);
  if (FOREIGN.test(letters)) return 'foreign-letter';
  if (letters.length > LINK_CODE_LETTERS) return 'too-long';
  return letters.length === LINK_CODE_LETTERS ? 'whole' : 'unfinished';
}
