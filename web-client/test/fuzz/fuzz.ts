import { Coverage } from './coverage.ts';
import { drawFrom, mutate } from './mutations.ts';

/** One decoder and what must hold whatever it is given. */
export interface Target {
  readonly name: string;
  /** Well-formed inputs to begin with. */
  readonly seeds: readonly Uint8Array[];
  /** No input is longer: what the decoder's caller lets through. */
  readonly maxBytes: number;
  /** Throws what is a finding. Refusals with a typed error are none. */
  readonly check: (input: Uint8Array) => void | Promise<void>;
}

export interface Finding {
  readonly input: Uint8Array;
  readonly cause: unknown;
}

export interface Outcome {
  readonly executions: number;
  /** Inputs that ran code no earlier one had run. */
  readonly telling: readonly Uint8Array[];
  readonly finding: Finding | null;
}

/** How much is tried. */
export interface Budget {
  readonly executions: number;
  readonly milliseconds: number;
  readonly seed: number;
  /** Told of every batch before it runs: what hangs or kills the process leaves its inputs behind. */
  readonly begins?: (batch: readonly Uint8Array[]) => void;
}

/** Inputs between two looks at the coverage: a look costs about two milliseconds. */
const BATCH = 64;
/** A single input that keeps a decoder busy for so long is a finding: none of them does work beyond reading its input. */
const MAX_MILLISECONDS_EACH = 5_000;

/** Coverage-guided: what reached new code is changed further. */
export async function fuzz(target: Target, corpus: readonly Uint8Array[], budget: Budget): Promise<Outcome> {
  const coverage = new Coverage();
  try {
    return await run(target, corpus, budget, coverage);
  } finally {
    coverage.close();
  }
}

async function run(
  target: Target,
  corpus: readonly Uint8Array[],
  budget: Budget,
  coverage: Coverage,
): Promise<Outcome> {
  const draw = drawFrom(budget.seed);
  const pool = [...corpus];
  const telling: Uint8Array[] = [];
  for (const input of corpus) {
    const finding = await tryOne(target, input);
    if (finding) return { executions: 0, telling, finding };
  }
  coverage.absorb(coverage.take());
  const end = performance.now() + budget.milliseconds;
  let executions = 0;
  while (executions < budget.executions && performance.now() < end) {
    const batch = Array.from({ length: BATCH }, () =>
      mutate(pool[draw(pool.length)] ?? new Uint8Array(), draw, pool, target.maxBytes),
    );
    budget.begins?.(batch);
    for (const input of batch) {
      const finding = await tryOne(target, input);
      if (finding) return { executions, telling, finding };
    }
    executions += BATCH;
    const ran = coverage.take();
    if (!coverage.isNew(ran)) continue;
    const kept = await whoseDoing(target, batch, coverage);
    coverage.absorb(ran);
    pool.push(...kept);
    telling.push(...kept);
  }
  return { executions, telling, finding: null };
}

/** The batch as a whole reached something new: which of its inputs do, each on its own. */
async function whoseDoing(
  target: Target,
  batch: readonly Uint8Array[],
  coverage: Coverage,
): Promise<readonly Uint8Array[]> {
  const kept: Uint8Array[] = [];
  for (const input of batch) {
    coverage.take();
    await tryOne(target, input);
    if (coverage.absorb(coverage.take())) kept.push(input);
  }
  return kept;
}

async function tryOne(target: Target, input: Uint8Array): Promise<Finding | null> {
  const began = performance.now();
  const before = input.slice();
  try {
    await target.check(input);
  } catch (cause) {
    return { input: before, cause };
  }
  if (before.some((byte, at) => byte !== input[at])) {
    return { input: before, cause: new Error('the decoder changed its input') };
  }
  const took = performance.now() - began;
  return took > MAX_MILLISECONDS_EACH ? { input, cause: new Error(`took ${Math.round(took)} ms`) } : null;
}
