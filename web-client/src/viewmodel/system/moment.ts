/** 100 million days to either side of 1970: a Date holds no more, and most of what is done with it then throws. */
const FURTHEST_MS = 8.64e15;

/** A Date of any number. Times come from others, who may send whatever a whole number can say. */
export function dateOf(ms: number): Date {
  return new Date(Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, -FURTHEST_MS), FURTHEST_MS));
}
