/** Of Safari, which has no word for it: by then the first screen stands. */
const LATER_MS = 300;

type Later = (step: () => void) => unknown;

const whenIdle: Later =
  'requestIdleCallback' in globalThis
    ? (step) => requestIdleCallback(step)
    : (step) => setTimeout(step, LATER_MS);

/** Does these one after the other, each in a task of its own while the page has nothing else to do. */
export function doWhenIdle(steps: readonly (() => unknown)[], later: Later = whenIdle): void {
  const [first, ...rest] = steps;
  if (first === undefined) return;
  later(() => {
    first();
    doWhenIdle(rest, later);
  });
}
