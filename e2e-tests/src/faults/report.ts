import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { broken, check, type Promised, type Verdict } from './checker.ts';
import type { Ledger } from './ledger.ts';
import type { Service } from './servers.ts';

/** One line of the table. */
export interface Row {
  readonly fault: string;
  readonly verdict: Verdict;
  /** Broken promises in words; empty is what is wanted. */
  readonly broken: readonly string[];
  /** From the end of the fault until a message written after it was delivered; undefined when there is no end. */
  readonly recoverySeconds: number | undefined;
  /** The longest that a message written after the end of the fault took to be delivered, for the first time. */
  readonly slowestSeconds: number | undefined;
  readonly relayBytes: number;
  readonly redisBytes: number;
}

/** What is judged: what happened, and the processes it happened in. */
export interface Suffered {
  readonly ledger: Ledger;
  readonly relays: readonly Service[];
  readonly store: { readonly highestMemory: number };
}

/** Acknowledgements that the relay took from one device and had not yet stored, at most ({@code RelayLimits}). */
const PENDING_ACKS = 1_024;
/** Frames delivered and not acknowledged, at most (likewise). */
const WINDOW = 256;

/** What may come again: the window, if the acknowledgements that the relay took reach the store. */
export const REPEATED = WINDOW;
/** What may come again when the relay or its store died with acknowledgements in its hands. */
export const REPEATED_AFTER_DEATH = WINDOW + PENDING_ACKS;

/** Judges a drained town. @param healedMs when the fault was over */
export function rowOf(
  fault: string,
  town: Suffered,
  left: readonly string[],
  promised: Promised,
  healedMs?: number,
): Row {
  const verdict = check(town.ledger, promised);
  return {
    fault,
    verdict,
    broken: [...broken(verdict), ...left],
    recoverySeconds: healedMs === undefined ? undefined : recovery(town, healedMs),
    slowestSeconds: healedMs === undefined ? undefined : slowest(town, healedMs),
    relayBytes: Math.max(...town.relays.map(({ process }) => process.highestMemory)),
    redisBytes: town.store.highestMemory,
  };
}

function recovery({ ledger }: Suffered, healedMs: number): number | undefined {
  let first = Infinity;
  for (const receipts of ledger.receipts.values()) {
    const found = receipts.find(
      ({ key, atMs }) => atMs >= healedMs && (ledger.messages.get(key)?.firstSentMs ?? 0) >= healedMs,
    );
    if (found !== undefined) first = Math.min(first, found.atMs);
  }
  return first === Infinity ? undefined : (first - healedMs) / 1_000;
}

/** Where several relays are, one that is well delivers at once: this is of whoever waited longest. */
export function slowest({ ledger }: Pick<Suffered, 'ledger'>, healedMs: number): number | undefined {
  let longest: number | undefined;
  for (const receipts of ledger.receipts.values()) {
    const had = new Set<string>();
    for (const { key, atMs } of receipts) {
      const sentMs = ledger.messages.get(key)?.firstSentMs ?? 0;
      if (sentMs >= healedMs && !had.has(key)) longest = Math.max(longest ?? 0, atMs - sentMs);
      had.add(key);
    }
  }
  return longest === undefined ? undefined : longest / 1_000;
}

const HEAD = [
  'fault',
  'accepted',
  'refused',
  'lost',
  'out of order',
  'from nowhere',
  'came again',
  's to recover',
  'slowest, s',
  'relay MB',
  'Redis MB',
];

/** The rows as a table in Markdown. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ fault, verdict, recoverySeconds, slowestSeconds, relayBytes, redisBytes }) => [
    fault,
    verdict.accepted,
    verdict.refused,
    verdict.lost.length,
    verdict.misordered.length,
    verdict.ghosts.length,
    verdict.duplicated ?? '–',
    recoverySeconds?.toFixed(1) ?? '–',
    slowestSeconds?.toFixed(1) ?? '–',
    megabytes(relayBytes),
    megabytes(redisBytes),
  ]);
  return [HEAD, HEAD.map((_, i) => (i === 0 ? '---' : '---:')), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(0);
}

/** The page that is kept of a long run. */
export function page(rows: readonly Row[], seed: number): string {
  const day = new Date().toISOString().slice(0, 10);
  return [
    `# Faults, ${day}`,
    `\`./tacet verify faults\`, seed ${seed}: real processes on loopback, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(0)} at the end, Redis with \`appendfsync always\` unless a row says otherwise. What the columns mean is in [docs/reliability.md](../../docs/reliability.md).`,
    `${table(rows)}\n`,
  ].join('\n\n');
}

/** Writes the page where nothing is yet: a second one of a day has a 2 behind its name. @returns where */
export function keep(path: string, text: string): string {
  for (let number = 1; ; number++) {
    const free = number === 1 ? path : path.replace(/(\.md)?$/, `-${number}$1`);
    try {
      writeFileSync(free, text, { flag: 'wx' });
      return free;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}
