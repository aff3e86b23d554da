/** Whether a text holds every word of a search; "Zoë" is found by "zoe", and an empty search finds everything. */
export function finds(search: string, text: string): boolean {
  const folded = fold(text);
  return fold(search)
    .split(/\s+/u)
    .every((word) => folded.includes(word));
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
