import type { Answer } from './redis-client.ts';

/** What of a device tells whether somebody pushed it out. */
export interface Displaced {
  readonly resident: { readonly name: string };
  readonly displacedByNobody: number;
}

/** [F-13] A client does not come back by itself when it hears this. */
export function wronglyDisplaced(devices: readonly Displaced[]): string[] {
  return devices
    .filter(({ displacedByNobody }) => displacedByNobody > 0)
    .map(({ resident, displacedByNobody: times }) => `displaced: ${resident.name} by nobody, ${times} times`);
}

/** A store that is away is no bug: whoever reads the log hears of it in a line, and not in a page for every message. */
export function stackTraces(logs: readonly string[]): string[] {
  const lines = logs.flatMap((log) => log.match(/^\s+at .+$/gm) ?? []);
  return lines.length === 0
    ? []
    : [`log: ${lines.length} lines of stack traces, such as ${lines[0]!.trim()}`];
}

/** A service calls for its operator only when it cannot help itself: no fault of the suite is of that kind. */
export function errors(logs: readonly string[]): string[] {
  const lines = logs.flatMap((log) => log.match(/^\S+ +ERROR .+$/gm) ?? []);
  return lines.length === 0 ? [] : [`log: ${lines.length} errors, such as ${lines[0]!}`];
}

/**
 * Entries in mailboxes that devices say they have emptied.
 *
 * @param lengths of the mailboxes of these devices
 */
export function leftBehind(names: readonly string[], lengths: readonly Answer[]): string[] {
  return names.flatMap((name, i) =>
    lengths[i] === 0 ? [] : [`left behind: ${String(lengths[i])} entries for ${name}`],
  );
}
