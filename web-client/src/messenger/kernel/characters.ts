/** Length of a text in Unicode code points, as the services count it. */
export function characters(text: string): number {
  return Array.from(text).length;
}
