/** A message body in parts, so that links become links without any HTML. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

// No whitespace, quotes, angle brackets, control or direction-changing characters: what looks like
// one address must be the address that opens.
const LINK = /\bhttps?:\/\/[^\s<>"'`\p{Cc}\p{Cf}]+/giu;
/** Longer ones are no addresses anybody typed; they stay text. */
const MAX_ADDRESS_LENGTH = 2_048;
const SENTENCE_MARKS = new Set('.,;:!?…。，');
const BRACKETS: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

/**
 * Takes sentence marks and unpaired closing brackets off the end of an address. One pass forward and one
 * back: a message is a stranger's text and may be made of nothing but brackets.
 */
function trimAddress(found: string): string {
  const unpaired = new Map<string, number>();
  for (const [closing, opening] of BRACKETS)
    unpaired.set(closing, occurrences(found, closing) - occurrences(found, opening));
  let end = found.length;
  for (; end > 0; end--) {
    const last = found.charAt(end - 1);
    const surplus = unpaired.get(last) ?? 0;
    if (surplus > 0) unpaired.set(last, surplus - 1);
    else if (!SENTENCE_MARKS.has(last)) break;
  }
  return found.slice(0, end);
}

function occurrences(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) found++;
  return found;
}

/** A host with at least one character; no user name or password, which serve only to deceive. */
function isPlainAddress(address: string): boolean {
  if (address.length > MAX_ADDRESS_LENGTH) return false;
  const authority = /^https?:\/\/([^/?#]*)/i.exec(address)?.[1] ?? '';
  return authority !== '' && !authority.includes('@') && /[\p{L}\p{N}]/u.test(authority);
}

export function parseText(body: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of body.matchAll(LINK)) {
    const address = trimAddress(match[0]);
    if (!isPlainAddress(address)) continue;
    if (match.index > end) parts.push({ kind: 'text', text: body.slice(end, match.index) });
    parts.push({ kind: 'link', text: address, href: address });
    end = match.index + address.length;
  }
  if (end < body.length) parts.push({ kind: 'text', text: body.slice(end) });
  return parts;
}

/** More than this many and it is a text written in pictures. */
const MAX_BIG_EMOJI = 6;
/** One, and never a run of them: a hand with a skin tone is one or two, so that a run can be read in exponentially many ways. */
const EMOJI = /^\p{RGI_Emoji}$/v;

/** How many emoji the message consists of, or 0 when it is not only emoji. */
export function bigEmoji(body: string): number {
  // The longest emoji are sequences of about 35 UTF-16 units.
  const compact = body.length > MAX_BIG_EMOJI * 40 ? '' : body.replace(/\s+/gu, '');
  let count = 0;
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(compact)) {
    count++;
    if (count > MAX_BIG_EMOJI || !EMOJI.test(segment)) return 0;
  }
  return count;
}
