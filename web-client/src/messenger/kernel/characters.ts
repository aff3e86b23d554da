/** Length of a text in Unicode code points, as the services count it. */
export function characters(text: string): number {
  return Array.from(text).length;
}

/** As much of a text as that many code points. */
export function firstCharacters(text: string, count: number): string {
  return Array.from(text).slice(0, count).join('');
}
