/** A message body in parts, so that links become links without any HTML. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

// No whitespace, quotes, angle brackets, control or direction-changing characters: what looks like
// one address must be the address that opens.
const LINK = /\bhttps?:\/\/[^\s<>"'`\p{Cc}\p{Cf}]+/giu;
const TRAILING_PUNCTUATION = /[.,;:!?…。，]+$/u;
const BRACKETS: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

/** Takes sentence punctuation and unpaired closing brackets off the end of an address. */
function trimAddress(found: string): string {
  let address = found;
  for (;;) {
    const shorter = address.replace(TRAILING_PUNCTUATION, '');
    const last = shorter.at(-1) ?? '';
    const opening = BRACKETS.get(last);
    const unpaired = opening !== undefined && shorter.split(last).length > shorter.split(opening).length;
    const next = unpaired ? shorter.slice(0, -1) : shorter;
    if (next === address) return address;
    address = next;
  }
}

/** A host with at least one character; no user name or password, which serve only to deceive. */
function isPlainAddress(address: string): boolean {
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
const EMOJI_RUN = /^\p{RGI_Emoji}+$/v;

/** How many emoji the message consists of, or 0 when it is not only emoji. */
export function bigEmoji(body: string): number {
  const compact = body.replace(/\s+/gu, '');
  // The longest emoji are sequences of about 35 UTF-16 units.
  if (compact === '' || compact.length > MAX_BIG_EMOJI * 35 || !EMOJI_RUN.test(compact)) return 0;
  const count = Array.from(
    new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(compact),
  ).length;
  return count <= MAX_BIG_EMOJI ? count : 0;
}
